import { type Decimal, ZERO } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { MarginMode, Protection } from '../domain/order-intent.ts';
import { NO_PROTECTION, type PositionProtection, type ProtectionStatus } from '../domain/position.ts';
import type { Clock } from '../ports/clock.ts';
import type { OrderRegistry } from './order-registry.ts';

/** What was asked for a position, and since when it has been waited for. */
export interface ProtectionRequest {
  readonly instrument: Instrument;
  readonly marginMode: MarginMode;
  protection: Protection;
  /** The entry that asked. */
  parentClientOrderId: string | null;
  /** Since when the stop has been waited for; `null` once it was seen. */
  waitingSince: number | null;
  /** Whether someone took the stop away on purpose; it is not put back then. */
  isWaived: boolean;
  /** Entries that have been filled and whose stop is waited for, by our ids. */
  entries: readonly string[];
}

/** What the record works with. */
export interface ProtectionSurroundings {
  readonly registry: OrderRegistry;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Told of entries whose stop is not waited for any more. */
  readonly onSettled: (entries: readonly string[]) => void;
}

/** Which positions asked for protection, and what of it is seen at the venue. */
export class ProtectionRecord {
  readonly #registry: OrderRegistry;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onSettled: (entries: readonly string[]) => void;
  readonly #requests = new Map<string, ProtectionRequest>();
  /** By the client order id of an order under way: those whose place it takes once it is seen. */
  readonly #superseded = new Map<string, readonly Order[]>();
  #untilNoneWaits: (() => void)[] = [];

  constructor(around: ProtectionSurroundings) {
    this.#registry = around.registry;
    this.#clock = around.clock;
    this.#timeoutMs = around.timeoutMs;
    this.#onSettled = around.onSettled;
  }

  request(instrument: Instrument, marginMode: MarginMode): ProtectionRequest | undefined {
    return this.#requests.size === 0 ? undefined : this.#requests.get(keyOf(instrument, marginMode));
  }

  ask(
    instrument: Instrument,
    marginMode: MarginMode,
    protection: Protection,
    parent: string | null,
  ): ProtectionRequest {
    const key = keyOf(instrument, marginMode);
    const request: ProtectionRequest = {
      instrument,
      marginMode,
      protection,
      parentClientOrderId: parent,
      waitingSince: this.#clock.now(),
      isWaived: false,
      entries: this.#requests.get(key)?.entries ?? [],
    };
    this.#requests.set(key, request);
    return request;
  }

