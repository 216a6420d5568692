import type { VenueEvent } from '../ports/venue.ts';
import { type Listing, type Listings, markPoints, nearestTicks } from './codec/listing.ts';
import type { PriceListener } from './okx-venue-options.ts';
import type { MarkPriceRow, TickerRow } from './wire/market-rows.ts';

type PriceEvent = {
  -readonly [K in keyof Extract<VenueEvent, { type: 'price' }>]: Extract<VenueEvent, { type: 'price' }>[K];
};

interface Price {
  readonly listing: Listing;
  last: string;
  lastTicks: number;
  mark: string;
  marks: number;
}

/** Makes events of tickers and mark prices: one for each that changes a price. */
export class PriceFeed {
  readonly #prices = new Map<string, Price>();
  readonly #tell: (event: VenueEvent) => void;
  /** One object for every price: the engine reads it at once and keeps nothing of it. */
  #event: PriceEvent | null = null;

  readonly #market: Partial<PriceListener>;

  constructor(listings: Listings, tell: (event: VenueEvent) => void, market: Partial<PriceListener>) {
    this.#tell = tell;
    this.#market = market;
    for (const [id, listing] of listings) this.#prices.set(id, { listing, last: '', lastTicks: 0, mark: '', marks: 0 });
  }

  /** Rows of the tickers channel or of `market/tickers`. */
  tickers(rows: readonly unknown[]): void {
    for (const row of rows) {
      if (!isUnread<TickerRow>(row)) continue;
      const price = this.#priceOf(row.instId);
      if (price === undefined) continue;
      if (isTicker(row)) this.#market.hearTicker?.(row);
      const last = textOf(row.last);
      if (last === price.last || !isPrice(last)) continue;
      price.last = last;
      price.lastTicks = nearestTicks(price.listing, last);
      this.#told(price, textOf(row.ts));
    }
  }

  /** Rows of the mark-price channel or of `public/mark-price`. */
  marks(rows: readonly unknown[]): void {
    for (const row of rows) {
      if (!isUnread<MarkPriceRow>(row)) continue;
      const price = this.#priceOf(row.instId);
      if (price === undefined) continue;
      if (isMark(row)) this.#market.hearMark?.(row);
      const mark = textOf(row.markPx);
      // Spot is valued at its last price.
      if (price.listing.instType === 'SPOT' || mark === price.mark || !isPrice(mark)) continue;
      price.mark = mark;
      price.marks = markPoints(price.listing, mark);
      // A mark without a last price has no place in an event yet.
      if (price.lastTicks > 0) this.#told(price, textOf(row.ts));
    }
  }

  #priceOf(instId: unknown): Price | undefined {
    return this.#prices.get(textOf(instId));
  }

  #told({ listing: { instrument }, lastTicks, marks }: Price, ts: string): void {
    const points = marks === 0 ? lastTicks * instrument.marksPerTick : marks;
    this.#event ??= { type: 'price', instrument, lastTicks, marks: points, at: 0 };
    this.#event.instrument = instrument;
    this.#event.lastTicks = lastTicks;
    this.#event.marks = points;
    this.#event.at = Number(ts);
    this.#tell(this.#event);
  }
}

/** A row whose fields may be anything, or missing. */
type Unread<Row> = { readonly [Field in keyof Row]?: unknown };

function isUnread<Row>(row: unknown): row is Unread<Row> {
  return typeof row === 'object' && row !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Rows come by the thousand and all their fields are texts: a look at each is enough. Each is called by its name, because
 * a field that is looked up by a variable costs as much as all of them.
 */
function isTicker(row: Unread<TickerRow>): row is TickerRow {
  return (
    typeof row.instId === 'string' &&
    typeof row.last === 'string' &&
    typeof row.askPx === 'string' &&
    typeof row.askSz === 'string' &&
    typeof row.bidPx === 'string' &&
    typeof row.bidSz === 'string' &&
    typeof row.open24h === 'string' &&
    typeof row.high24h === 'string' &&
    typeof row.low24h === 'string' &&
    typeof row.vol24h === 'string' &&
    typeof row.volCcy24h === 'string' &&
    typeof row.ts === 'string'
  );
}

function isMark(row: Unread<MarkPriceRow>): row is MarkPriceRow {
  return typeof row.instId === 'string' && typeof row.markPx === 'string' && typeof row.ts === 'string';
}

function isPrice(text: string): boolean {
  return Number(text) > 0;
}
