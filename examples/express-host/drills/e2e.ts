import type { z } from 'zod';
import type { orderLatency } from '../src/contract/index.ts';
import { until } from './host-in-drill.ts';
import { onExchange, type Stage } from './stage.ts';

/** From the simulator to paper trading, cycles until something is traded, and what the host tells of it. */
export async function e2e(stage: Stage): Promise<object> {
  const exchange = await stage.exchange();
  const { variables } = await stage.turner('enter');
  const host = stage.host(['--mode', 'simulator', '--interval', '60'], { ...onExchange(exchange), ...variables });
  await host.is('ok');
  stage.step('The host trades on the simulator. It goes to paper trading.');
  const changed = await host.change('PATCH', 'runtime-mode', {
    mode: 'paper',
    why: 'a drill',
    openPositions: 'flatten',
  });
  stage.check('the mode is paper', changed.mode === 'paper', changed.venue);
  stage.step('Cycles are triggered until an order is executed.');
  let cycles = 0;
  await until('execute an order', 120_000, async () => {
    cycles += 1;
    await host.change('POST', 'scheduler/trigger', { why: 'a drill' });
    return (await host.orders()).some(({ state }) => state === 'filled');
  });
  stage.step('Portfolio and latency are read.');
  const portfolio = await host.portfolio();
  const latency = await host.read<z.infer<typeof orderLatency>>('metrics/latency/okx-order');
  const traded = (await host.orders()).filter(({ state, role }) => state === 'filled' && role === 'entry');
  stage.check('the account is that of paper trading', portfolio.mode === 'paper' && portfolio.source === 'broker');
  stage.check(
    'every executed entry has its decision',
    traded.every((order) => order.decision_log_id !== null),
  );
  stage.check(
    'the latency of orders is known',
    latency.byType.some(({ acknowledged }) => acknowledged.count > 0),
  );
  const unprotected = portfolio.positions.filter(({ protection }) => protection !== 'verified');
  stage.check('every position has its stop', unprotected.length === 0, `${portfolio.positions.length} positions`);
  await host.stop();
  return {
    cycles,
    equity: portfolio.account.equity,
    positions: portfolio.positions.map(({ side, quantity, instrument }) => `${side} ${quantity} ${instrument}`),
    entries: traded.length,
    latency: latency.byType,
  };
}
