import type { CancelReason, Rejection } from '../domain/denial.ts';
import { type Exact, exactProduct } from '../domain/exact.ts';
import type { OrderRole } from '../domain/order-intent.ts';
import { isOpen, reasonCode, SUBMITTED, stateAfter } from './order-codes.ts';
import type { OrderCommand } from './order-command.ts';
import { OrderIds } from './order-ids.ts';
import { NO_DOUBLES, NO_INTEGERS, type OrderRows, ROW, rowOf } from './order-rows.ts';
import { ASK, BID, NO_SLOT, type OrderSlots } from './order-slots.ts';
import {
  BINDS,
  CONDITIONAL,
  FOLLOWS,
  GROUPED,
  KEPT,
  LIQUIDATES,
  PROTECTED,
  QUEUES,
  roleOf,
  traitsOf,
  wordsOf,
} from './order-traits.ts';
import type { ProtectionGroup } from './protection-group.ts';
import type { Exposure } from './trading-account.ts';

/** Sequence numbers that can be found without a search. */
const RING = 2 ** 16;

/**
 * Every order that the exchange knows: columns beside those of {@link OrderSlots}, by the same slot.
 *
 * Orders that have ended stay until so many others have ended after them; then their slot goes to new orders.
 */
export class OrderTable {
  readonly slots: OrderSlots;
  readonly ids: OrderIds;
  state: Int32Array = NO_INTEGERS;
  reason: Int32Array = NO_INTEGERS;
  /** Bits of what is asked of a command most often, beside the command itself: {@link BINDS} and the others. */
  traits: Int32Array = NO_INTEGERS;
  filled: Float64Array = NO_DOUBLES;
  /** NaN where there is none. For a trailing stop the trigger as it stands. */
  trigger: Float64Array = NO_DOUBLES;
  /** Best price seen by a trailing stop, NaN before it is active. */
  best: Float64Array = NO_DOUBLES;
  /** Lots of others that trade first, where no book says it. */
  queueAhead: Float64Array = NO_DOUBLES;
  /** Opened by fills and not covered by protection yet. */
  unprotected: Float64Array = NO_DOUBLES;
  /** Rises with every order; the venue's order id. */
  sequence: Float64Array = NO_DOUBLES;
  createdAt: Float64Array = NO_DOUBLES;
  updatedAt: Float64Array = NO_DOUBLES;
  /** NaN before. */
  triggeredAt: Float64Array = NO_DOUBLES;
  readonly rejections = new Map<number, Rejection>();

  /** Of no meaning before the first fill. */
  #firstFillAt: Float64Array = NO_DOUBLES;
  #cost: Float64Array = NO_DOUBLES;
  #feeParts: Float64Array = NO_DOUBLES;
  /** By the number of the exposure: a number is written faster than a reference, and a collector need not see it. */
  #exposure: Int32Array = NO_INTEGERS;
  readonly #exposures: readonly Exposure[];
  /** By row, where the columns do not say it all: an object for each order would be moved by every collection. */
  readonly #commands: (OrderCommand | null)[] = [];
  readonly #groups = new Map<number, ProtectionGroup>();
  /** What no longer fits in a double. */
  readonly #largeCost = new Map<number, bigint>();
  readonly #largeFee = new Map<number, bigint>();
  #nextSequence = 1;
  readonly #ring = new Int32Array(RING);
  readonly #ended: Int32Array;
  #endedAt = 0;

