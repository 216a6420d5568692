import type { z } from 'zod';
import type * as contract from '../../../examples/express-host/src/contract/index.ts';

type View<Schema extends z.ZodType> = z.infer<Schema>;

const BTC = 'BTC-USDT-SWAP';
const ETH = 'ETH-USDT-SWAP';
const MINUTE = 60_000;

export function aDecision(index: number, now: number): contract.DecisionSummary {
  const isBtc = index % 2 === 0;
  return {
    decision_log_id: `decision-${index}`,
    evaluationId: `evaluation-${Math.floor(index / 2)}`,
    at: now - index * 5 * MINUTE,
    model: 'scripted',
    provider: 'local',
    instrument: isBtc ? BTC : ETH,
    action: isBtc ? 'buy' : 'hold',
    confidence: isBtc ? '0.72' : null,
    costUsd: '0.0012',
    verdict: isBtc ? 'accept' : null,
    outcome: isBtc ? 'executed' : 'abstained',
    rule: null,
    message: null,
  };
}

export function aDecisionDetail(summary: contract.DecisionSummary): contract.DecisionDetail {
  return {
    summary,
    proposal: { action: summary.action, confidence: summary.confidence },
    source: '{"decisions":[]}',
    verdict: { outcome: 'accept', findings: [], decision: { action: summary.action }, risk: null },
    result: { outcome: 'executed', at: summary.at, rule: null, message: null, figures: { quantity: '0.1' } },
    evaluation: {
      evaluationId: summary.evaluationId,
      at: summary.at,
      trigger: 'schedule',
      templateVersion: '1',
      messages: [{ role: 'user', content: 'What now?' }],
      reply: '{"decisions":[]}',
      reasoning: null,
      toolPayload: null,
      repairs: [],
      usage: { inputTokens: 900 },
      costUsd: '0.0012',
      finishReason: 'stop',
      abstained: null,
    },
    orders: [anOrder(summary.at)],
    fills: [aFill(summary.at)],
    closedPositions: [aClosedPosition(summary.at)],
  };
}

export function anOrder(now: number): contract.OrderView {
  return {
    clientOrderId: 'bk1',
    venueOrderId: '7001',
    decision_log_id: 'decision-0',
    parentClientOrderId: null,
    instrument: BTC,
    marginMode: 'cross',
    side: 'buy',
    type: 'market',
    effect: 'open',
    role: 'entry',
    state: 'filled',
    quantity: '0.1',
    filledQuantity: '0.1',
    averagePrice: '60010.5',
    limitPrice: null,
    triggerPrice: null,
    fee: '3.000525',
    feeCurrency: 'USDT',
    reason: null,
    message: null,
    figures: {},
    createdAt: now - 1_000,
    updatedAt: now,
  };
}

export function aFill(now: number): contract.FillView {
  return {
    fillId: 'fill-1',
    clientOrderId: 'bk1',
    venueOrderId: '7001',
    decision_log_id: 'decision-0',
    instrument: BTC,
    marginMode: 'cross',
    side: 'buy',
    quantity: '0.1',
    price: '60010.5',
    fee: '3.000525',
    feeCurrency: 'USDT',
    liquidity: 'taker',
    cause: 'order',
    at: now,
  };
}

export function aClosedPosition(now: number): contract.ClosedPositionView {
  return {
    closedPositionId: 'closed-1',
    instrument: ETH,
    marginMode: 'cross',
    side: 'short',
    maxQuantity: '1',
    entryPrice: '3000',
    exitPrice: '2990',
    realizedPnl: '10',
    fees: '2.995',
    funding: '0',
    netPnl: '7.005',
    openedAt: now - 60 * MINUTE,
    closedAt: now - MINUTE,
    closedBy: 'target',
    decision_log_id: 'decision-1',
    decisionIds: ['decision-1'],
  };
}

export function aPosition(now: number): contract.PositionView {
  return {
    instrument: BTC,
    marginMode: 'cross',
    side: 'long',
    quantity: '0.1',
    entryPrice: '60010.5',
    markPrice: '60100',
    unrealizedPnl: '8.95',
    realizedPnl: '0',
    fees: '3.000525',
    funding: '0',
    leverage: '3',
    initialMargin: '2000.35',
    maintenanceMargin: '24.04',
    liquidationPrice: '40500.25',
    stopPrice: '59000',
    targetPrice: '62000',
    protection: 'verified',
    openedAt: now - 10 * MINUTE,
    updatedAt: now,
    decision_log_id: 'decision-0',
    decisionIds: ['decision-0'],
  };
}

export function anAccount(now: number): contract.AccountView {
  return {
    at: now,
    accountCurrency: 'USDT',
    cash: '9997.00',
    equity: '10005.95',
    freeMargin: '8005.60',
    realizedPnl: '7.005',
    unrealizedPnl: '8.95',
    fees: '5.995525',
    funding: '0',
    drawdownFraction: '0.0021',
    sharpe: null,
    winRate: 1,
    profitFactor: null,
  };
}

