import { emptyList } from '../domain/empty-list.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { MarginMode } from '../domain/order-intent.ts';
import type { CancelTimer } from '../ports/clock.ts';
import type { UnfinishedOrder } from '../ports/order-journal.ts';
import { cancelOrder } from './cancel-order.ts';
import { closePosition } from './close-position.ts';
import type { Desk } from './desk.ts';
import type { PositionChange } from './position-book.ts';
import { isSeen, type ProtectionRequest } from './protection-record.ts';
import { merged, placeProtective, stopPricing } from './protective-orders.ts';
import { tellPosition } from './tell-position.ts';

/**
 * Sees to it that an entry which asked for a stop has one: seen at the venue, else placed anew, else the position goes.
 *
 * @see law 3, "never naked".
 */
export class ProtectionWatch {
  readonly #desk: Desk;
  /** Stops that were placed because the entry's own was not seen. */
  readonly #substitutes = new Set<string>();
  /** What was attached to a position that has ended: it goes, even where another position has begun since. */
  readonly #orphans = new Set<string>();
  readonly #restoring = new Set<ProtectionRequest>();
  /** Orders of positions that are gone, by our ids. */
  readonly #leftOver: string[] = emptyList();
  #isTimerSet = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Told of every order that changed, and of what its fill did to the position. */
  heard(order: Order, change: PositionChange | null): void {
    if (change !== null && (change.closed !== null || change.after === 0)) this.#positionEnded(order);
    if (change !== null && change.after !== 0) this.#positionChanged(order, change);
    if (order.role === 'stop_loss' || order.role === 'take_profit') this.#protectiveChanged(order);
  }

  /** A person takes a stop away: it is not put back. */
  waive(order: Order): void {
    if (order.role !== 'stop_loss') return;
    const request = this.#desk.session.protection.request(order.identity.instrument, order.marginMode);
    if (request === undefined) return;
    request.isWaived = true;
    this.#desk.session.protection.settle(request);
  }

  /** Watches for the stop of an entry that a former run saw end, and not its stop. */
  resume({ clientOrderId, intent }: UnfinishedOrder): void {
    const { session } = this.#desk;
    const instrument = session.instrument(intent.instrument);
    const marginMode = intent.marginMode ?? (instrument.type === 'spot' ? 'cash' : 'cross');
    const lots = session.ledger.book.lots(instrument, marginMode);
    if (lots === 0 || lots > 0 !== (intent.side === 'buy') || intent.protection === undefined) {
      session.protectionSettled([clientOrderId]);
      return;
    }
    const { protection } = session;
    const asked = merged(protection.request(instrument, marginMode)?.protection, intent.protection);
    const request = protection.ask(instrument, marginMode, asked, clientOrderId);
    request.entries = [...request.entries, clientOrderId];
    this.#judge(request);
  }

