import { Decimal } from '../../domain/decimal.ts';
import type { DecisionOutcome, DecisionRecord } from '../../ports/decision-log.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Memory, MemoryContext, RememberedDecision, RememberedTrade } from '../context/memory-context.ts';
import { decidedTrades } from './decided-trades.ts';

/** How much of the past is read. A prompt tells at most this. */
const MOST = { decisions: 12, trades: 10, lessons: 12, breaches: 5 } as const;

const REFUSED: ReadonlySet<DecisionOutcome> = new Set(['denied', 'rejected', 'unresolved', 'failed']);
/** Decisions that are looked through for what was refused. */
const LOOKED_THROUGH = 40;

/** The past as the stores have it: the last decisions and refusals, closed trades, lessons, limits that were reached. */
export function storedMemory(stores: Pick<Stores, 'decisions' | 'portfolio' | 'lessons' | 'risk'>): Memory {
  return {
    async recall(): Promise<MemoryContext> {
      const [decisions, closed, lessons, breaches] = await Promise.all([
        stores.decisions.list({ limit: LOOKED_THROUGH }),
        stores.portfolio.closedPositions({ limit: MOST.trades }),
        stores.lessons.list(),
        stores.risk.list({ limit: MOST.breaches }),
      ]);
      const trades = await decidedTrades(closed.items, stores.decisions);
      const decided = new Map(trades.map((trade) => [trade.closedPositionId, trade]));
      return {
        decisions: worthTelling(decisions.items).map(rememberedDecision),
        trades: closed.items.map((position): RememberedTrade => {
          const trade = decided.get(position.closedPositionId);
          return {
            closedAt: position.closedAt,
            instrument: position.instrument,
            side: position.side,
            quantity: new Decimal(position.maxQuantity),
            entryPrice: new Decimal(position.entryPrice),
            exitPrice: new Decimal(position.exitPrice),
            netPnl: new Decimal(position.netPnl),
            closedBy: position.closedBy,
            confidence: trade?.confidence ?? null,
            thesis: trade?.thesis ?? null,
            statedLoss: trade?.statedLoss ?? { valueAtRisk: null, maxLoss: null },
          };
        }),
        lessons: lessons.slice(0, MOST.lessons).map(({ text, evidence }) => ({ text, trades: tradesOf(evidence) })),
        breaches: breaches.items.map(({ at, rule, message }) => ({ at, rule, message })),
      };
    },
  };
}

/**
 * What was to be traded and was refused comes first, then whatever else was refused: it is what a model has to learn from,
 * and the end is left out first.
 */
function worthTelling(newest: readonly DecisionRecord[]): readonly DecisionRecord[] {
  const ranked = newest.map((decision) => ({ decision, rank: rankOf(decision) }));
  return ranked
    .sort((one, other) => one.rank - other.rank)
    .slice(0, MOST.decisions)
    .map(({ decision }) => decision);
}

function rankOf({ action, outcome }: DecisionRecord): number {
  if (outcome === null || !REFUSED.has(outcome.outcome)) return 2;
  return action === 'hold' || action === 'no_entry' ? 1 : 0;
}

function rememberedDecision({ at, instrument, action, outcome }: DecisionRecord): RememberedDecision {
  if (outcome === null) return { at, instrument, action, outcome: 'no outcome known', message: '' };
  const { message, figures } = outcome;
  // Whatever the sentence does not say of the figures stands behind it.
  const unsaid = Object.entries(figures).filter(([, figure]) => message !== null && !message.includes(figure));
  const behind = unsaid.length === 0 ? '' : ` (${unsaid.map(([name, figure]) => `${name} ${figure}`).join(', ')})`;
  return { at, instrument, action, outcome: outcome.outcome, message: `${message ?? ''}${behind}` };
}

function tradesOf(evidence: unknown): number {
  if (typeof evidence !== 'object' || evidence === null || !('trades' in evidence)) return 0;
  return Number(evidence.trades);
}
