import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import * as contract from '../../examples/express-host/src/contract/index.ts';
import type { RunningHost } from '../../examples/express-host/src/host/running-host.ts';
import { aHost } from './builders/a-host.ts';

const operator = { by: 'ann', why: 'to see' };

describe('a host on a simulated exchange', () => {
  let host: RunningHost;
  const heard: contract.LiveMessage[] = [];

  beforeAll(async () => {
    host = await aHost();
    host.live.listen((message) => heard.push(message));
    await host.trigger(operator);
    await host.pause(operator);
    await host.kill({ ...operator, positions: 'flatten' });
    await host.resume(operator);
    await host.trigger(operator);
  });
  afterAll(() => host.stop());

  it.each<[string, z.ZodType, (host: RunningHost) => unknown]>([
    ['portfolio', contract.portfolio, (one) => one.portfolio()],
    ['equity', contract.equitySeries, (one) => one.equity({ points: 10 })],
    ['decisions', contract.decisionPage, (one) => one.decisions({ symbol: 'BTC-USDT-SWAP', limit: 1 })],
    ['calibration', contract.calibration, (one) => one.calibration()],
    ['exposure', contract.exposure, (one) => one.exposure()],
    ['orders', contract.orderPage, (one) => one.orders({})],
    ['fills', contract.fillPage, (one) => one.fills({})],
    ['closed positions', contract.closedPositionPage, (one) => one.closedPositions({})],
    ['risk journal', contract.riskPage, (one) => one.riskJournal({})],
    ['audit', contract.auditPage, (one) => one.audit({})],
    ['alerts', contract.alerts, (one) => one.alerts()],
    ['order latency', contract.orderLatency, (one) => one.orderLatency()],
    ['prices', contract.prices, (one) => one.prices(null)],
    ['candles', contract.candles, (one) => one.candles({ symbol: 'ETH-USDT-SWAP', limit: 5 })],
    ['runtime mode', contract.runtimeMode, (one) => one.runtimeMode()],
    ['scheduler', contract.scheduler, (one) => one.scheduler()],
    ['health', contract.health, (one) => one.health()],
  ])('answers as the contract says: %s', async (_, schema, ask) => {
    expect(schema.safeParse(await ask(host)).error).toBeUndefined();
  });

  it('tells as the contract says', () => {
    const wrong = heard.flatMap((message) => {
      const { error } = contract.liveMessage.safeParse(message);
      return error === undefined ? [] : [`${message.type}: ${error.message}`];
    });
    expect(wrong).toEqual([]);
  });

  it('tells of decisions, orders, fills, closed positions, the scheduler and the mode as they happen', () => {
    const types = new Set(heard.map(({ type }) => type));
    expect([...types]).toEqual(
      expect.arrayContaining(['decision', 'order', 'fill', 'position_closed', 'scheduler', 'runtime_mode']),
    );
  });

  it('shows prompt, reply, verdict, orders, fills and result of a decision that was closed', async () => {
    const { items } = await host.closedPositions({});
    const detail = contract.decisionDetail.parse(await host.decision(items[0]?.decision_log_id ?? ''));
    expect(detail).toMatchObject({
      evaluation: { reply: expect.stringContaining(detail.summary.instrument), messages: expect.anything() },
      verdict: { outcome: 'accept' },
      orders: [{ role: 'entry', state: 'filled' }, ...detail.orders.slice(1)],
      fills: [{ decision_log_id: items[0]?.decision_log_id }, ...detail.fills.slice(1)],
      closedPositions: [{ closedPositionId: items[0]?.closedPositionId }],
    });
  });

  it('knows no decision of another id', async () => {
    expect(await host.decision('none')).toBeNull();
  });

  it('holds stated confidence against what came of it', async () => {
    const { trades, points } = await host.calibration();
    expect(points).toHaveLength(trades);
    expect(trades).toBeGreaterThan(0);
  });

  it('compares what entries stated with what the judge reckoned', async () => {
    const { items } = await host.exposure();
    expect(items[0]).toMatchObject({ statedMaxLoss: expect.any(String), actualMaxLoss: expect.any(String) });
  });

  it('times the orders of this run', () => {
    const market = host.orderLatency().byType.find(({ type }) => type === 'market');
    expect(market?.done.count).toBeGreaterThan(0);
  });

  it('knows the price of every symbol', async () => {
    expect((await host.prices(null)).items.map(({ isStale }) => isStale)).toEqual([false, false]);
  });

  it('knows no price of a symbol that it does not trade', async () => {
    await expect(host.prices(['DOGE-USDT-SWAP'])).rejects.toMatchObject({ status: 404 });
  });

  it('writes down who paused, killed and triggered', async () => {
    const { items } = await host.audit({ order: 'oldest_first' });
    expect(items.map(({ action }) => action)).toEqual([
      ...['scheduler.triggered', 'trading.paused', 'trading.killed', 'trading.resumed', 'scheduler.triggered'],
    ]);
  });

  it('counts what it does for Prometheus', async () => {
    expect(await host.metrics()).toMatch(/scheduler_evaluations_total\{result="success",mode="simulator"\} [1-9]/);
  });

  it('is well', () => {
    expect(host.health().status).toBe('ok');
  });
});