  /** Waits, in bounds, until every stop that was asked for is there. */
  async settled(): Promise<void> {
    const { session } = this.#desk;
    const { isInstant, clock, limits, protection } = session;
    // In a replay no time passes while someone waits.
    if (isInstant || !protection.isWaiting) return;
    const waitMs = limits.protectionTimeoutMs + limits.settleTimeoutMs;
    let cancel: CancelTimer = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = clock.schedule(waitMs, () => {
        session.logger.error('A stop was still not seen when the broker closed.', { waitMs });
        session.metrics.count('protection_unseen_at_close', {});
        resolve();
      });
    });
    await Promise.race([protection.noneWaits(), late]);
    cancel();
  }

  #positionEnded({ identity }: Order): void {
    const { instrument, marginMode } = identity;
    const { session } = this.#desk;
    session.protection.drop(instrument, marginMode);
    for (const order of session.registry.open()) {
      const { identity } = order;
      if (identity.instrument !== instrument || identity.marginMode !== marginMode) continue;
      if (identity.role !== 'stop_loss' && identity.role !== 'take_profit') continue;
      // What the venue attached goes with the position by itself; what we placed, we take away. Of coins there is no
      // position that it could go with: left alone it would sell others.
      if (order.progress.attempts > 0 || instrument.type !== 'swap') this.#cancelSoon(order.clientOrderId);
      else {
        if (this.#isOfEnded(order)) this.#orphans.add(order.clientOrderId);
        this.#setTimer();
      }
    }
  }

  /** Of an entry whose fill is still to be heard, it belongs to the next position. */
  #isOfEnded({ identity }: Order): boolean {
    const parent = identity.parentClientOrderId;
    const entry = parent === null ? undefined : this.#desk.session.registry.find(parent);
    return entry === undefined || entry.isTerminal;
  }

  #positionChanged(order: Order, change: PositionChange): void {
    const { protection } = this.#desk.session;
    const { instrument, marginMode } = change;
    let request = protection.request(instrument, marginMode);
    if (order.role === 'entry' && order.protection !== null) {
      const asked = merged(request?.protection, order.protection);
      const since = request?.waitingSince ?? null;
      request = protection.ask(instrument, marginMode, asked, order.clientOrderId);
      if (since !== null) request.waitingSince = since;
      if (!request.entries.includes(order.clientOrderId)) request.entries = [...request.entries, order.clientOrderId];
    }
    if (request !== undefined) this.#judge(request);
  }

  #protectiveChanged(order: Order): void {
    const { session } = this.#desk;
    const { instrument, marginMode } = order.identity;
    for (const old of session.protection.takeSuperseded(order)) {
      session.detach('Canceling protection that was replaced', () => this.#cancel(old));
    }
    if (order.isTerminal) {
      this.#substitutes.delete(order.clientOrderId);
      this.#orphans.delete(order.clientOrderId);
    }
    const lots = session.ledger.book.lots(instrument, marginMode);
    if (lots === 0) {
      if (!order.isTerminal && order.state !== 'pending') this.#setTimer();
      return;
    }
    const request = session.protection.request(instrument, marginMode);
    if (request !== undefined) this.#judge(request);
    if (order.role === 'stop_loss' && isSeen(order)) this.#trim(order, lots);
    this.#tell(instrument, marginMode, order.updatedAt);
  }

  /** Whether the stop is there; where it is not, since when it has been waited for. */
  #judge(request: ProtectionRequest): void {
    this.#desk.session.ledger.ordersChanged();
    if (request.protection.stopLoss === undefined || request.isWaived || this.#uncovered(request) === 0) {
      this.#desk.session.protection.settle(request);
    } else {
      request.waitingSince ??= this.#desk.session.now;
      this.#setTimer();
    }
  }

  #uncovered({ instrument, marginMode }: ProtectionRequest): number {
    const { ledger, protection } = this.#desk.session;
    const lots = ledger.book.lots(instrument, marginMode);
    return Math.abs(lots) - protection.coveredLots(instrument, marginMode, lots);
  }

  /** The entry's own stop came after all: the one placed in its stead is one too many. */
  #trim(seen: Order, lots: number): void {
    const { session } = this.#desk;
    if (this.#substitutes.has(seen.clientOrderId)) return;
    const stops = session.protection.seen(seen.identity.instrument, seen.marginMode, 'stop_loss');
    const open = ({ progress }: Order) => progress.lots - progress.filledLots;
    let covered = stops.reduce((sum, stop) => sum + open(stop), 0);
    for (const stop of stops) {
      if (!this.#substitutes.has(stop.clientOrderId) || covered - open(stop) < Math.abs(lots)) continue;
      covered -= open(stop);
      session.detach('Canceling a second stop', () => this.#cancel(stop));
    }
  }

  #setTimer(): void {
    if (this.#isTimerSet) return;
    this.#isTimerSet = true;
    const { session } = this.#desk;
    session.later(session.limits.protectionTimeoutMs, 'Watching protection', async () => {
      this.#isTimerSet = false;
      await this.#check();
    });
  }

  async #check(): Promise<void> {
    const { session } = this.#desk;
    for (const order of session.registry.open()) {
      const { role, identity } = order;
      if (role !== 'stop_loss' && role !== 'take_profit') continue;
      const lots = session.ledger.book.lots(identity.instrument, identity.marginMode);
      const isLeftOver = this.#orphans.has(order.clientOrderId) || isOfFormer(order, lots);
      if (lots === 0 || isLeftOver) await this.#cancel(order);
    }
    for (const request of [...session.protection.requests()]) {
      if (request.waitingSince === null || this.#restoring.has(request)) continue;
      if (session.now - request.waitingSince < session.limits.protectionTimeoutMs) {
        this.#setTimer();
        continue;
      }
      this.#restoring.add(request);
      try {
        await this.#restore(request);
      } finally {
        this.#restoring.delete(request);
      }
    }
  }

  /** The stop was not seen in time: one of our own, and where that is refused, no position. */
  async #restore(request: ProtectionRequest): Promise<void> {
    const { session } = this.#desk;
    const { instrument, marginMode, protection } = request;
    if (session.isInstant && session.protection.isStopUnderWay(instrument, marginMode)) {
      // In a replay it arrives for certain: a second one would only be one too many.
      request.waitingSince = session.now;
      this.#setTimer();
      return;
    }
    this.#tell(instrument, marginMode);
    await this.#lookForStops();
    const lots = session.ledger.book.lots(instrument, marginMode);
    const uncovered = this.#uncovered(request);
    if (uncovered === 0 || protection.stopLoss === undefined) {
      session.protection.settle(request);
      return;
    }
    session.metrics.count('protection_missing', { instrument: instrument.id });
    session.logger.warn('A stop was not seen; one is placed in its stead.', { instrument: instrument.id });
    request.waitingSince = session.now;
    const part = { ...request, lots: lots > 0 ? uncovered : -uncovered };
    const placing = placeProtective(
      this.#desk,
      part,
      'stop_loss',
      stopPricing(protection.stopLoss),
      session.limits.settleTimeoutMs,
    );
    const orders = await placing;
    for (const order of orders) if (!order.isTerminal) this.#substitutes.add(order.clientOrderId);
    const refused = orders.find((order) => order.isTerminal && order.state !== 'filled');
    if (refused !== undefined) await this.#abandon(request, refused);
    // Nothing is done until the stop is seen: what is still uncovered is looked at again.
    const now = session.protection.request(instrument, marginMode);
    if (now !== undefined) this.#judge(now);
    this.#tell(instrument, marginMode);
  }

  async #abandon({ instrument, marginMode }: ProtectionRequest, refused: Order): Promise<void> {
    const { session } = this.#desk;
    if (session.ledger.book.lots(instrument, marginMode) === 0) return;
    session.logger.error('A position cannot be protected and is closed.', {
      instrument: instrument.id,
      stop: refused.clientOrderId,
      state: refused.state,
    });
    session.metrics.count('protection_closed', { instrument: instrument.id });
    const key = { instrument: instrument.id, marginMode };
    // Whoever wanted the position answers for its end too.
    const { decisionId } = refused;
    const options = decisionId === null ? {} : { decisionId };
    const { remainder } = await closePosition(this.#desk, key, session.limits.settleTimeoutMs, options);
    if (remainder.gt(0)) session.logger.error('A naked position remains.', { instrument: instrument.id });
  }

  /** The stop may be there without our having heard of it. */
  async #lookForStops(): Promise<void> {
    const { session, intake } = this.#desk;
    try {
      const { orders } = await session.venue.fetchAccount();
      for (const order of orders.rows)
        if (session.registry.find(order.clientOrderId) === undefined) intake.appeared(order);
    } catch (error) {
      // A second reduce-only stop can be removed; a missing one can not be made up for.
      session.logger.warn('Open orders could not be read before a stop is placed.', { error: String(error) });
    }
  }

  /** Cancels an order of a position that is gone, unless the venue, which may be about to tell it, has done so. */
  #cancelSoon(clientOrderId: string): void {
    this.#leftOver.push(clientOrderId);
    if (this.#leftOver.length > 1) return;
    // Work like any other: closing waits for it.
    this.#desk.session.work.begin();
    void Promise.resolve().then(this.#cancelLeftOver);
  }

  readonly #cancelLeftOver = (): void => {
    const { session } = this.#desk;
    for (const clientOrderId of this.#leftOver.splice(0)) {
      const order = session.registry.findOpen(clientOrderId);
      if (order === undefined) continue;
      session.detach('Canceling protection of a closed position', async () => {
        await cancelOrder(this.#desk, order, session.limits.settleTimeoutMs);
      });
    }
    session.work.end();
  };

  async #cancel(order: Order): Promise<void> {
    const { session } = this.#desk;
    // The venue may be about to tell that it is gone.
    await undefined;
    if (session.registry.find(order.clientOrderId)?.isTerminal !== false) return;
    await cancelOrder(this.#desk, order, session.limits.settleTimeoutMs);
  }

  /** `at` is when it happened: inside a bar that is being replayed, the clock already stands at its end. */
  #tell(instrument: Instrument, marginMode: MarginMode, at: number = this.#desk.session.now): void {
    const { session } = this.#desk;
    session.ledger.ordersChanged();
    tellPosition(session, 'protection.changed', instrument, marginMode, at);
  }
}

/** Protection of ours that faces the wrong way: its position was turned round, and with it the order would not close but open. */
function isOfFormer({ identity, progress }: Order, lots: number): boolean {
  const isOurs = progress.attempts > 0 || identity.parentClientOrderId !== null;
  return isOurs && lots > 0 === (identity.side === 'buy');
}
