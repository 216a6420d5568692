import { Decimal } from '../../domain/decimal.ts';
import type { StoredClosedPosition } from '../../domain/stored-portfolio.ts';
import type { DecisionRecord } from '../../ports/decision-log.ts';
import type { Page } from '../../ports/page.ts';
import type { Stores } from '../../ports/stores.ts';
import { decidedTrades } from '../memory/decided-trades.ts';
import { type Calibration, type ClusterAlarm, calibrationOf, clusterAlarm } from './calibration.ts';
import type { DecidedTrade } from './decided-trade.ts';
import { type LessonGroup, learnLessons } from './learn-lessons.ts';
import { type StatedLosses, statedLosses } from './stated-losses.ts';

/** What was learned by looking back. */
export interface FeedbackReport {
  readonly trades: number;
  readonly learned: number;
  readonly retired: number;
  readonly calibration: Calibration;
  /** Stated losses against what came. */
  readonly statedLosses: StatedLosses;
}

/** A decision as far as its confidence is looked at. */
export type StatedConfidence = Pick<DecisionRecord, 'decisionId' | 'action'> & { readonly confidence: Decimal | null };

/** What {@link Feedback} learns from. */
export interface FeedbackOptions {
  readonly stores: Pick<Stores, 'decisions' | 'portfolio' | 'lessons'>;
  readonly now: () => number;
  /** Least confidence of an entry. */
  readonly minConfidence: Decimal;
  /** Closed positions that are looked at, newest first. Default 400. */
  readonly trades?: number;
}

/** Entries whose confidence is looked at, and how far back they are looked for. */
const ENTRIES = 40;
const MOST_PAGES = 5;

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
  readonly #trades = new Map<string, DecidedTrade>();
  /** Of which trades each group was made when its lesson was written. */
  #learnedFrom: ReadonlyMap<string, string> = new Map();
  /** Confidences of the newest entries, oldest first; `null` before they were read. */
  #stated: readonly Decimal[] | null = null;
  #last: FeedbackReport | null = null;

  constructor(options: FeedbackOptions) {
    this.#options = options;
  }

  /** What was learned last; `null` before the first look. */
  get last(): FeedbackReport | null {
    return this.#last;
  }

  /**
   * Whether the confidences of the last entries say nothing; to be told of every decision once, written or not.
   *
   * @throws {PersistenceError} when a store cannot be read; the next call reads it.
   */
  async stated(decisions: readonly StatedConfidence[]): Promise<ClusterAlarm | null> {
    const { minConfidence } = this.#options;
    this.#stated ??= await this.#readStated(new Set(decisions.map(({ decisionId }) => decisionId)));
    const fresh = decisions.flatMap(({ action, confidence }) => (isEntry(action) ? (confidence ?? []) : []));
    this.#stated = [...this.#stated, ...fresh].slice(-ENTRIES);
    return clusterAlarm(this.#stated, minConfidence);
  }

  /** @throws {PersistenceError} when a store cannot be read or written; the next call looks again. */
  async look(): Promise<FeedbackReport | null> {
    const { stores, now, trades: most = 400 } = this.#options;
    const [newest] = (await stores.portfolio.closedPositions({ limit: 1 })).items;
    if (newest === undefined || newest.closedPositionId === this.#seen) return null;
    const trades = await this.#decided(most);
    const marks = new Map<string, string>();
    const { learned, retired } = learnLessons(trades, await stores.lessons.list(), now(), (group) => {
      const mark = markOf(group);
      marks.set(group.lessonId, mark);
      return this.#learnedFrom.get(group.lessonId) === mark;
    });
    for (const lesson of learned) await stores.lessons.upsert(lesson);
    for (const { lessonId, reason } of retired) await stores.lessons.retire(lessonId, { at: now(), reason });
    // Only what was written counts as known.
    this.#learnedFrom = marks;
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
    // A position whose decision was not found is asked for again: it may have been written since.
    const undecided = closed.filter(({ closedPositionId }) => !this.#trades.has(closedPositionId));
    for (const trade of await decidedTrades(undecided, stores.decisions))
      this.#trades.set(trade.closedPositionId, trade);
    if (closed.length < this.#closed.length + read.length) {
      const kept = new Set(closed.map(({ closedPositionId }) => closedPositionId));
      for (const id of this.#trades.keys()) if (!kept.has(id)) this.#trades.delete(id);
    }
    this.#closed = closed;
    return closed.flatMap(({ closedPositionId }) => this.#trades.get(closedPositionId) ?? []);
  }

  /** The confidences of the entries before those that are decided now. */
  async #readStated(before: ReadonlySet<string>): Promise<readonly Decimal[]> {
    const stated: Decimal[] = [];
    let after: string | null = null;
    for (let page = 0; page < MOST_PAGES && stated.length < ENTRIES; page++) {
      const { items, next }: Page<DecisionRecord> = await this.#options.stores.decisions.list({
        limit: ENTRIES * 3,
        ...(after === null ? {} : { after }),
      });
      for (const { decisionId, action, confidence } of items) {
        if (isEntry(action) && confidence !== null && !before.has(decisionId)) stated.push(new Decimal(confidence));
      }
      after = next;
      if (after === null) break;
    }
    return stated.slice(0, ENTRIES).reverse();
  }
}

/** Trades come and go at the ends of a group, so that these and their number tell it. */
function markOf({ trades }: LessonGroup): string {
  return `${trades[0]?.closedPositionId} ${trades.at(-1)?.closedPositionId} ${trades.length}`;
}

function isEntry(action: DecisionRecord['action']): boolean {
  return action === 'buy' || action === 'sell';
}
