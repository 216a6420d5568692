import { ZERO } from '../../domain/decimal.ts';
import type { Lesson } from '../../ports/lesson-store.ts';
import type { DecidedTrade } from './decided-trade.ts';

/** What is to be written and ended. */
export interface LessonChanges {
  readonly learned: readonly Lesson[];
  readonly retired: readonly { readonly lessonId: string; readonly reason: string }[];
}

/** A group of trades that may teach something. */
export interface LessonGroup {
  readonly lessonId: string;
  /** What the trades have in common, as the beginning of a sentence. */
  readonly what: string;
  readonly trades: readonly DecidedTrade[];
  readonly about: Pick<Lesson, 'instrument' | 'side' | 'setup'>;
}

/** Fewer trades teach nothing. */
const FEWEST_TRADES = 8;
/** Newest trades of a group that count: what held a year ago need not hold. */
const NEWEST_TRADES = 40;
/** Distance of the mean result from zero, in standard errors: from here on it is a lesson, and below the second it is none any more. */
const LEARNED_FROM = 1.5;
const HELD_UNTIL = 0.75;

/**
 * Looks at closed trades by symbol and side, by stated confidence, and by setup, and says which groups have won or lost
 * beyond chance; lessons that no longer hold are retired with the reason.
 *
 * The evidence of a lesson names its decisions, so that each can be looked at. The same trades give the same lessons: a
 * group that `isKnown` is left as it was.
 */
export function learnLessons(
  trades: readonly DecidedTrade[],
  active: readonly Lesson[],
  now: number,
  isKnown: (group: LessonGroup) => boolean = () => false,
): LessonChanges {
  const learned: Lesson[] = [];
  const retired: { lessonId: string; reason: string }[] = [];
  const held = new Map(active.map((lesson) => [lesson.lessonId, lesson]));
  for (const group of groupsOf(trades)) {
    const before = held.get(group.lessonId);
    held.delete(group.lessonId);
    if (isKnown(group)) continue;
    const score = scoreOf(group.trades.map((trade) => traitsOf(trade).result));
    const wasGood = before === undefined ? null : isGood(before);
    // A lesson holds on for longer than it takes to be learned, so that it does not come and go.
    const needed = wasGood !== null && score !== null && score > 0 === wasGood ? HELD_UNTIL : LEARNED_FROM;
    if (score !== null && Math.abs(score) >= needed) {
      learned.push(lessonOf(group, score, before, now));
    } else if (before !== undefined) {
      retired.push({ lessonId: group.lessonId, reason: `Its last ${group.trades.length} trades show it no longer.` });
    }
  }
  for (const { lessonId } of held.values()) {
    retired.push({ lessonId, reason: 'None of its trades is among the newest any more.' });
  }
  return { learned, retired };
}

/** What of a trade is looked at again at every look: a trade does not change. */
interface Traits {
  readonly result: number;
  readonly groups: readonly Omit<LessonGroup, 'trades'>[];
}

const TRAITS = new WeakMap<DecidedTrade, Traits>();

function traitsOf(trade: DecidedTrade): Traits {
  const known = TRAITS.get(trade);
  if (known !== undefined) return known;
  const traits = { result: trade.netPnl.toNumber(), groups: groupsWith(trade) };
  TRAITS.set(trade, traits);
  return traits;
}

/** The groups that a trade belongs to. */
function groupsWith({ instrument, side, confidence, setup }: DecidedTrade): Traits['groups'] {
  const sides = side === 'long' ? 'Longs' : 'Shorts';
  const groups: Omit<LessonGroup, 'trades'>[] = [
    {
      lessonId: `symbol:${instrument}:${side}`,
      what: `${sides} of ${instrument}`,
      about: { instrument, side, setup: null },
    },
  ];
  if (setup !== null) {
    groups.push({
      lessonId: `setup:${side}:${setup}`,
      what: `${sides} ${setup}`,
      about: { instrument: null, side, setup },
    });
  }
  if (confidence !== null) {
    const tenth = Math.min(9, Math.floor(confidence.toNumber() * 10 + 1e-9));
    groups.push({
      lessonId: `confidence:${tenth}`,
      what: `Entries with a stated confidence from ${tenth / 10} to ${(tenth + 1) / 10}`,
      about: { instrument: null, side: null, setup: null },
    });
  }
  return groups;
}

function groupsOf(trades: readonly DecidedTrade[]): readonly LessonGroup[] {
  const groups = new Map<string, Omit<LessonGroup, 'trades'> & { readonly trades: DecidedTrade[] }>();
  for (const trade of [...trades].sort((one, other) => one.closedAt - other.closedAt)) {
    for (const group of traitsOf(trade).groups) {
      const known = groups.get(group.lessonId);
      if (known === undefined) groups.set(group.lessonId, { ...group, trades: [trade] });
      else known.trades.push(trade);
    }
  }
  return [...groups.values()].map((group) => ({ ...group, trades: group.trades.slice(-NEWEST_TRADES) }));
}

/** Mean result over its standard error, by which it differs from nothing; `null` where that is not defined. */
function scoreOf(results: readonly number[]): number | null {
  if (results.length < FEWEST_TRADES) return null;
  const mean = results.reduce((sum, value) => sum + value, 0) / results.length;
  const variance = results.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (results.length - 1);
  if (variance === 0) return mean === 0 ? 0 : Math.sign(mean) * Number.MAX_SAFE_INTEGER;
  return mean / Math.sqrt(variance / results.length);
}

function lessonOf(
  { lessonId, what, trades, about }: LessonGroup,
  score: number,
  before: Lesson | undefined,
  now: number,
): Lesson {
  const won = trades.filter(({ netPnl }) => netPnl.gt(0)).length;
  const net = trades.reduce((sum, { netPnl }) => sum.add(netPnl), ZERO);
  const advice = score > 0 ? 'They have worked.' : 'They have lost beyond chance: ask more of them, or leave them.';
  return {
    lessonId,
    text: `${what}: ${won} of ${trades.length} won, net ${net.toFixed(2)}. ${advice}`,
    ...about,
    evidence: {
      trades: trades.length,
      won,
      netPnl: net.toFixed(),
      score: score.toFixed(2),
      decisionIds: trades.map(({ decisionId }) => decisionId),
    },
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
    retired: null,
  };
}

/** Whether a lesson that was kept says that its trades have worked. */
function isGood({ evidence }: Lesson): boolean | null {
  if (typeof evidence !== 'object' || evidence === null || !('score' in evidence)) return null;
  return Number(evidence.score) > 0;
}