  /** The stop is there, or nobody wants it any more. */
  settle(request: ProtectionRequest): void {
    if (request.waitingSince === null) return;
    request.waitingSince = null;
    const { entries } = request;
    request.entries = [];
    if (entries.length > 0) this.#onSettled(entries);
    if (this.#untilNoneWaits.length > 0 && !this.isWaiting) {
      for (const resolve of this.#untilNoneWaits.splice(0)) resolve();
    }
  }

  drop(instrument: Instrument, marginMode: MarginMode): void {
    const request = this.request(instrument, marginMode);
    if (request === undefined) return;
    this.#requests.delete(keyOf(instrument, marginMode));
    this.settle(request);
  }

  /** Whether a stop is waited for. */
  get isWaiting(): boolean {
    for (const { waitingSince } of this.#requests.values()) if (waitingSince !== null) return true;
    return false;
  }

  /** Resolves when no stop is waited for, at once where that is so. */
  noneWaits(): Promise<void> {
    if (!this.isWaiting) return Promise.resolve();
    return new Promise((resolve) => this.#untilNoneWaits.push(resolve));
  }

  /** Notes that `old` is to go when the new order, which is still under way, is seen. */
  supersede(order: Order, old: readonly Order[]): void {
    if (old.length > 0) this.#superseded.set(order.clientOrderId, old);
  }

  /** What has to go now that an order is seen, once; nothing when it has ended unseen. */
  takeSuperseded(order: Order): readonly Order[] {
    const old = this.#superseded.size === 0 ? undefined : this.#superseded.get(order.clientOrderId);
    if (old === undefined || !(isSeen(order) || order.isTerminal)) return [];
    this.#superseded.delete(order.clientOrderId);
    return isSeen(order) || order.state === 'filled' ? old : [];
  }

  /** Whether a stop of the position was sent and has not been answered yet. */
  isStopUnderWay(instrument: Instrument, marginMode: MarginMode): boolean {
    for (const { identity, state } of this.#registry.open()) {
      const isStop = identity.role === 'stop_loss' && identity.instrument === instrument;
      if (isStop && identity.marginMode === marginMode && state === 'submitted') return true;
    }
    return false;
  }

  requests(): IterableIterator<ProtectionRequest> {
    return this.#requests.values();
  }

  /** Protective orders of a position that are at the venue, oldest first. */
  seen(instrument: Instrument, marginMode: MarginMode, role: 'stop_loss' | 'take_profit'): Order[] {
    const found: Order[] = [];
    for (const order of this.#registry.open()) {
      const { identity } = order;
      if (identity.role === role && identity.instrument === instrument && identity.marginMode === marginMode) {
        if (isSeen(order)) found.push(order);
      }
    }
    return found;
  }

  /** Lots of the position that stops seen at the venue would close. */
  coveredLots(instrument: Instrument, marginMode: MarginMode, positionLots: number): number {
    let covered = 0;
    for (const stop of this.seen(instrument, marginMode, 'stop_loss')) {
      if (positionLots > 0 === (stop.side === 'sell')) covered += stop.progress.lots - stop.progress.filledLots;
    }
    return Math.min(covered, Math.abs(positionLots));
  }

  /** How the position is protected now. */
  read(instrument: Instrument, marginMode: MarginMode, positionLots: number): PositionProtection {
    const request = this.request(instrument, marginMode);
    if (request === undefined && !this.#hasProtective(instrument, marginMode)) return NO_PROTECTION;
    const closing = positionLots > 0 ? 'sell' : 'buy';
    const stops = this.seen(instrument, marginMode, 'stop_loss').filter(({ side }) => side === closing);
    const target = this.seen(instrument, marginMode, 'take_profit').find(({ side }) => side === closing);
    const covered = this.coveredLots(instrument, marginMode, positionLots);
    return new SeenProtection({
      status: this.#status(request, covered, positionLots, stops.length),
      instrument,
      covered,
      stopTicks: nearest(stops, positionLots),
      targetTicks: target === undefined ? null : (target.progress.triggerTicks ?? target.progress.limitTicks),
    });
  }

  #status(
    request: ProtectionRequest | undefined,
    covered: number,
    positionLots: number,
    stops: number,
  ): ProtectionStatus {
    if (request?.protection.stopLoss === undefined && stops === 0) return 'none_requested';
    if (positionLots !== 0 && covered >= Math.abs(positionLots)) return 'verified';
    if (covered > 0) return 'partial';
    if (request !== undefined && this.isStopUnderWay(request.instrument, request.marginMode)) return 'pending';
    const since = request?.waitingSince ?? null;
    return since !== null && this.#clock.now() - since < this.#timeoutMs ? 'pending' : 'missing';
  }

  #hasProtective(instrument: Instrument, marginMode: MarginMode): boolean {
    for (const { identity } of this.#registry.open()) {
      const isOurs = identity.instrument === instrument && identity.marginMode === marginMode;
      if (isOurs && (identity.role === 'stop_loss' || identity.role === 'take_profit')) return true;
    }
    return false;
  }
}

/** Whether the venue has told that it has the order. */
export function isSeen(order: Order): boolean {
  return order.state === 'armed' || order.state === 'working' || order.state === 'partially_filled';
}

function keyOf(instrument: Instrument, marginMode: MarginMode): string {
  return `${instrument.id}|${marginMode}`;
}

/** The trigger that the price would meet first. */
function nearest(stops: readonly Order[], positionLots: number): number | null {
  let ticks: number | null = null;
  for (const { progress } of stops) {
    const trigger = progress.triggerTicks;
    if (trigger === null) continue;
    if (ticks === null || (positionLots > 0 ? trigger > ticks : trigger < ticks)) ticks = trigger;
  }
  return ticks;
}

/** Protection over integers: decimals are made when they are read. */
class SeenProtection implements PositionProtection {
  readonly status: ProtectionStatus;
  readonly #seen: {
    readonly instrument: Instrument;
    readonly covered: number;
    readonly stopTicks: number | null;
    readonly targetTicks: number | null;
  };

  constructor(seen: {
    readonly status: ProtectionStatus;
    readonly instrument: Instrument;
    readonly covered: number;
    readonly stopTicks: number | null;
    readonly targetTicks: number | null;
  }) {
    this.status = seen.status;
    this.#seen = seen;
  }

  get coveredQuantity(): Decimal {
    return this.#seen.covered === 0 ? ZERO : this.#seen.instrument.quantityOf(this.#seen.covered);
  }
  get stopPrice(): Decimal | null {
    return this.#seen.stopTicks === null ? null : this.#seen.instrument.priceOf(this.#seen.stopTicks);
  }
  get targetPrice(): Decimal | null {
    return this.#seen.targetTicks === null ? null : this.#seen.instrument.priceOf(this.#seen.targetTicks);
  }
}
