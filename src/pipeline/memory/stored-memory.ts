import { Decimal } from '../../domain/decimal.ts';
import type { StoredClosedPosition } from '../../domain/stored-portfolio.ts';
import type { DecisionOutcome, DecisionRecord } from '../../ports/decision-log.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Memory, MemoryContext, RememberedDecision, RememberedTrade } from '../context/memory-context.ts';
import type { DecidedTrade } from '../feedback/decided-trade.ts';
import { decidedTrades } from './decided-trades.ts';

/** How much of the past is read. A prompt tells at most this. */
const MOST = { decisions: 12, trades: 10, lessons: 12, breaches: 5 } as const;

const REFUSED: ReadonlySet<DecisionOutcome> = new Set(['denied', 'rejected', 'unresolved', 'failed']);
/** Decisions that are looked through for what was refused. */
const LOOKED_THROUGH = 40;

/** The past as the stores have it: the last decisions and refusals, closed trades, lessons, limits that were reached. */
export function storedMemory(stores: Pick<Stores, 'decisions' | 'portfolio' | 'lessons' | 'risk'>): Memory {
  /** Those that were told last: a closed position does not change, nor does the decision behind it. */
  let told: ReadonlyMap<string, RememberedTrade> = new Map();
  const remembered = async (closed: readonly StoredClosedPosition[]): Promise<readonly RememberedTrade[]> => {
    const fresh = closed.filter(({ closedPositionId }) => !told.has(closedPositionId));
    const decided = new Map(
      (await decidedTrades(fresh, stores.decisions)).map((trade) => [trade.closedPositionId, trade]),
    );
    const trades = closed.map((position): [string, RememberedTrade] => {
      const { closedPositionId } = position;
      return [closedPositionId, told.get(closedPositionId) ?? rememberedTrade(position, decided.get(closedPositionId))];
    });
    // A decision that is not found may still be written.
    told = new Map(trades.filter(([id]) => told.has(id) || decided.has(id)));
    return trades.map(([, trade]) => trade);
  };
  return {
    async recall(): Promise<MemoryContext> {
      const [decisions, closed, lessons, breaches] = await Promise.all([
        stores.decisions.list({ limit: LOOKED_THROUGH }),
        stores.portfolio.closedPositions({ limit: MOST.trades }),
        stores.lessons.list(),
        stores.risk.list({ limit: MOST.breaches }),
      ]);
      return {
        decisions: worthTelling(decisions.items).map(rememberedDecision),
        trades: await remembered(closed.items),
        lessons: lessons.slice(0, MOST.lessons).map(({ text, evidence }) => ({ text, trades: tradesOf(evidence) })),
        breaches: breaches.items.map(({ at, rule, message }) => ({ at, rule, message })),
      };
    },
  };
}

function rememberedTrade(position: StoredClosedPosition, trade: DecidedTrade | undefined): RememberedTrade {
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
