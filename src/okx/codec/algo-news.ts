import type { CancelReason } from '../../domain/denial.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import type { VenueEvent } from '../../ports/venue.ts';
import { okxError } from '../error-table.ts';
import type { AlgoRow } from '../wire/algo-row.ts';
import { marginModeOf } from './account-mode.ts';
import {
  type AlgoLeg,
  algoAlias,
  algoLots,
  algoTime,
  isPair,
  legAlias,
  legOrder,
  legSetOff,
  legsOf,
} from './algo-reading.ts';
import type { Listing } from './listing.ts';
import { instantOrNull } from './numbers.ts';
import type { Reading } from './reading.ts';
import { Recent } from './recent.ts';

const CHANNEL = 'WebSocket orders-algo';

/** What was told of one leg. */
interface Told {
  armed: boolean;
  setOff: boolean;
  ended: boolean;
  lots: number;
  limitTicks: number | null;
  triggerTicks: number | null;
  newest: number;
}

/** What is heard of algo orders, each thing told once. */
export class AlgoNews {
  readonly #reading: Reading;
  readonly #rows: Recent<AlgoRow>;
  readonly #told: Recent<Told>;
  /** Conditions of another hand that close a fraction of a position that we have not heard of yet, by OKX's id. */
  readonly #unsized: Recent<AlgoRow>;

  constructor(reading: Reading, remembered: number) {
    this.#reading = reading;
    this.#rows = new Recent(remembered);
    this.#told = new Recent(remembered);
    this.#unsized = new Recent(remembered);
  }

  /** The newest row of an algo order. */
  row(algoId: string): AlgoRow | undefined {
    return algoId === '' ? undefined : this.#rows.get(algoId);
  }

  /** A position was heard of: what closes a fraction of it has a size now. */
  positionHeard(instId: string): VenueEvent[] {
    return this.#unsized
      .all()
      .filter((row) => row.instId === instId)
      .flatMap((row) => this.hear(row));
  }

