import type { Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';
import type { Listing } from '../../codec/listing.ts';
import { type OkxTrade, readTrade } from '../../codec/market-reading.ts';
import type { PublicEndpoints } from '../../endpoints/public-endpoints.ts';
import type { Push } from '../../stream/channel.ts';
import { type TradeRow, tradeRow } from '../../wire/market-rows.ts';
import { readRow } from '../../wire/parse.ts';
import type { Audience } from './audience.ts';
import type { ChannelNews } from './channel-news.ts';
import { Refill, type Use } from './refill.ts';

/** Trades that OKX gives without paging, and in a page of its history. */
const RECENT = 500;
/** Pages of history for one gap: what is older is given up, and said so. */
const MOST_PAGES = 50;
/** Trades that wait for a gap to be filled. More are dropped from the oldest: the reading finds them again. */
const MOST_HELD = 10_000;
/** So often OKX's answer may be older than its pushes before the pushes are taken for the whole. */
const MOST_ATTEMPTS = 5;

export interface TradeNewsOptions {
  readonly listing: Listing;
  readonly endpoints: PublicEndpoints;
  readonly audience: Audience<OkxTrade>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Trades, each once and by rising id.
 *
 * OKX counts the trades of an instrument one by one. Where an id does not follow the one before, what is pushed waits until
 * the trades between were read over REST; so it is after a connection was lost.
 */
export class TradeNews implements ChannelNews {
  readonly #options: TradeNewsOptions;
  readonly #refill: Refill;
  readonly #held = new Map<bigint, TradeRow>();
  /** The trade that was told last; before the first, the newest of before. */
  #last: bigint | null = null;
  #hasBegun = false;

  constructor(options: TradeNewsOptions) {
    this.#options = options;
    const { clock, logger, listing } = options;
    this.#refill = new Refill({
      clock,
      logger,
      channel: `trades ${listing.instrument.id}`,
      read: (attempt) => this.#read(attempt),
    });
  }

  begin(): void {
    this.#hasBegun = true;
    this.#refill.start();
  }

  lost(): void {
    this.#hasBegun = false;
    this.#refill.stop();
    this.#options.audience.lost();
  }

  push({ data }: Push): void {
    for (const value of data) this.#take(readRow('WebSocket trades-all', tradeRow, value));
  }

  end(): void {
    this.#refill.stop();
  }

  #take(row: TradeRow): void {
    const id = BigInt(row.tradeId);
    if (this.#last !== null && id <= this.#last) return;
    const follows = this.#last !== null && id === this.#last + 1n;
    if (follows && this.#hasBegun && !this.#refill.isUnderWay) {
      this.#tell(id, row);
      return;
    }
    this.#held.set(id, row);
    if (this.#held.size > MOST_HELD) {
      for (const oldest of this.#held.keys()) {
        this.#held.delete(oldest);
        break;
      }
    }
    if (this.#hasBegun && !this.#refill.isUnderWay) this.#refill.start();
  }

  async #read(attempt: number): Promise<Use> {
    const last = this.#last;
    const rows = await this.#since(last);
    return () => {
      const read = new Map(rows.map((row) => [BigInt(row.tradeId), row]));
      const ids = [...read.keys()].sort(byId);
      const [oldest, newest] = [ids[0], ids.at(-1)];
      if (last === null) {
        // Whoever has just come hears of what happens from now on.
        const first = [...this.#held.keys()].sort(byId)[0];
        this.#last = first === undefined ? (newest ?? null) : first - 1n;
        if (first !== undefined) this.#keepFrom(first, read);
      } else {
        if (oldest !== undefined && oldest > last + 1n) this.#gap(last, oldest);
        for (const [id, row] of read) if (id > last) this.#held.set(id, row);
      }
      if (attempt < MOST_ATTEMPTS && this.#hasHoleAbove(newest ?? this.#last)) return 'behind';
      this.#tellHeld(newest ?? null);
      this.#options.audience.live();
      return 'complete';
    };
  }

  /** Newest first, back to the trade after `last` where OKX has it. */
  async #since(last: bigint | null): Promise<TradeRow[]> {
    const { endpoints, listing } = this.#options;
    const { id } = listing.instrument;
    const rows = await endpoints.trades(id, RECENT);
    if (last === null) return rows;
    for (let page = 0; page < MOST_PAGES; page++) {
      const oldest = rows.at(-1);
      if (oldest === undefined || BigInt(oldest.tradeId) <= last + 1n) break;
      const older = await endpoints.tradeHistory(id, oldest.tradeId);
      if (older.length === 0) break;
      rows.push(...older);
    }
    return rows;
  }

  #keepFrom(first: bigint, read: ReadonlyMap<bigint, TradeRow>): void {
    for (const [id, row] of read) if (id >= first) this.#held.set(id, row);
  }

  /** Whether a trade is missing that OKX's answer is too old to know. */
  #hasHoleAbove(newest: bigint | null): boolean {
    if (newest === null) return false;
    let expected = newest + 1n;
    for (const id of [...this.#held.keys()].filter((held) => held > newest).sort(byId)) {
      if (id !== expected) return true;
      expected += 1n;
    }
    return false;
  }

  /** Up to `known` OKX has said what there is; a hole after it is one that nobody fills. */
  #tellHeld(known: bigint | null): void {
    for (const id of [...this.#held.keys()].sort(byId)) {
      const row = this.#held.get(id);
      if (row === undefined || (this.#last !== null && id <= this.#last)) continue;
      if (this.#last !== null && id > this.#last + 1n && (known === null || id > known)) this.#gap(this.#last, id);
      this.#tell(id, row);
    }
    this.#held.clear();
  }

  #tell(id: bigint, row: TradeRow): void {
    this.#last = id;
    this.#options.audience.tell(readTrade(row, this.#options.listing));
  }

  #gap(after: bigint, before: bigint): void {
    this.#options.audience.gap({ after: `${after}`, before: `${before}` });
  }
}

function byId(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
