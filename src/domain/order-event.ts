import type { BrokerError } from '../errors/index.ts';
import type { CancelReason, Denial, Rejection } from './denial.ts';
import type { Fill } from './fill.ts';

/** What every event of an order says. */
export interface OrderEventFacts {
  /** The order, by our id. */
  readonly clientOrderId: string;
  /** When the venue says it happened, epoch ms. */
  readonly at: number;
}

/** What can happen to an order, heard from the venue or decided by us. */
export type OrderEvent =
  | (OrderEventFacts & { readonly type: 'order.submitted' })
  | (OrderEventFacts & { readonly type: 'order.unresolved'; readonly cause: BrokerError })
  | (OrderEventFacts & { readonly type: 'order.acknowledged'; readonly venueOrderId: string })
  | (OrderEventFacts & { readonly type: 'order.armed'; readonly venueOrderId: string })
  | (OrderEventFacts & { readonly type: 'order.triggered' })
  | (OrderEventFacts & { readonly type: 'order.filled'; readonly fill: Fill })
  | (OrderEventFacts & {
      readonly type: 'order.amended';
      readonly lots: number;
      readonly limitTicks: number | null;
      readonly triggerTicks: number | null;
    })
  | (OrderEventFacts & { readonly type: 'order.amend_rejected'; readonly rejection: Rejection })
  | (OrderEventFacts & { readonly type: 'order.cancel_rejected'; readonly rejection: Rejection })
  | (OrderEventFacts & { readonly type: 'order.canceled'; readonly reason: CancelReason })
  | (OrderEventFacts & { readonly type: 'order.expired' })
  | (OrderEventFacts & { readonly type: 'order.rejected'; readonly rejection: Rejection })
  | (OrderEventFacts & { readonly type: 'order.denied'; readonly denial: Denial })
  | (OrderEventFacts & {
      readonly type: 'order.not_placed';
      /** Why it was not sent again, where that was our decision. */
      readonly denial?: Denial;
    });
