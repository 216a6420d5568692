import type { RuntimeModeView } from '../src/contract/index.ts';
import { until } from './host-in-drill.ts';
import { heldAt, heldBy, onExchange, type Stage } from './stage.ts';

const OUTAGE_SECONDS = 3;

/** The exchange goes away: opens stop, the mode falls to the simulator, and nothing pretends that positions were closed. */
export async function failover(stage: Stage): Promise<object> {
  const exchange = await stage.exchange();
  const flags = ['--mode', 'paper', '--interval', '0.05', '--failover', 'simulator'];
  const { variables } = await stage.turner('enter');
  const host = stage.host(flags, {
    ...onExchange(exchange),
    ...variables,
    FAILOVER_OUTAGE_SECONDS: String(OUTAGE_SECONDS),
  });
  await host.is('ok');
  stage.step('Paper trading opens a position.');
  await until('open a position', 120_000, async () => (await host.portfolio()).positions.length > 0);
  const before = (await host.portfolio()).positions;
  stage.step('The exchange goes away, calls and streams alike.');
  const { mock } = exchange;
  mock.faults.failNext('any', 'reset', { times: 1_000_000, when: 'before_execution' });
  mock.streams.faults.inject({ kind: 'refuse_dial', times: 1_000_000 });
  for (const connection of mock.streams.connections) connection.drop();
  const fell = await until('fall to the simulator', 60_000, async () => (await mode()).mode === 'simulator');
  const { frozen } = await mode();
  stage.check('the mode fell to the simulator', true, `${fell} ms after the loss, asked for after ${OUTAGE_SECONDS} s`);
  stage.check(
    'its positions are on record as frozen',
    frozen?.mode === 'paper' && (frozen.positions?.length ?? 0) >= before.length,
    frozen?.positions?.map(({ side, quantity, instrument }) => `${side} ${quantity} ${instrument}`).join(', '),
  );
  stage.check('no such position is in the simulator', (await host.portfolio()).mode === 'simulator');
  stage.step('The exchange comes back. Nobody goes back by himself.');
  mock.faults.clear();
  mock.streams.faults.lift();
  stage.check('the mode is still the simulator', (await mode()).mode === 'simulator');
  stage.step('A person goes back.');
  await host.change('PATCH', 'runtime-mode', { mode: 'paper', why: 'the exchange is back', openPositions: 'flatten' });
  await until('see its positions again', 30_000, async () => {
    return heldBy(await host.portfolio()).join() === heldAt(exchange).join();
  });
  stage.check('its positions are those of the exchange', true, heldAt(exchange).join(', ') || 'none');
  await host.stop();
  return { outageSeconds: OUTAGE_SECONDS, fellAfterMs: fell };

  function mode(): Promise<RuntimeModeView> {
    return host.read('runtime-mode');
  }
}
