import type { Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';
import type { Listing } from '../../codec/listing.ts';
import { type OkxCandle, readCandle } from '../../codec/market-reading.ts';
import type { PublicEndpoints } from '../../endpoints/public-endpoints.ts';
import type { Push } from '../../stream/channel.ts';
import { type CandleRow, candleRow } from '../../wire/market-rows.ts';
import { readRow } from '../../wire/parse.ts';
import type { Audience } from './audience.ts';
import type { ChannelNews } from './channel-news.ts';
import { nextBarAt, type OkxBar } from './okx-bars.ts';
import { Refill, type Use } from './refill.ts';

const RECENT_PAGE = 300;
const HISTORY_PAGE = 100;
/** Pages for one gap: what is older is given up, and said so. */
const MOST_PAGES = 50;
/** So often OKX's answer may be older than its pushes before a bar is given up. */
const MOST_ATTEMPTS = 5;

export interface CandleNewsOptions {
  readonly listing: Listing;
  readonly bar: OkxBar;
  readonly endpoints: PublicEndpoints;
  readonly audience: Audience<OkxCandle>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Bars, by rising time: each as it grows, and once as it has closed.
 *
 * A bar that begins before the one in front of it was told as closed waits until that was read over REST; so it is after a
 * connection was lost.
 */
export class CandleNews implements ChannelNews {
  readonly #options: CandleNewsOptions;
  readonly #refill: Refill;
  /** The newest form of every bar that waits, by its opening time. */
  readonly #held = new Map<number, CandleRow>();
  /** The bar that was told last and has not closed. */
  #open: CandleRow | null = null;
  /** When the bar opens that is to be told next; `null` before the first. */
  #next: number | null = null;
  #hasBegun = false;
  /** When the bar opened that was told last. */
  #told: number | null = null;

  constructor(options: CandleNewsOptions) {
    this.#options = options;
    const { clock, logger, listing, bar } = options;
    this.#refill = new Refill({
      clock,
      logger,
      channel: `candle${bar} ${listing.instrument.id}`,
      read: (attempt) => this.#read(attempt),
    });
  }

  begin(): void {
    this.#hasBegun = true;
    if (this.#next !== null) this.#refill.start();
    else this.#goLive();
  }

  lost(): void {
    this.#hasBegun = false;
    this.#refill.stop();
    this.#options.audience.lost();
  }

  push({ data }: Push): void {
    for (const value of data) this.#take(readRow('WebSocket candles', candleRow, value));
  }

  end(): void {
    this.#refill.stop();
  }

  #take(row: CandleRow): void {
    const openedAt = openedAtOf(row);
    if (this.#next !== null && openedAt < this.#next) return;
    if (!this.#hasBegun || this.#refill.isUnderWay) {
      this.#hold(row);
      return;
    }
    if (this.#next === null || openedAt === this.#next) {
      this.#tell(row);
      return;
    }
    this.#hold(row);
    this.#refill.start();
  }

  #hold(row: CandleRow): void {
    const openedAt = openedAtOf(row);
    const held = this.#held.get(openedAt);
    if (held === undefined || isNewer(row, held)) this.#held.set(openedAt, row);
  }

  #goLive(): void {
    for (const openedAt of [...this.#held.keys()].sort((a, b) => a - b)) {
      const row = this.#held.get(openedAt);
      if (row !== undefined) this.#tell(row);
    }
    this.#held.clear();
    this.#options.audience.live();
  }

  async #read(attempt: number): Promise<Use> {
    const from = this.#next ?? 0;
    const { rows, reachesBack } = await this.#since(from);
    return () => {
      for (const row of rows) this.#hold(row);
      const isBehind = this.#isBehind(from, rows);
      if (isBehind && attempt < MOST_ATTEMPTS) return 'behind';
      const waiting = [...this.#held.keys()];
      if (isBehind) this.#gap(Math.max(...waiting));
      else if (!reachesBack && Math.min(...waiting) > from) this.#gap(Math.min(...waiting));
      this.#goLive();
      return 'complete';
    };
  }

  /** Newest first, back to `from` where OKX goes back so far. A bar that it leaves out is none. */
  async #since(from: number): Promise<{ readonly rows: readonly CandleRow[]; readonly reachesBack: boolean }> {
    const { endpoints, listing, bar } = this.#options;
    const rows: CandleRow[] = [];
    let history: 'recent' | 'all' = 'recent';
    let reachesBack = false;
    for (let page = 0; page < MOST_PAGES && !reachesBack; page++) {
      const oldest = rows.at(-1);
      const limit = history === 'recent' ? RECENT_PAGE : HISTORY_PAGE;
      const query = { instId: listing.instrument.id, bar, limit, history };
      const found = await endpoints.candles(oldest === undefined ? query : { ...query, after: openedAtOf(oldest) });
      rows.push(...found);
      const last = rows.at(-1);
      reachesBack = last !== undefined && openedAtOf(last) <= from;
      if (found.length > 0) continue;
      if (history === 'all') break;
      history = 'all';
    }
    return { rows: rows.filter((row) => openedAtOf(row) >= from), reachesBack };
  }

  /** Whether the pushes go further than the answer does, with a bar between that is missing or has not closed. */
  #isBehind(from: number, rows: readonly CandleRow[]): boolean {
    const answered = rows[0] === undefined ? Number.NEGATIVE_INFINITY : openedAtOf(rows[0]);
    const waiting = [...this.#held.keys()].sort((a, b) => a - b);
    const newest = waiting.at(-1) ?? from;
    const isEveryOneClosed = waiting.every((at) => at === newest || this.#held.get(at)?.[8] === '1');
    if (!isEveryOneClosed) return true;
    const { bar } = this.#options;
    for (let at = from; at < newest; at = nextBarAt(bar, at)) if (!this.#held.has(at) && at >= answered) return true;
    return false;
  }

  #gap(before: number): void {
    this.#options.audience.gap({ after: `${this.#told}`, before: `${before}` });
  }

  #tell(row: CandleRow): void {
    const { audience, listing, bar } = this.#options;
    const openedAt = openedAtOf(row);
    if (this.#open !== null && openedAtOf(this.#open) === openedAt && !isNewer(row, this.#open)) return;
    const isClosed = row[8] === '1';
    this.#told = openedAt;
    this.#open = isClosed ? null : row;
    this.#next = isClosed ? nextBarAt(bar, openedAt) : openedAt;
    audience.tellState(readCandle(row, listing));
  }
}

function openedAtOf(row: CandleRow): number {
  return Number(row[0]);
}

/** Of the same bar: one that has closed, or has traded more. */
function isNewer(row: CandleRow, than: CandleRow): boolean {
  if (than[8] === '1') return false;
  if (row[8] === '1') return true;
  const more = Number(row[5]) - Number(than[5]);
  return more > 0 || (more === 0 && row.some((field, index) => field !== than[index]));
}
