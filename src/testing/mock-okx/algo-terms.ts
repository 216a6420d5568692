import type { TriggerSource } from '../../domain/order-intent.ts';

/** One leg of a conditional order: the trigger, and the limit of the order that it sends (`null`: market). */
export interface LegTerms {
  readonly triggerTicks: number;
  readonly triggerBy: TriggerSource;
  readonly limitTicks: number | null;
}

/** Take-profit and stop-loss attached to an order. */
export interface AttachedTerms {
  readonly attachAlgoId: string;
  readonly attachAlgoClOrdId: string;
  takeProfit: LegTerms | null;
  /** A target that rests in the book as soon as there is something to sell, in place of one that waits for a trigger. */
  readonly restingTicks: number | null;
  stopLoss: LegTerms | null;
}
