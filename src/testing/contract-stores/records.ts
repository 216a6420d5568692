import type { StoredFill, StoredOrder } from '../../domain/stored-execution.ts';
import type { StoredClosedPosition, StoredPortfolio, StoredPosition } from '../../domain/stored-portfolio.ts';
import type { LoggedDecision, LoggedEvaluation, LoggedOutcome, LoggedVerdict } from '../../ports/decision-log.ts';
import type { JournalRecord } from '../../ports/order-journal.ts';
import { anIntent } from '../builders/an-intent.ts';

/** An instant to count from, epoch ms. */
export const NOON = Date.UTC(2026, 0, 2, 12);

/** A UUID that carries a number. */
export function uuid(number: number): string {
  return `01890a5d-ac96-774b-8cce-${number.toString(16).padStart(12, '0')}`;
}

export function aDecision(number: number, parts: Partial<LoggedDecision> = {}): LoggedDecision {
  return {
    decisionId: uuid(number),
    index: 0,
    action: 'buy',
    instrument: 'BTC-USDT-SWAP',
    confidence: '0.7',
    costUsd: '0.00001',
    proposal: { action: 'buy', size: { unit: 'equity_fraction', value: '0.1' }, stop: null },
    source: '{"action":"buy"}',
    ...parts,
  };
}

/** An evaluation with one decision; both carry the number. */
export function anEvaluation(number: number, parts: Partial<LoggedEvaluation> = {}): LoggedEvaluation {
  return {
    evaluationId: uuid(1_000_000 + number),
    at: NOON + number,
    trigger: 'interval',
    provider: 'scripted',
    model: 'script-1',
    templateVersion: '1',
    messages: [
      { role: 'system', content: 'Trade.' },
      { role: 'user', content: `Cycle ${number}` },
    ],
    reply: '{"decisions":[]}',
    reasoning: 'Because.',
    toolPayload: null,
    usage: { inputTokens: 10, cachedInputTokens: null, outputTokens: 5, reasoningTokens: 0 },
    costUsd: '0.00001',
    finishReason: 'stop',
    abstained: null,
    repairs: [],
    judgeView: { equity: '10000' },
    pauseCycles: 0,
    decisions: [aDecision(number)],
    ...parts,
  };
}

export function aVerdict(number: number, parts: Partial<LoggedVerdict> = {}): LoggedVerdict {
  return {
    decisionId: uuid(number),
    at: NOON + number,
    outcome: 'accept',
    findings: [],
    decision: { action: 'buy' },
    risk: { stated: null, actual: { notional: '1000' } },
    ...parts,
  };
}

export function anOutcome(number: number, parts: Partial<LoggedOutcome> = {}): LoggedOutcome {
  return {
    decisionId: uuid(number),
    at: NOON + number,
    outcome: 'executed',
    rule: null,
    message: null,
    clientOrderIds: [`order${number}`],
    figures: { filled: '0.1' },
    ...parts,
  };
}

export function aPositionRecord(parts: Partial<StoredPosition> = {}): StoredPosition {
  return {
    instrument: 'BTC-USDT-SWAP',
    marginMode: 'cross',
    side: 'long',
    quantity: '0.1',
    entryPrice: '50000',
    markPrice: '50010.5',
    unrealizedPnl: '1.05',
    realizedPnl: '0',
    fees: '2.5',
    funding: '-0.01',
    leverage: '3',
    initialMargin: '1666.6666666666666667',
    maintenanceMargin: '20',
    liquidationPrice: null,
    stopPrice: '49000',
    targetPrice: null,
    protection: 'verified',
    openedAt: NOON,
    updatedAt: NOON + 1,
    decisionIds: [uuid(1)],
    ...parts,
  };
}

export function aPortfolio(number: number, parts: Partial<StoredPortfolio> = {}): StoredPortfolio {
  return {
    at: NOON + number,
    accountCurrency: 'USDT',
    cash: '10000',
    equity: String(10_000 + number),
    freeMargin: '8000',
    realizedPnl: '0',
    unrealizedPnl: String(number),
    fees: '0',
    funding: '0',
    drawdownFraction: '0.05',
    sharpe: null,
    winRate: 0.1 + 0.2,
    profitFactor: 1.5,
    positions: [aPositionRecord()],
    ...parts,
  };
}

export function aClosedPosition(number: number, parts: Partial<StoredClosedPosition> = {}): StoredClosedPosition {
  return {
    closedPositionId: `closed-${number}`,
    instrument: 'BTC-USDT-SWAP',
    marginMode: 'cross',
    side: 'long',
    maxQuantity: '0.1',
    entryPrice: '50000',
    exitPrice: '50100',
    realizedPnl: '10',
    fees: '5',
    funding: '0.1',
    netPnl: '5.1',
    openedAt: NOON,
    closedAt: NOON + number,
    closedBy: 'order',
    decisionIds: [uuid(number)],
    ...parts,
  };
}

export function anOrderRecord(number: number, parts: Partial<StoredOrder> = {}): StoredOrder {
  return {
    clientOrderId: `order${number}`,
    venueOrderId: null,
    decisionId: uuid(number),
    parentClientOrderId: null,
    instrument: 'BTC-USDT-SWAP',
    marginMode: 'cross',
    side: 'buy',
    type: 'limit',
    effect: 'open',
    role: 'entry',
    state: 'working',
    quantity: '0.1',
    filledQuantity: '0',
    averagePrice: null,
    limitPrice: '50000.1',
    triggerPrice: null,
    fee: '0',
    feeCurrency: 'USDT',
    reason: null,
    message: null,
    figures: {},
    createdAt: NOON + number,
    updatedAt: NOON + number,
    ...parts,
  };
}

export function aFillRecord(number: number, parts: Partial<StoredFill> = {}): StoredFill {
  return {
    fillId: `fill${number}`,
    clientOrderId: `order${number}`,
    venueOrderId: `venue${number}`,
    decisionId: uuid(number),
    instrument: 'BTC-USDT-SWAP',
    marginMode: 'cross',
    side: 'buy',
    quantity: '0.1',
    price: '50000.1',
    fee: '-0.0000000001',
    feeCurrency: 'USDT',
    liquidity: 'maker',
    cause: 'order',
    at: NOON + number,
    ...parts,
  };
}

export function anIntentRecord(clientOrderId: string, at = NOON): JournalRecord {
  const intent = anIntent({ clientOrderId, quantity: '0.123456789012345678901234567891' });
  return { type: 'intent', clientOrderId, intent, role: 'entry', parentClientOrderId: null, at };
}

export function anEndRecord(clientOrderId: string, at = NOON + 1): JournalRecord {
  return { type: 'event', event: { type: 'order.expired', clientOrderId, at }, state: 'expired' };
}
