import { z } from 'zod';
import { Decimal } from '../../domain/decimal.ts';
import type { StoredClosedPosition } from '../../domain/stored-portfolio.ts';
import type { DecisionLog, DecisionRecord } from '../../ports/decision-log.ts';
import type { DecidedTrade } from '../feedback/decided-trade.ts';
import { decimalOrNull } from '../record/proposal-json.ts';

/**
 * Closed positions with the decisions that opened them, joined by the decision's id and by nothing else. A position that no
 * decision of the log opened is left out.
 *
 * @throws {PersistenceError} when the log cannot be read.
 */
export async function decidedTrades(
  closed: readonly StoredClosedPosition[],
  log: Pick<DecisionLog, 'decision'>,
): Promise<readonly DecidedTrade[]> {
  const trades = await Promise.all(
    closed.map(async (position): Promise<DecidedTrade | null> => {
      const decision = await openingDecision(position, log);
      if (decision === null) return null;
      const { closedPositionId, instrument, side, openedAt, closedAt, netPnl } = position;
      return {
        closedPositionId,
        decisionId: decision.decisionId,
        instrument,
        side,
        openedAt,
        closedAt,
        netPnl: new Decimal(netPnl),
        confidence: decision.confidence === null ? null : new Decimal(decision.confidence),
        setup: textOf(decision.proposal, 'setup'),
        thesis: textOf(decision.proposal, 'riskThesis'),
        statedLoss: statedLossOf(decision.proposal),
      };
    }),
  );
  return trades.filter((trade) => trade !== null);
}

/** The first decision of a position: the one that opened it. Later ones enlarged it. */
async function openingDecision(
  { decisionIds }: StoredClosedPosition,
  log: Pick<DecisionLog, 'decision'>,
): Promise<DecisionRecord | null> {
  const [first] = decisionIds;
  return first === undefined ? null : log.decision(first);
}

const statedLossRow = z.object({
  statedRisk: z.object({ valueAtRisk: decimalOrNull, maxLoss: decimalOrNull }),
});

function statedLossOf(proposal: unknown): DecidedTrade['statedLoss'] {
  const row = statedLossRow.safeParse(proposal);
  return row.success ? row.data.statedRisk : { valueAtRisk: null, maxLoss: null };
}

function textOf(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const text = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof text === 'string' && text !== '' ? text : null;
}
