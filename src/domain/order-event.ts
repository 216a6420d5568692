import type { BrokerError } from '../errors/index.ts';
import type { CancelReason, Denial, Rejection } from './denial.ts';
import type { Fill } from './fill.ts';

interface Heard {
  /** The order, by our id. */
  readonly clientOrderId: string;
  /** When the venue says it happened, epoch ms. */
  readonly at: number;
}

/** What can happen to an order, heard from the venue or decided by us. */
export type OrderEvent =
  | (Heard & { readonly type: 'order.submitted' })
  | (Heard & { readonly type: 'order.unresolved'; readonly cause: BrokerError })
  | (Heard & { readonly type: 'order.acknowledged'; readonly venueOrderId: string })
  | (Heard & { readonly type: 'order.armed'; readonly venueOrderId: string })
  | (Heard & { readonly type: 'order.triggered' })
  | (Heard & { readonly type: 'order.filled'; readonly fill: Fill })
  | (Heard & {
      readonly type: 'order.amended';
      readonly lots: number;
      readonly limitTicks: number | null;
      readonly triggerTicks: number | null;
    })
  | (Heard & { readonly type: 'order.amend_rejected'; readonly rejection: Rejection })
  | (Heard & { readonly type: 'order.cancel_rejected'; readonly rejection: Rejection })
  | (Heard & { readonly type: 'order.canceled'; readonly reason: CancelReason })
  | (Heard & { readonly type: 'order.expired' })
  | (Heard & { readonly type: 'order.rejected'; readonly rejection: Rejection })
  | (Heard & { readonly type: 'order.denied'; readonly denial: Denial })
  | (Heard & { readonly type: 'order.not_placed' });