  /** `exposures`: all that there are, each at its number. */
  constructor(slots: OrderSlots, exposures: readonly Exposure[], keepEnded: number) {
    this.slots = slots;
    this.ids = new OrderIds(slots);
    this.#exposures = exposures;
    this.#ended = new Int32Array(Math.max(1, keepEnded));
    slots.onGrow((rows) => this.#take(rows));
  }

  /** A new order, submitted and in no book. `hash` is that of its id, which is not known yet. */
  create(exposure: Exposure, command: OrderCommand, hash: number, now: number): number {
    const { slots } = this;
    const side = command.side === 'buy' ? BID : ASK;
    const slot = slots.allocate(side, command.limitTicks ?? 0, command.lots, exposure.account.number);
    this.state[slot] = SUBMITTED;
    this.reason[slot] = 0;
    this.filled[slot] = 0;
    this.#cost[slot] = 0;
    this.#feeParts[slot] = 0;
    this.createdAt[slot] = now;
    this.updatedAt[slot] = now;
    this.#exposure[slot] = exposure.number;
    const traits = traitsOf(command);
    this.traits[slot] = traits;
    if ((traits & KEPT) !== 0) this.#commands[rowOf(slot)] = command;
    // The other columns are as a new order needs them: who wrote there has cleared them.
    if ((traits & CONDITIONAL) !== 0) this.trigger[slot] = command.triggerTicks ?? Number.NaN;
    const sequence = this.#nextSequence++;
    this.sequence[slot] = sequence;
    this.#ring[sequence % RING] = slot;
    this.ids.enter(slot, command.clientOrderId, hash);
    return slot;
  }

  exposureOf(slot: number): Exposure {
    return this.#exposures[this.#exposure[slot]!]!;
  }

  /** The command of an order that is known, as it was sent. */
  commandOf(slot: number): OrderCommand {
    return this.#commands[rowOf(slot)] ?? this.#commandFromColumns(slot);
  }

  clientOrderIdOf(slot: number): string {
    return this.ids.idOf(slot);
  }

  roleOf(slot: number): OrderRole {
    return roleOf(this.traits[slot]!);
  }

  /** Keeps the command as it was sent: price and quantity in the columns are about to be others. */
  keepCommand(slot: number, command: OrderCommand = this.commandOf(slot)): void {
    this.traits[slot]! |= KEPT;
    this.#commands[rowOf(slot)] = command;
  }

  /** Ordered, in lots: what has filled and what is left, or was left when the order ended. */
  totalOf(slot: number): number {
    return this.filled[slot]! + this.slots.lots[slot]!;
  }

  /** NaN before. */
  firstFillAt(slot: number): number {
    return this.filled[slot] === 0 ? Number.NaN : this.#firstFillAt[slot]!;
  }

  /** The protection that the order belongs to, as a leg or as the entry. */
  groupOf(slot: number): ProtectionGroup | null {
    return (this.traits[slot]! & GROUPED) === 0 ? null : (this.#groups.get(slot) ?? null);
  }

  joinGroup(slot: number, group: ProtectionGroup): void {
    this.traits[slot]! |= GROUPED;
    this.#groups.set(slot, group);
  }

  isOpen(slot: number): boolean {
    return isOpen(this.state[slot]!);
  }

  /** The slot of a sequence number, {@link NO_SLOT} when it is not known (any more). */
  find(sequence: number): number {
    const slot = this.#ring[sequence % RING]!;
    if (this.#isOf(slot, sequence)) return slot;
    for (let other = ROW; other < this.slots.rows.end; other += ROW) if (this.#isOf(other, sequence)) return other;
    return NO_SLOT;
  }

  move(slot: number, event: number, complete: 0 | 1, now: number): void {
    this.state[slot] = stateAfter(this.state[slot]!, event, complete);
    this.updatedAt[slot] = now;
  }

  /** Adds an execution to the order's own totals; the fee is a share of lots × `feeTicks`, which is 1 for a fee in lots. */
  addFill(slot: number, lots: number, ticks: number, feeTicks: number, ppm: number, now: number): void {
    if (this.filled[slot] === 0) this.#firstFillAt[slot] = now;
    this.filled[slot]! += lots;
    const cost = this.#cost[slot]! + lots * ticks;
    if (cost <= Number.MAX_SAFE_INTEGER) this.#cost[slot] = cost;
    else spill(this.#largeCost, slot, exactProduct(lots, ticks));
    const fee = this.#feeParts[slot]! + lots * feeTicks * ppm;
    if (fee <= Number.MAX_SAFE_INTEGER && fee >= -Number.MAX_SAFE_INTEGER) this.#feeParts[slot] = fee;
    else spill(this.#largeFee, slot, BigInt(lots) * BigInt(feeTicks) * BigInt(ppm));
  }

  /** Sum of lots × ticks over the fills. */
  cost(slot: number): Exact {
    if (this.#largeCost.size === 0) return this.#cost[slot]!;
    const large = this.#largeCost.get(slot);
    return large === undefined ? this.#cost[slot]! : large + BigInt(this.#cost[slot]!);
  }

  /** Sum of cost (spot buys: lots) × parts per million over the fills. */
  feeParts(slot: number): bigint {
    return BigInt(this.#feeParts[slot]!) + (this.#largeFee.get(slot) ?? 0n);
  }

  /** Whether a resting order binds money: every spot order, and what could open a position. */
  binds(slot: number): boolean {
    return (this.traits[slot]! & BINDS) !== 0;
  }

  /** Whether the exchange itself sent it to close a position. */
  liquidates(slot: number): boolean {
    return (this.traits[slot]! & LIQUIDATES) !== 0;
  }

  /** Whether its quantity grows with the position. */
  follows(slot: number): boolean {
    return (this.traits[slot]! & FOLLOWS) !== 0;
  }

  /** Sets how many lots of others trade first. */
  queueBehind(slot: number, lots: number): void {
    this.queueAhead[slot] = lots;
    this.traits[slot]! |= QUEUES;
  }

  cancelReason(slot: number, reason: CancelReason): void {
    this.reason[slot] = reasonCode(reason);
  }

  /** Keeps an ended order for look-ups, and lets go of the oldest one kept. */
  retire(slot: number): void {
    const oldest = this.#ended[this.#endedAt]!;
    if (oldest !== NO_SLOT) this.#forget(oldest);
    this.#ended[this.#endedAt] = slot;
    this.#endedAt = this.#endedAt + 1 === this.#ended.length ? 0 : this.#endedAt + 1;
  }

  /** Ended orders that are kept, oldest first. */
  ended(): number[] {
    const order = [...this.#ended.subarray(this.#endedAt), ...this.#ended.subarray(0, this.#endedAt)];
    return order.filter((slot) => slot !== NO_SLOT);
  }

  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** For a restore: gives a slot the number and totals that it had. */
  revive(slot: number, sequence: number, cost: bigint, feeParts: bigint, firstFillAt: number): void {
    this.#firstFillAt[slot] = firstFillAt;
    this.sequence[slot] = sequence;
    this.#ring[sequence % RING] = slot;
    if (cost <= MAX_SAFE) this.#cost[slot] = Number(cost);
    else this.#largeCost.set(slot, cost);
    if (feeParts <= MAX_SAFE && feeParts >= -MAX_SAFE) this.#feeParts[slot] = Number(feeParts);
    else this.#largeFee.set(slot, feeParts);
  }

  continueFrom(sequence: number): void {
    this.#nextSequence = sequence;
  }

  #isOf(slot: number, sequence: number): boolean {
    return this.sequence[slot] === sequence && this.ids.has(slot);
  }

  /** Makes the columns that few orders use fit for any order. */
  #clearRare(slot: number): void {
    const traits = this.traits[slot]!;
    if ((traits & (CONDITIONAL | QUEUES | PROTECTED)) === 0) return;
    this.trigger[slot] = Number.NaN;
    this.best[slot] = Number.NaN;
    this.triggeredAt[slot] = Number.NaN;
    this.queueAhead[slot] = 0;
    this.unprotected[slot] = 0;
  }

  #commandFromColumns(slot: number): OrderCommand {
    const { instrument, mode } = this.exposureOf(slot);
    const ticks = this.slots.ticks[slot]!;
    return {
      clientOrderId: this.ids.idOf(slot),
      instrument,
      side: this.slots.side[slot] === BID ? 'buy' : 'sell',
      lots: this.totalOf(slot),
      limitTicks: ticks === 0 ? null : ticks,
      triggerTicks: null,
      trail: null,
      marginMode: mode,
      protection: null,
      expiresAt: null,
      identity: null,
      ...wordsOf(this.traits[slot]!),
    };
  }

  #forget(slot: number): void {
    const traits = this.traits[slot]!;
    this.ids.delete(slot);
    if ((traits & KEPT) !== 0) this.#commands[rowOf(slot)] = null;
    if ((traits & GROUPED) !== 0) this.#groups.delete(slot);
    this.#clearRare(slot);
    if (this.rejections.size > 0) this.rejections.delete(slot);
    if (this.#largeCost.size > 0) this.#largeCost.delete(slot);
    if (this.#largeFee.size > 0) this.#largeFee.delete(slot);
    this.slots.release(slot);
  }

  #take(rows: OrderRows): void {
    const known = this.#commands.length;
    while (this.#commands.length < rows.count) this.#commands.push(null);
    this.state = rows.integers('state');
    this.reason = rows.integers('reason');
    this.traits = rows.integers('traits');
    this.#exposure = rows.integers('exposure');
    this.filled = rows.doubles('filled');
    this.#cost = rows.doubles('cost');
    this.#feeParts = rows.doubles('feeParts');
    this.sequence = rows.doubles('sequence');
    this.createdAt = rows.doubles('createdAt');
    this.updatedAt = rows.doubles('updatedAt');
    this.#firstFillAt = rows.doubles('firstFillAt');
    this.trigger = rows.doubles('trigger');
    this.best = rows.doubles('best');
    this.queueAhead = rows.doubles('queueAhead');
    this.unprotected = rows.doubles('unprotected');
    this.triggeredAt = rows.doubles('triggeredAt');
    for (let slot = known * ROW; slot < rows.end; slot += ROW) {
      this.trigger[slot] = Number.NaN;
      this.best[slot] = Number.NaN;
      this.triggeredAt[slot] = Number.NaN;
    }
  }
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function spill(large: Map<number, bigint>, slot: number, amount: Exact): void {
  large.set(slot, (large.get(slot) ?? 0n) + BigInt(amount));
}
