import type { InstrumentId } from '../../../domain/instrument.ts';
import type { Listing } from '../../codec/listing.ts';
import { type BookLevel, readBook, readLevel } from '../../codec/market-reading.ts';
import { Recent } from '../../codec/recent.ts';
import type { BookRow } from '../../wire/market-rows.ts';
import { BookSide } from './book-side.ts';
import type { OrderBookView } from './order-book-view.ts';

/** What a push was to the book. */
export type BookStep = 'applied' | 'quiet' | 'repeated' | 'broken';

/** Changes that are remembered against repetition. */
const REMEMBERED = 256;
const NO_SEQUENCE = -1;

/**
 * An order book made of a snapshot and its changes, each of which names the one before it (`prevSeqId`).
 *
 * The checksum is not looked at: OKX sends a constant since June 2026.
 */
export class OkxBook implements OrderBookView {
  readonly instrument: InstrumentId;
  readonly #listing: Listing;
  readonly #bids = new BookSide('highest');
  readonly #asks = new BookSide('lowest');
  #seen = new Recent<true>(REMEMBERED);
  #sequence = NO_SEQUENCE;
  #at = 0;
  #newest: BookRow | null = null;

  constructor(listing: Listing) {
    this.#listing = listing;
    this.instrument = listing.instrument.id;
  }

  get at(): number {
    return this.#at;
  }

  get sequence(): number {
    return this.#sequence;
  }

  bids(depth = Number.POSITIVE_INFINITY): readonly BookLevel[] {
    return this.#bids.levels(depth).map((level) => readLevel(level, this.#listing));
  }

  asks(depth = Number.POSITIVE_INFINITY): readonly BookLevel[] {
    return this.#asks.levels(depth).map((level) => readLevel(level, this.#listing));
  }

  changes(): { readonly bids: readonly BookLevel[]; readonly asks: readonly BookLevel[] } | null {
    return this.#newest === null ? null : readBook(this.#newest, this.#listing);
  }

  /** The whole book anew. */
  snapshot(row: BookRow): void {
    this.#bids.clear();
    this.#asks.clear();
    this.#seen = new Recent(REMEMBERED);
    this.#apply(row);
    this.#newest = null;
  }

  /**
   * A change. After a reset its own number is lower than that of the one before, which is as good a link of the chain as any.
   * What does not follow and was not seen is `broken`: a snapshot is needed, and nothing of it was applied.
   */
  update(row: BookRow): BookStep {
    if (this.#seen.has(keyOf(row))) return 'repeated';
    if (row.prevSeqId !== this.#sequence || row.seqId === undefined) return 'broken';
    // A market in which nothing happens says so about every minute.
    if (row.bids.length + row.asks.length === 0 && row.seqId === row.prevSeqId) {
      this.#at = Number(row.ts);
      return 'quiet';
    }
    this.#apply(row);
    this.#newest = row;
    return 'applied';
  }

  #apply(row: BookRow): void {
    for (const [price, size] of row.bids) this.#bids.set(price, size);
    for (const [price, size] of row.asks) this.#asks.set(price, size);
    this.#sequence = row.seqId ?? NO_SEQUENCE;
    this.#at = Number(row.ts);
    this.#seen.set(keyOf(row), true);
  }
}

function keyOf({ prevSeqId, seqId, ts }: BookRow): string {
  return `${prevSeqId}|${seqId}|${ts}`;
}
