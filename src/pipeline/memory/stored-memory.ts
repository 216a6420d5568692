import { Decimal } from '../../domain/decimal.ts';
import type { DecisionRecord } from '../../ports/decision-log.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Memory, MemoryContext, RememberedDecision, RememberedTrade } from '../context/memory-context.ts';
import { decidedTrades } from './decided-trades.ts';

/** How much of the past is read. A prompt tells at most this. */
const MOST = { decisions: 12, trades: 10, lessons: 12, breaches: 5 } as const;

/** The past as the stores have it: the last decisions and refusals, closed trades, lessons, limits that were reached. */
export function storedMemory(stores: Pick<Stores, 'decisions' | 'portfolio' | 'lessons' | 'risk'>): Memory {
  return {
    async recall(): Promise<MemoryContext> {
      const [decisions, closed, lessons, breaches] = await Promise.all([
        stores.decisions.list({ limit: MOST.decisions }),
        stores.portfolio.closedPositions({ limit: MOST.trades }),
        stores.lessons.list(),
        stores.risk.list({ limit: MOST.breaches }),
      ]);
      const trades = await decidedTrades(closed.items, stores.decisions);
      const decided = new Map(trades.map((trade) => [trade.closedPositionId, trade]));
      return {
        decisions: decisions.items.map(rememberedDecision),
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

function rememberedDecision({ at, instrument, action, outcome }: DecisionRecord): RememberedDecision {
  return {
    at,
    instrument,
    action,
    outcome: outcome?.outcome ?? 'no outcome known',
    message: outcome?.message ?? '',
  };
}

function tradesOf(evidence: unknown): number {
  if (typeof evidence !== 'object' || evidence === null || !('trades' in evidence)) return 0;
  return Number(evidence.trades);
}