  hear(row: AlgoRow): VenueEvent[] {
    this.#unsized.delete(row.algoId);
    const listing = this.#reading.listings.get(row.instId);
    if (listing === undefined || marginModeOf(row.instType, row.tdMode, this.#reading.mode) === null) return [];
    const before = this.#rows.get(row.algoId);
    if (before === undefined || algoTime(row) >= algoTime(before)) this.#rows.set(row.algoId, row);
    const legs = legsOf(row, listing, this.#reading);
    const told = legs.flatMap((leg) => this.#leg(row, leg, listing));
    if (before !== undefined && algoTime(row) < algoTime(before)) return told;
    // A leg that was taken away while the other one stays; after a restart it is known by its name alone.
    const former = before === undefined ? this.#namesOf(row) : legsOf(before, listing, this.#reading).map(nameOf);
    const gone = former.filter((id) => !legs.some(({ clientOrderId }) => clientOrderId === id));
    return [...told, ...gone.flatMap((id) => this.#gone(id, algoTime(row)))];
  }

  /** The order that a condition set off is there. `condition` makes the condition where nobody has told of it. */
  setOff(
    algoId: string,
    clientOrderId: string,
    at: number,
    known: Order | undefined,
    condition: () => Order | null,
  ): VenueEvent[] {
    const told = this.#told.get(clientOrderId);
    if (told?.setOff === true) return [];
    const events: VenueEvent[] = [];
    const now: Told = told ?? startOf(known);
    if (!now.armed) {
      const made = known === undefined ? condition() : null;
      if (made !== null) events.push({ type: 'appeared', order: made });
      else events.push(of({ type: 'order.armed', clientOrderId, at, venueOrderId: algoId }));
    }
    this.#told.set(clientOrderId, { ...now, armed: true, setOff: true });
    events.push(of({ type: 'order.triggered', clientOrderId, at }));
    return events;
  }

  /** What the legs of a stop and target in one are called. */
  #namesOf(row: AlgoRow): string[] {
    return isPair(row, this.#reading) ? [legAlias(algoAlias(row), 'stop'), legAlias(algoAlias(row), 'target')] : [];
  }

  #gone(clientOrderId: string, at: number): VenueEvent[] {
    const known = this.#reading.known(clientOrderId);
    const told = this.#told.get(clientOrderId) ?? (known?.state === 'armed' ? startOf(known) : undefined);
    if (told === undefined || told.setOff) return [];
    this.#told.set(clientOrderId, told);
    return this.#canceled(clientOrderId, at, 'requested', told);
  }

  #leg(row: AlgoRow, leg: AlgoLeg, listing: Listing): VenueEvent[] {
    const { clientOrderId, limitTicks, triggerTicks } = leg;
    const events: VenueEvent[] = [];
    const known = this.#reading.known(clientOrderId);
    const lots = algoLots(row, listing, this.#reading, CHANNEL) ?? known?.progress.lots ?? 0;
    const at = algoTime(row);
    let told = this.#told.get(clientOrderId);
    if (told === undefined) {
      const order =
        known === undefined ? legOrder({ ...row, state: 'live' }, leg, listing, this.#reading, CHANNEL) : null;
      // The end of a stranger, or a fraction of a position that is gone: there is nothing to tell.
      if (known === undefined && (order === null || isOver(row))) {
        // The position may be told of after what closes it: the two come over different sockets.
        if (!isOver(row)) this.#unsized.set(row.algoId, row);
        return [];
      }
      const before = known?.progress ?? { lots, limitTicks, triggerTicks };
      told = { ...BLANK, lots: before.lots, limitTicks: before.limitTicks, triggerTicks: before.triggerTicks };
      if (order !== null) events.push({ type: 'appeared', order });
    }
    if (!told.armed && known !== undefined) {
      events.push(of({ type: 'order.armed', clientOrderId, at: Number(row.cTime), venueOrderId: row.algoId }));
    }
    const next: Told = { ...told, armed: true };
    // Of two rows of one millisecond the one that comes later: an entry may fill several times in it.
    if (at >= told.newest) {
      next.newest = at;
      const differs = lots !== told.lots || limitTicks !== told.limitTicks || triggerTicks !== told.triggerTicks;
      // Once it was set off, the order that it became has size and price.
      if (differs && !told.setOff && lots > 0) {
        events.push(of({ type: 'order.amended', clientOrderId, at, lots, limitTicks, triggerTicks }));
        Object.assign(next, { lots, limitTicks, triggerTicks });
      }
    }
    events.push(...this.#end(row, leg, next));
    this.#told.set(clientOrderId, next);
    return events;
  }

  #end(row: AlgoRow, leg: AlgoLeg, told: Told): VenueEvent[] {
    const { clientOrderId } = leg;
    const at = algoTime(row);
    const part = legSetOff(row, this.#reading);
    const isActing = part === leg.part || part === null;
    switch (row.state) {
      case 'live':
      case 'pause':
        return [];
      case 'effective':
      case 'partially_effective': {
        // Which leg it was is told by its child.
        if (part === null) return [];
        if (!isActing) return this.#canceled(clientOrderId, at, 'sibling_filled', told);
        if (told.setOff) return [];
        told.setOff = true;
        return [of({ type: 'order.triggered', clientOrderId, at: instantOrNull(row.triggerTime) ?? at })];
      }
      case 'canceled': {
        if (told.setOff) return [];
        const isAsked = this.#reading.cancelRequested?.(clientOrderId) ?? false;
        return this.#canceled(
          clientOrderId,
          at,
          isAsked ? 'requested' : row.reduceOnly ? 'position_closed' : 'venue',
          told,
        );
      }
      case 'order_failed':
      case 'partially_failed': {
        if (told.ended || told.setOff) return [];
        if (!isActing) return this.#canceled(clientOrderId, at, 'venue', told);
        told.ended = true;
        const { reason, person } = okxError(row.failCode);
        const rejection = { reason, venueCode: row.failCode, venueMessage: person, figures: {} };
        return [of({ type: 'order.rejected', clientOrderId, at, rejection })];
      }
    }
  }

  #canceled(clientOrderId: string, at: number, reason: CancelReason, told: Told): VenueEvent[] {
    if (told.ended) return [];
    told.ended = true;
    return [of({ type: 'order.canceled', clientOrderId, at, reason })];
  }
}

const BLANK: Told = {
  armed: false,
  setOff: false,
  ended: false,
  lots: 0,
  limitTicks: null,
  triggerTicks: null,
  newest: Number.NEGATIVE_INFINITY,
};

function startOf(known: Order | undefined): Told {
  if (known === undefined) return { ...BLANK };
  const { lots, limitTicks, triggerTicks } = known.progress;
  return { ...BLANK, lots, limitTicks, triggerTicks };
}

function nameOf({ clientOrderId }: AlgoLeg): string {
  return clientOrderId;
}

function isOver({ state }: AlgoRow): boolean {
  return state === 'canceled' || state === 'order_failed';
}

function of(event: OrderEvent): VenueEvent {
  return { type: 'order', event };
}
