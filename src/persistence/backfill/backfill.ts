import { decimalText, decimalTextOrNull, ZERO } from '../../domain/decimal.ts';
import { type StoredClosedPosition, type StoredPosition, storedClosedPosition } from '../../domain/stored-portfolio.ts';
import type { LoggedEvaluation } from '../../ports/decision-log.ts';
import type { Stores } from '../../ports/stores.ts';
import type { OldDecision, OldPosition, OldState, OldTrade } from './old-state.ts';

/** How much was taken over. Running it again writes nothing twice. */
export interface BackfillReport {
  readonly decisions: number;
  readonly closedPositions: number;
  readonly positions: number;
  readonly equityPoints: number;
  /** Parts of the file that no table takes. */
  readonly ignored: readonly string[];
}

/**
 * Writes an old simulation into the stores: decisions as evaluations without a prompt, closed trades, the equity curve, and
 * the account with its open positions as its newest snapshot.
 *
 * Ids are made of what they stand for, so that a second run changes nothing.
 *
 * @throws {PersistenceError} when a store cannot be written; what was written stays, and a second run does the rest.
 */
export async function backfill(
  state: OldState,
  stores: Pick<Stores, 'decisions' | 'portfolio'>,
): Promise<BackfillReport> {
  const evaluations = await Promise.all(state.decisions.map(evaluationOf));
  for (const evaluation of evaluations) await stores.decisions.append(evaluation);
  const closed = distinct(state.trades);
  if (closed.length > 0) await stores.portfolio.closed(closed);
  for (const { at, equity, cash } of state.equity) {
    await stores.portfolio.snapshot(snapshotOf(at, state.currency, equity, cash ?? equity, []));
  }
  const { account, positions } = state;
  if (account !== null) {
    const { at, cash, equity } = account;
    await stores.portfolio.snapshot(snapshotOf(at, state.currency, equity, cash, positions.map(storedOld)));
  }
  return {
    decisions: evaluations.length,
    closedPositions: closed.length,
    positions: account === null ? 0 : positions.length,
    equityPoints: state.equity.length + (account === null ? 0 : 1),
    ignored: [
      ...state.ignored,
      ...(account === null && positions.length > 0 ? ['positions (the file has no account that they belong to)'] : []),
    ],
  };
}

async function evaluationOf(decision: OldDecision): Promise<LoggedEvaluation> {
  const { at, instrument, action, confidence, reasons, model, source } = decision;
  const text = confidence === null ? null : decimalText(confidence);
  return {
    evaluationId: await uuidOf(`evaluation:${at}:${source}`),
    at,
    trigger: 'backfill',
    provider: 'backfill',
    model: model ?? 'unknown',
    templateVersion: 'none',
    messages: [],
    reply: source,
    reasoning: null,
    toolPayload: null,
    usage: null,
    costUsd: null,
    finishReason: null,
    abstained: null,
    repairs: [],
    judgeView: null,
    pauseCycles: 0,
    decisions: [
      {
        decisionId: await uuidOf(`decision:${at}:${source}`),
        index: 0,
        action,
        instrument,
        confidence: text,
        costUsd: null,
        proposal: { action, instrument, confidence: text, riskThesis: reasons },
        source,
      },
    ],
  };
}

/** Trades that are alike in everything are counted, as they are where they come from a broker. */
function distinct(trades: readonly OldTrade[]): readonly StoredClosedPosition[] {
  const seen = new Map<string, number>();
  return trades.map((trade) => {
    const { instrument, side, quantity, entryPrice, exitPrice, realizedPnl, fees, openedAt, closedAt } = trade;
    const closed = {
      instrument,
      marginMode: instrument.endsWith('-SWAP') ? 'cross' : 'cash',
      side,
      maxQuantity: quantity,
      entryPrice,
      exitPrice,
      realizedPnl,
      fees,
      funding: ZERO,
      netPnl: realizedPnl.sub(fees),
      openedAt,
      closedAt,
      closedBy: 'order',
      decisionIds: [],
    } as const;
    const first = storedClosedPosition(closed);
    const occurrence = (seen.get(first.closedPositionId) ?? 0) + 1;
    seen.set(first.closedPositionId, occurrence);
    return occurrence === 1 ? first : storedClosedPosition(closed, occurrence);
  });
}

function snapshotOf(
  at: number,
  accountCurrency: string,
  equity: OldTrade['quantity'],
  cash: OldTrade['quantity'],
  positions: readonly StoredPosition[],
): Parameters<Stores['portfolio']['snapshot']>[0] {
  const none = decimalText(ZERO);
  return {
    at,
    accountCurrency,
    cash: decimalText(cash),
    equity: decimalText(equity),
    freeMargin: decimalText(cash),
    realizedPnl: none,
    unrealizedPnl: decimalText(equity.sub(cash)),
    fees: none,
    funding: none,
    drawdownFraction: none,
    sharpe: null,
    winRate: null,
    profitFactor: null,
    positions,
  };
}

function storedOld(position: OldPosition): StoredPosition {
  const { instrument, side, quantity, entryPrice, leverage, markPrice, unrealizedPnl, openedAt } = position;
  const none = decimalText(ZERO);
  const isSwap = instrument.endsWith('-SWAP');
  return {
    instrument,
    marginMode: isSwap ? 'cross' : 'cash',
    side,
    quantity: decimalText(quantity),
    entryPrice: decimalText(entryPrice),
    markPrice: decimalTextOrNull(markPrice),
    unrealizedPnl: decimalTextOrNull(unrealizedPnl),
    realizedPnl: none,
    fees: none,
    funding: none,
    leverage: decimalText(leverage),
    initialMargin: decimalText(quantity.mul(entryPrice).div(leverage)),
    maintenanceMargin: none,
    liquidationPrice: null,
    stopPrice: decimalTextOrNull(position.stopPrice),
    targetPrice: decimalTextOrNull(position.targetPrice),
    // A simulator's word is no stop that was seen at a venue.
    protection: position.stopPrice === null ? 'none_requested' : 'missing',
    openedAt,
    updatedAt: openedAt,
    decisionIds: [],
  };
}

/** A UUID made of a text, the same at every run. */
async function uuidOf(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).slice(0, 16);
  // Version 8 of RFC 9562: made by a rule of one's own.
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