export function aPortfolio(
  mode: contract.Mode,
  now: number,
  decisions: contract.DecisionSummary[],
): contract.PortfolioView {
  return {
    mode,
    venue: 'the simulated exchange',
    source: 'broker',
    account: anAccount(now),
    positions: [aPosition(now)],
    openOrders: [{ ...anOrder(now), clientOrderId: 'bk2', role: 'stop', state: 'working' }],
    closedPositions: [aClosedPosition(now)],
    decisions,
    events: [
      {
        id: 'e1',
        at: now,
        kind: 'fill',
        instrument: BTC,
        decision_log_id: 'decision-0',
        message: 'Bought 0.1 BTC – “as said”.',
      },
    ],
    unavailable: [],
    frozen: null,
  };
}

export function anEquityPoint(index: number, now: number): View<typeof contract.equityPoint> {
  return {
    at: now - (5 - index) * MINUTE,
    equity: '10000',
    cash: '10000',
    drawdownFraction: '0',
    unrealizedPnl: '0',
  };
}

export function aCalibration(now: number): View<typeof contract.calibration> {
  return {
    trades: 1,
    brierScore: 0.0784,
    overconfidence: -0.28,
    bins: [{ from: 0.7, to: 0.8, trades: 1, meanConfidence: 0.72, winRate: 1, netPnl: '7.005' }],
    points: [
      {
        closedPositionId: 'closed-1',
        decision_log_id: 'decision-1',
        instrument: ETH,
        side: 'short',
        closedAt: now,
        confidence: '0.72',
        netPnl: '7.005',
      },
    ],
    alarm: null,
  };
}

export function anExposure(now: number): View<typeof contract.exposure> {
  return {
    items: [
      {
        decision_log_id: 'decision-0',
        at: now,
        instrument: BTC,
        statedExposureFraction: '0.5',
        actualExposureFraction: '0.6',
        statedMaxLoss: '100',
        actualMaxLoss: '101.05',
        isBreached: true,
        message: 'More than it said.',
      },
    ],
  };
}

export function aRiskEntry(now: number): View<typeof contract.riskEntry> {
  return {
    entryId: 'risk-1',
    at: now,
    kind: 'breach',
    rule: 'max_leverage',
    isBlocked: true,
    instrument: BTC,
    decision_log_id: 'decision-2',
    clientOrderId: 'bk3',
    message: 'Leverage 6 is above 5.',
    figures: { leverage: '6', limit: '5' },
  };
}

export function anAuditEntry(now: number): View<typeof contract.auditEntry> {
  return { entryId: 'a1', at: now, actor: 'ann', action: 'mode_switch', subject: 'paper', details: { why: 'to see' } };
}

export function anAlert(now: number): contract.AlertView {
  return { id: 'alert-1', at: now, severity: 'warning', kind: 'drift', message: 'Ours is not theirs.', endedAt: null };
}

export function anOrderLatency(mode: contract.Mode, now: number): View<typeof contract.orderLatency> {
  const latency = { count: 1, p50Ms: 12, p95Ms: 12, p99Ms: 12, meanMs: 12 };
  const none = { count: 0, p50Ms: null, p95Ms: null, p99Ms: null, meanMs: null };
  return {
    mode,
    since: now - 60 * MINUTE,
    byType: [{ type: 'market', acknowledged: latency, firstFill: latency, done: none }],
    recent: [
      {
        clientOrderId: 'bk1',
        type: 'market',
        instrument: BTC,
        sentAt: now,
        acknowledgedMs: 12,
        firstFillMs: 12.5,
        doneMs: null,
        state: 'filled',
      },
    ],
  };
}

export function aPrice(instrument: string, now: number): contract.PriceView {
  return { instrument, last: '60100', bid: '60099.9', ask: '60100.1', mark: '60100', at: now, isStale: false };
}

export function aCandle(index: number, now: number, intervalMs: number): contract.CandlesView['items'][number] {
  return { openedAt: now - (3 - index) * intervalMs, open: 1, high: 3, low: 0.5, close: 2, volume: 10 };
}

export function aRuntimeMode(mode: contract.Mode): contract.RuntimeModeView {
  return {
    mode,
    venue: 'the simulated exchange',
    isMock: false,
    tradingPaused: false,
    pause: null,
    switchingTo: null,
    step: null,
    doors: { simulator: null, paper: 'Set OKX_DEMO_API_KEY.', live: 'Live trading is locked.' },
    frozen: null,
  };
}

export function aScheduler(now: number): contract.SchedulerView {
  return {
    state: 'running',
    isBusy: false,
    opensBlockedBy: null,
    pausedBecause: null,
    modelFailures: 0,
    cyclesToSkip: 0,
    nextAt: now + 5 * MINUTE,
    completed: 4,
    failed: 0,
    skipped: 0,
    overlapped: 0,
    intervalMs: 5 * MINUTE,
    lastCycle: {
      evaluationId: 'evaluation-0',
      at: now,
      trigger: 'schedule',
      status: 'completed',
      problem: null,
      decisions: 2,
      outcomes: { executed: 1, abstained: 1 },
      durationMs: 812.5,
      notes: [],
    },
  };
}
