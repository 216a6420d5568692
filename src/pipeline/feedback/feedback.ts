import { Decimal } from '../../domain/decimal.ts';
import type { StoredClosedPosition } from '../../domain/stored-portfolio.ts';
import type { Stores } from '../../ports/stores.ts';
import { decidedTrades } from '../memory/decided-trades.ts';
import { type Calibration, type ClusterAlarm, calibrationOf, clusterAlarm } from './calibration.ts';
import type { DecidedTrade } from './decided-trade.ts';
import { learnLessons } from './learn-lessons.ts';

/** What was learned by looking back. */
export interface FeedbackReport {
  readonly trades: number;
  readonly learned: number;
  readonly retired: number;
  readonly calibration: Calibration;
  readonly alarm: ClusterAlarm | null;
}

/** What {@link Feedback} learns from. */
export interface FeedbackOptions {
  readonly stores: Pick<Stores, 'decisions' | 'portfolio' | 'lessons'>;
  readonly now: () => number;
  /** Least confidence of an entry. */
  readonly minConfidence: Decimal;
  /** Closed positions that are looked at, newest first. Default 400. */
  readonly trades?: number;
}

/** Entries whose confidence is looked at. */
const ENTRIES = 40;

/**
 * Joins closed positions to the decisions that opened them, by id, and keeps what they teach.
 *
 * It looks only when a position was closed since it looked last: between two, nothing can have been learned.
 */
export class Feedback {
  readonly #options: FeedbackOptions;
  #seen: string | null = null;
  #last: FeedbackReport | null = null;

  constructor(options: FeedbackOptions) {
    this.#options = options;
  }

  /** What was learned last; `null` before the first look. */
  get last(): FeedbackReport | null {
    return this.#last;
  }

  /** @throws {PersistenceError} when a store cannot be read or written; the next call looks again. */
  async look(): Promise<FeedbackReport | null> {
    const { stores, now, minConfidence, trades: most = 400 } = this.#options;
    const [newest] = (await stores.portfolio.closedPositions({ limit: 1 })).items;
    if (newest === undefined || newest.closedPositionId === this.#seen) return null;
    const trades = await this.#trades(most);
    const { learned, retired } = learnLessons(trades, await stores.lessons.list(), now());
    for (const lesson of learned) await stores.lessons.upsert(lesson);
    for (const { lessonId, reason } of retired) await stores.lessons.retire(lessonId, { at: now(), reason });
    this.#seen = newest.closedPositionId;
    this.#last = {
      trades: trades.length,
      learned: learned.length,
      retired: retired.length,
      calibration: calibrationOf(trades),
      alarm: clusterAlarm(await this.#confidences(), minConfidence),
    };
    return this.#last;
  }

  async #trades(most: number): Promise<readonly DecidedTrade[]> {
    const { stores } = this.#options;
    const closed: StoredClosedPosition[] = [];
    let after: string | null = null;
    do {
      const page: { items: readonly StoredClosedPosition[]; next: string | null } =
        await stores.portfolio.closedPositions({ limit: 100, ...(after === null ? {} : { after }) });
      closed.push(...page.items);
      after = page.next;
    } while (after !== null && closed.length < most);
    return decidedTrades(closed, stores.decisions);
  }

  async #confidences(): Promise<readonly Decimal[]> {
    const { items } = await this.#options.stores.decisions.list({ limit: ENTRIES * 3 });
    return items
      .flatMap(({ action, confidence }) =>
        (action === 'buy' || action === 'sell') && confidence !== null ? [new Decimal(confidence)] : [],
      )
      .slice(0, ENTRIES);
  }
}
