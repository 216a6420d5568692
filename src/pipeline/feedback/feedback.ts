import { Decimal } from '../../domain/decimal.ts';
import type { StoredClosedPosition } from '../../domain/stored-portfolio.ts';
import type { DecisionRecord } from '../../ports/decision-log.ts';
import type { Stores } from '../../ports/stores.ts';
import { decidedTrades } from '../memory/decided-trades.ts';
import { type Calibration, type ClusterAlarm, calibrationOf, clusterAlarm } from './calibration.ts';
import type { DecidedTrade } from './decided-trade.ts';
import { learnLessons } from './learn-lessons.ts';
import { type StatedLosses, statedLosses } from './stated-losses.ts';

/** What was learned by looking back. */
export interface FeedbackReport {
  readonly trades: number;
  readonly learned: number;
  readonly retired: number;
  readonly calibration: Calibration;
  /** Stated losses against what came. */
  readonly statedLosses: StatedLosses;
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
  /** Closed positions that were looked at, newest first, and the trades that they are where their decision is known. */
  #closed: readonly StoredClosedPosition[] = [];
  #trades: ReadonlyMap<string, DecidedTrade> = new Map();
  /** Confidences of the newest decisions, newest first; `null` of what was no entry. */
  #stated: readonly { readonly decisionId: string; readonly confidence: Decimal | null }[] = [];
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
    const trades = await this.#decided(most);
    const { learned, retired } = learnLessons(trades, await stores.lessons.list(), now());
    for (const lesson of learned) await stores.lessons.upsert(lesson);
    for (const { lessonId, reason } of retired) await stores.lessons.retire(lessonId, { at: now(), reason });
    this.#seen = newest.closedPositionId;
    this.#last = {
      trades: trades.length,
      learned: learned.length,
      retired: retired.length,
      // Reckoned for whoever looks at them: a cycle does not.
      get calibration() {
        return calibrationOf(trades);
      },
      get statedLosses() {
        return statedLosses(trades);
      },
      alarm: clusterAlarm(await this.#confidences(), minConfidence),
    };
    return this.#last;
  }

  /** A closed position does not change: it is read once, and no further back than to what was read before. */
  async #decided(most: number): Promise<readonly DecidedTrade[]> {
    const { stores } = this.#options;
    const known = new Set(this.#closed.map(({ closedPositionId }) => closedPositionId));
    const read: StoredClosedPosition[] = [];
    let after: string | null = null;
    let isKnown = false;
    do {
      const page: { items: readonly StoredClosedPosition[]; next: string | null } =
        await stores.portfolio.closedPositions({
          limit: known.size === 0 ? 100 : 20,
          ...(after === null ? {} : { after }),
        });
      read.push(...page.items);
      isKnown = page.items.every(({ closedPositionId }) => known.has(closedPositionId));
      after = page.next;
    } while (after !== null && !isKnown && read.length < most);
    const again = new Set(read.map(({ closedPositionId }) => closedPositionId));
    const older = isKnown ? this.#closed.filter(({ closedPositionId }) => !again.has(closedPositionId)) : [];
    const closed = [...read, ...older].slice(0, Math.max(most, read.length));
    const undecided = closed.filter(({ closedPositionId }) => !this.#trades.has(closedPositionId));
    const decided = await decidedTrades(undecided, stores.decisions);
    const trades = new Map([...this.#trades.values(), ...decided].map((trade) => [trade.closedPositionId, trade]));
    const kept = closed.flatMap(({ closedPositionId }) => trades.get(closedPositionId) ?? []);
    this.#closed = closed;
    this.#trades = new Map(kept.map((trade) => [trade.closedPositionId, trade]));
    return kept;
  }

  async #confidences(): Promise<readonly Decimal[]> {
    const known = new Set(this.#stated.map(({ decisionId }) => decisionId));
    const read: { readonly decisionId: string; readonly confidence: Decimal | null }[] = [];
    let after: string | null = null;
    let isKnown = false;
    do {
      const page: { items: readonly DecisionRecord[]; next: string | null } = await this.#options.stores.decisions.list(
        {
          limit: known.size === 0 ? ENTRIES * 3 : 20,
          ...(after === null ? {} : { after }),
        },
      );
      isKnown = page.items.some(({ decisionId }) => known.has(decisionId));
      for (const { decisionId, action, confidence } of page.items) {
        const isEntry = action === 'buy' || action === 'sell';
        read.push({ decisionId, confidence: isEntry && confidence !== null ? new Decimal(confidence) : null });
      }
      after = page.next;
    } while (after !== null && !isKnown && read.length < ENTRIES * 3);
    const again = new Set(read.map(({ decisionId }) => decisionId));
    const older = this.#stated.filter(({ decisionId }) => !again.has(decisionId));
    this.#stated = [...read, ...older].slice(0, ENTRIES * 3);
    return this.#stated.flatMap(({ confidence }) => confidence ?? []).slice(0, ENTRIES);
  }
}
