import type { VenueEvent } from '../ports/venue.ts';
import { type Listing, type Listings, markPoints, nearestTicks } from './codec/listing.ts';
import type { PriceListener } from './okx-venue-options.ts';
import { type MarkPriceRow, markPriceRow, type TickerRow, tickerRow } from './wire/market-rows.ts';

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
      const price = this.#priceOf(row);
      const [last, ts] = [textOf(row, 'last'), textOf(row, 'ts')];
      if (price === undefined) continue;
      if (isTicker(row)) this.#market.hearTicker?.(row);
      if (last === price.last || !isPrice(last)) continue;
      price.last = last;
      price.lastTicks = nearestTicks(price.listing, last);
      this.#told(price, ts);
    }
  }

  /** Rows of the mark-price channel or of `public/mark-price`. */
  marks(rows: readonly unknown[]): void {
    for (const row of rows) {
      const price = this.#priceOf(row);
      const [mark, ts] = [textOf(row, 'markPx'), textOf(row, 'ts')];
      if (price === undefined) continue;
      if (isMark(row)) this.#market.hearMark?.(row);
      // Spot is valued at its last price.
      if (price.listing.instType === 'SPOT' || mark === price.mark || !isPrice(mark)) continue;
      price.mark = mark;
      price.marks = markPoints(price.listing, mark);
      // A mark without a last price has no place in an event yet.
      if (price.lastTicks > 0) this.#told(price, ts);
    }
  }

  #priceOf(row: unknown): Price | undefined {
    return this.#prices.get(textOf(row, 'instId'));
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

function textOf(row: unknown, field: string): string {
  if (typeof row !== 'object' || row === null || !(field in row)) return '';
  const value: unknown = (row as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : '';
}

const TICKER_FIELDS = Object.keys(tickerRow.shape);
const MARK_FIELDS = Object.keys(markPriceRow.shape);

/** Rows come by the thousand and all their fields are texts: a look at each is enough. */
function isTicker(row: unknown): row is TickerRow {
  return TICKER_FIELDS.every((field) => isText(row, field));
}

function isMark(row: unknown): row is MarkPriceRow {
  return MARK_FIELDS.every((field) => isText(row, field));
}

function isText(row: unknown, field: string): boolean {
  return (
    typeof row === 'object' && row !== null && typeof (row as Readonly<Record<string, unknown>>)[field] === 'string'
  );
}

function isPrice(text: string): boolean {
  return Number(text) > 0;
}
