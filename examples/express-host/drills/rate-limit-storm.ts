import { until } from './host-in-drill.ts';
import { heldAt, heldBy, onExchange, type Stage } from './stage.ts';

/** The exchange refuses one call in two for its rate: orders wait for their turn, none fails of it, none is there twice. */
export async function rateLimitStorm(stage: Stage): Promise<object> {
  const exchange = await stage.exchange();
  const host = stage.host(['--mode', 'paper', '--interval', '60'], onExchange(exchange));
  await host.is('ok');
  const { mock } = exchange;
  stage.step('Every second call is refused with 50011.');
  const storm = mock.faults.random({
    rate: 0.5,
    seed: 11,
    kinds: ['rate_limited'],
    target: 'any',
    when: 'before_execution',
  });
  await until('trade in the storm', 120_000, async () => {
    await host.change('POST', 'scheduler/trigger', { why: 'a drill' });
    return (await host.orders()).some(({ state }) => state === 'filled');
  });
  stage.check('calls were refused', storm.record.fired > 0, `${storm.record.fired} of ${mock.requests.length}`);
  storm.stop();
  stage.step('The storm is over.');
  await until('resolve every order', 30_000, async () => {
    return (await host.orders()).every(({ state }) => state !== 'unresolved' && state !== 'submitted');
  });
  const orders = await host.orders();
  const rejected = orders.filter(({ state, reason }) => state === 'rejected' && reason === 'rate_limited');
  stage.check('no order failed of it', rejected.length === 0, `${orders.length} orders`);
  const ours = orders.map(({ clientOrderId }) => clientOrderId);
  stage.check('no order is there twice', new Set(ours).size === ours.length);
  const { positions } = await host.portfolio();
  stage.check(
    'every position has its stop',
    positions.every(({ protection }) => protection === 'verified'),
  );
  const agrees = heldBy(await host.portfolio()).join() === heldAt(exchange).join();
  stage.check('its positions are those of the exchange', agrees, heldAt(exchange).join(', ') || 'none');
  await host.stop();
  return { refused: storm.record.fired, orders: orders.length };
}
