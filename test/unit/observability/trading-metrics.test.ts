import { afterEach, describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { ProtectionStatus } from '../../../src/domain/position.ts';
import { storedOrder } from '../../../src/domain/stored-execution.ts';
import { storedPortfolio } from '../../../src/domain/stored-portfolio.ts';
import type { ObservedCycle } from '../../../src/observability/observed-cycle.ts';
import { TradingMetrics } from '../../../src/observability/trading-metrics.ts';
import { anOrder, type OrderDescription } from '../../../src/testing/builders/an-order.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { aBuy, BTC, reply } from '../pipeline/builders/cycles.ts';
import { anObservedRun, type ObservedRun } from './builders/observed-run.ts';
import { aRegistry } from './builders/scraped.ts';

const runs: ObservedRun[] = [];
afterEach(async () => {
  for (const { pipeline } of runs.splice(0)) await pipeline.stop();
});

function collected(clock = new FakeClock()) {
  const registry = aRegistry();
  const collector = new TradingMetrics({ metrics: registry.metrics.forMode('simulator'), clock });
  /** The value of a series of the simulator. */
  const value = (name: string, labels = '') =>
    registry.scraped(`${name}{mode="simulator"${labels === '' ? '' : `,${labels}`}}`);
  return { ...registry, clock, collector, value };
}

async function aRun(text: string = reply(aBuy())) {
  const { collector, ...rest } = collected();
  const run = anObservedRun(() => text, {
    watch: (broker) => void collector.watch(broker),
    evaluated: (evaluation) => collector.evaluated(evaluation),
    cycle: (report) => collector.cycle(report),
    scheduler: (status) => collector.scheduler(status),
  });
  runs.push(run);
  await run.begin();
  return { ...rest, collector, run };
}

describe('a cycle that trades', () => {
  it('is a success with its decision, its order, its tokens and its time', async () => {
    const { value } = await aRun();
    expect(await value('scheduler_evaluations_total', 'result="success"')).toBe(1);
    expect(await value('trading_decisions_total', 'action="buy",outcome="executed"')).toBe(1);
    expect(await value('okx_orders_total', 'status="filled"')).toBe(1);
    expect(await value('okx_immediate_orders_total', 'result="filled"')).toBe(1);
    expect(await value('scheduler_cycle_seconds_count', 'part="total"')).toBe(1);
  });

  it('has its slippage measured against the market when it was decided', async () => {
    const { value } = await aRun();
    expect(await value('okx_order_slippage_fraction_count', 'side="buy"')).toBe(1);
  });

  it('has its result under the confidence that was stated', async () => {
    const { value, run } = await aRun(reply(aBuy({ confidence: 0.87 })));
    await run.broker.closePosition({ instrument: BTC, marginMode: 'cross' });
    const won = (await value('trades_closed_total', 'confidence="0.8",result="won"')) ?? 0;
    const lost = (await value('trades_closed_total', 'confidence="0.8",result="lost"')) ?? 0;
    expect(won + lost).toBe(1);
    expect(await value('trades_net_pnl', 'confidence="0.8"')).toBeLessThan(0);
  });

  it('lets the largest stated drawdown of what is open be known', async () => {
    const { collector, value, run } = await aRun(reply(aBuy({ statedRisk: { maxDrawdownFraction: 0.015 } })));
    const portfolio = storedPortfolio(await run.broker.getSnapshot());
    collector.portfolio({ at: run.clock.now(), portfolio, openOrders: [] });
    expect(await value('portfolio_forecast_drawdown_pct')).toBe(0.015);
  });
});

describe('a cycle that comes to nothing', () => {
  it('is a failure, and counts in a row until the model answers', async () => {
    const { value } = await aRun('Nothing to say.');
    expect(await value('scheduler_evaluations_total', 'result="failure"')).toBe(1);
    expect(await value('scheduler_model_failures_in_row')).toBe(1);
  });
});

describe('what a model cost', () => {
  const CYCLE: ObservedCycle = {
    ...{ evaluationId: 'e', at: 60_000, trigger: 'interval', status: 'completed', problem: null, decisions: [] },
    ...{ promptTokens: 10, notes: [], durations: { context: 1, model: 2, total: 3 } },
    usage: { inputTokens: 100, cachedInputTokens: 40, outputTokens: 20, reasoningTokens: null },
    costUsd: new Decimal('0.0125'),
  };

  it('is counted in tokens and in dollars', async () => {
    const { collector, value } = collected();
    collector.cycle(CYCLE);
    collector.cycle(CYCLE);
    expect(await value('model_tokens_total', 'kind="input"')).toBe(200);
    expect(await value('model_tokens_total', 'kind="reasoning"')).toBe(0);
    expect(await value('model_cost_usd_total')).toBe(0.025);
  });

  it('is said to be unknown where it is', async () => {
    const { collector, value } = collected();
    collector.cycle({ ...CYCLE, costUsd: null });
    expect(await value('model_unpriced_calls_total')).toBe(1);
  });
});

describe('an order', () => {
  const tell = (collector: TradingMetrics, description: OrderDescription, cause: string): void => {
    const order = anOrder(description);
    const { clientOrderId } = order;
    collector.told({
      type: 'order.updated',
      order,
      cause: { type: cause, clientOrderId, at: 0 } as never,
      sequence: 1,
      at: 0,
    });
  };

  it.each<readonly [string, OrderDescription, string, string]>([
    ['filled', { filledQuantity: '0.01' }, 'order.filled', 'filled'],
    ['canceled', { state: 'canceled' }, 'order.canceled', 'canceled'],
    ['expired', { state: 'expired' }, 'order.expired', 'expired'],
    ['refused by the venue', { state: 'rejected' }, 'order.rejected', 'failed'],
    ['never placed', { state: 'not_placed' }, 'order.not_placed', 'failed'],
    ['refused by us', { state: 'denied' }, 'order.denied', 'denied'],
    ['in doubt', { state: 'unresolved' }, 'order.unresolved', 'unresolved'],
  ])('that is %s counts once', async (_what, description, cause, status) => {
    const { collector, value } = collected();
    tell(collector, description, cause);
    tell(collector, description, cause);
    expect(await value('okx_orders_total', `status="${status}"`)).toBe(1);
  });

  it('has its latency taken from sending to the first word of the venue', async () => {
    const { collector, clock, value } = collected();
    tell(collector, { state: 'submitted' }, 'order.submitted');
    clock.advance(180);
    tell(collector, { state: 'working' }, 'order.acknowledged');
    clock.advance(1_000);
    tell(collector, { filledQuantity: '0.01' }, 'order.filled');
    expect(await value('okx_order_latency_seconds_sum', 'type="limit"')).toBe(0.18);
    expect(await value('okx_order_latency_seconds_count', 'type="limit"')).toBe(1);
  });

  it('that was to fill at once and did in part is told apart', async () => {
    const { collector, value } = collected();
    const pricing = { type: 'limit', price: '50000', timeInForce: 'ioc' } as const;
    tell(collector, { pricing, state: 'submitted' }, 'order.submitted');
    tell(collector, { pricing, filledQuantity: '0.004', state: 'canceled' }, 'order.canceled');
    expect(await value('okx_immediate_orders_total', 'result="partial"')).toBe(1);
  });

  it('that is in doubt has an age until it is known', async () => {
    const { collector, clock, value } = collected();
    const { run } = await aRun();
    const portfolio = storedPortfolio(await run.broker.getSnapshot());
    const inDoubt = storedOrder(anOrder({ state: 'unresolved' }));
    collector.portfolio({ at: 0, portfolio, openOrders: [inDoubt] });
    clock.advance(61_000);
    expect(await value('okx_orders_unresolved_age_seconds')).toBe(61);
    collector.portfolio({ at: 0, portfolio, openOrders: [] });
    expect(await value('okx_orders_unresolved_age_seconds')).toBe(0);
  });
});

describe('the account', () => {
  async function anAccount() {
    const { run } = await aRun();
    const portfolio = storedPortfolio(await run.broker.getSnapshot());
    const told = collected();
    const show = (change: Partial<typeof portfolio>, at = 0) =>
      told.collector.portfolio({ at, portfolio: { ...portfolio, ...change }, openOrders: [] });
    const protectedBy = (protection: ProtectionStatus) =>
      show({ positions: portfolio.positions.map((position) => ({ ...position, protection })) });
    return { ...told, portfolio, show, protectedBy };
  }

  it('is told with profit in parts that add up to the change of equity', async () => {
    const { show, value, portfolio } = await anAccount();
    show({});
    const parts = await Promise.all(
      ['trading', 'fees', 'funding', 'unrealized'].map((part) => value('portfolio_pnl', `part="${part}"`)),
    );
    const sum = parts.reduce((total: number, part) => total + (part ?? Number.NaN), 0);
    expect(sum).toBeCloseTo(Number(portfolio.equity) - 10_000, 6);
  });

  it('has its drawdown as a fraction', async () => {
    const { show, value } = await anAccount();
    show({ drawdownFraction: '0.0712' });
    expect(await value('portfolio_drawdown_pct')).toBe(0.0712);
  });

  it('has the drawdown of its day, to which a withdrawal adds nothing', async () => {
    const { show, value, collector } = await anAccount();
    show({ equity: '10000' }, 1_000);
    show({ equity: '9900' }, 2_000);
    expect(await value('portfolio_day_drawdown_pct')).toBe(0.01);
    const entry = { entryId: 'x', type: 'transfer', currency: 'USDT', amount: -4_950n * 10n ** 32n } as const;
    collector.told({
      type: 'ledger.entry',
      entry: { ...entry, instrument: null, marginMode: null, at: 3 },
      sequence: 1,
      at: 3,
    });
    show({ equity: '4950' }, 3_000);
    expect(await value('portfolio_day_drawdown_pct')).toBeCloseTo(0.01, 9);
  });

  it('begins every day anew', async () => {
    const { show, value } = await anAccount();
    show({ equity: '10000' }, 1_000);
    show({ equity: '9900' }, 86_400_000);
    expect(await value('portfolio_day_drawdown_pct')).toBe(0);
  });

  it.each<readonly [ProtectionStatus, number]>([
    ['missing', 1],
    ['partial', 1],
    ['pending', 1],
    ['verified', 0],
    ['none_requested', 0],
  ])('has a position whose protection is %s as %i unprotected', async (protection, count) => {
    const { protectedBy, clock, value } = await anAccount();
    protectedBy(protection);
    clock.advance(30_000);
    expect(await value('positions_unprotected')).toBe(count);
    expect(await value('positions_unprotected_age_seconds')).toBe(30 * count);
    expect(await value('positions_open', `protection="${protection}"`)).toBe(1);
  });

  it('states no forecast where the model stated none', async () => {
    const { show, value } = await anAccount();
    show({});
    expect(await value('portfolio_forecast_drawdown_pct')).toBeUndefined();
  });
});

describe('sums that are told as they are', () => {
  it('count what they have grown by since the session began', async () => {
    const { collector, value } = collected();
    collector.sync({ compared: 10, agreed: 9, unread: 1 });
    collector.sync({ compared: 12, agreed: 10, unread: 1 });
    expect(await value('position_sync_checks_total', 'result="agreed"')).toBe(1);
    expect(await value('position_sync_checks_total', 'result="differed"')).toBe(1);
    expect(await value('position_sync_checks_total', 'result="unread"')).toBe(0);
  });
});

describe('the scheduler', () => {
  it('is in one state, and says whether anything opens', async () => {
    const { collector, value } = collected();
    const status = { state: 'paused', opensBlockedBy: 'a pause', modelFailures: 2, skipped: 1, overlapped: 0 };
    collector.scheduler(status);
    collector.scheduler({ ...status, skipped: 3 });
    expect(await value('scheduler_state', 'state="paused"')).toBe(1);
    expect(await value('scheduler_state', 'state="running"')).toBe(0);
    expect(await value('scheduler_opens_blocked')).toBe(1);
    expect(await value('scheduler_cycles_left_out_total', 'reason="skipped"')).toBe(3);
  });
});

describe('lines to the outside', () => {
  it('say whether the venue is heard', async () => {
    const { collector, value } = collected();
    collector.told({ type: 'connection.changed', state: 'lost', sequence: 1, at: 1 });
    expect(await value('broker_connected')).toBe(0);
    collector.told({ type: 'connection.changed', state: 'restored', sequence: 2, at: 2 });
    expect(await value('broker_connected')).toBe(1);
  });

  it('say whether the database is written', async () => {
    const { collector, value } = collected();
    collector.database(false);
    expect(await value('database_up')).toBe(0);
  });
});
