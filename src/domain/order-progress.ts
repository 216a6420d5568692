import type { BrokerError } from '../errors/index.ts';
import type { CancelReason, Denial, Rejection } from './denial.ts';
import type { Exact } from './exact.ts';
import type { Money } from './money.ts';
import type { OrderProgress } from './order.ts';
import type { OrderState } from './order-lifecycle.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The progress of an order while it is made from the one before; nobody changes it once an order has it.
 *
 * A class, because every event makes one: a copy by a spread has a shape that depends on what it is a copy of, and all
 * that reads it is compiled for each of them.
 */
export class ProgressDraft implements Writable<OrderProgress> {
  state: OrderState;
  venueOrderId: string | null;
  lots: number;
  limitTicks: number | null;
  triggerTicks: number | null;
  filledLots: number;
  filledCost: Exact;
  feeMoney: Money;
  submittedAt: number | null;
  acknowledgedAt: number | null;
  triggeredAt: number | null;
  firstFillAt: number | null;
  updatedAt: number;
  attempts: number;
  denial: Denial | null;
  rejection: Rejection | null;
  cancelReason: CancelReason | null;
  unresolvedCause: BrokerError | null;

  constructor(from: OrderProgress) {
    this.state = from.state;
    this.venueOrderId = from.venueOrderId;
    this.lots = from.lots;
    this.limitTicks = from.limitTicks;
    this.triggerTicks = from.triggerTicks;
    this.filledLots = from.filledLots;
    this.filledCost = from.filledCost;
    this.feeMoney = from.feeMoney;
    this.submittedAt = from.submittedAt;
    this.acknowledgedAt = from.acknowledgedAt;
    this.triggeredAt = from.triggeredAt;
    this.firstFillAt = from.firstFillAt;
    this.updatedAt = from.updatedAt;
    this.attempts = from.attempts;
    this.denial = from.denial;
    this.rejection = from.rejection;
    this.cancelReason = from.cancelReason;
    this.unresolvedCause = from.unresolvedCause;
  }
}

/** The progress of an order that nothing has happened to yet. */
const UNTOUCHED: OrderProgress = {
  state: 'pending',
  venueOrderId: null,
  lots: 0,
  limitTicks: null,
  triggerTicks: null,
  filledLots: 0,
  filledCost: 0,
  feeMoney: 0n,
  submittedAt: null,
  acknowledgedAt: null,
  triggeredAt: null,
  firstFillAt: null,
  updatedAt: 0,
  attempts: 0,
  denial: null,
  rejection: null,
  cancelReason: null,
  unresolvedCause: null,
};

/** The progress of an order at its beginning: pending, of these lots and prices in ticks. */
export function pendingProgress(
  at: number,
  lots: number,
  limitTicks: number | null,
  triggerTicks: number | null,
): OrderProgress {
  const progress = new ProgressDraft(UNTOUCHED);
  progress.lots = lots;
  progress.limitTicks = limitTicks;
  progress.triggerTicks = triggerTicks;
  progress.updatedAt = at;
  return progress;
}
