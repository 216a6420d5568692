import { emptyList } from '../domain/empty-list.ts';
import { FillLog } from '../domain/fill-log.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { LedgerEntry } from '../domain/ledger-entry.ts';
import type { AccountEvent, AccountListener, PriceListener } from '../exchange/exchange-results.ts';
import type { VenueEvent } from '../ports/venue.ts';
import type { SavedExchange } from './saved-exchange.ts';

/** Fills and ledger entries that can be asked for again. */
const REMEMBERED = 10_000;

/** Hears what an account's exchange tells, remembers what can be asked for again, and passes it on. */
export class VenueNews implements AccountListener, PriceListener {
  readonly fills = new FillLog(REMEMBERED);
  readonly entries: LedgerEntry[] = emptyList();
  readonly #tell: (event: VenueEvent) => void;
  readonly #saved: SavedExchange | null;
  readonly #price: PriceEvent;

  constructor(tell: (event: VenueEvent) => void, saved: SavedExchange | null, instrument: Instrument) {
    this.#tell = tell;
    this.#saved = saved;
    this.#price = new PriceEvent(instrument);
  }

  heard(event: AccountEvent): void {
    if (event.type === 'order' && event.event.type === 'order.filled') this.fills.push(event.event.fill);
    else if (event.type === 'ledger') this.#remember(event.entry);
    this.#saved?.changed();
    this.#pass(event);
  }

  priceMoved(instrument: Instrument, lastTicks: number, marks: number, at: number): void {
    const price = this.#price;
    price.instrument = instrument;
    price.lastTicks = lastTicks;
    price.marks = marks;
    price.at = at;
    this.#pass(price);
  }

  /** By `call`: V8 compiles a plain call for the one function that it has met, and throws all of it away at the next run's. */
  #pass(event: VenueEvent): void {
    this.#tell.call(undefined, event);
  }

  /** Shortens the list to the newest entries once it is twice as long as is remembered. */
  #remember(entry: LedgerEntry): void {
    const { entries } = this;
    entries.push(entry);
    if (entries.length >= 2 * REMEMBERED) entries.splice(0, entries.length - REMEMBERED);
  }
}

/** One object for every price: the engine reads it at once and keeps nothing of it. */
class PriceEvent {
  readonly type = 'price';
  instrument: Instrument;
  lastTicks = 0;
  marks = 0;
  at = Number.NEGATIVE_INFINITY;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
  }
}
