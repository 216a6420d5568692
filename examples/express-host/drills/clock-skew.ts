import { until } from './host-in-drill.ts';
import { onExchange, type Stage } from './stage.ts';

/** The clock of the exchange jumps: calls are refused, the host sees it, and trades by the new time. */
export async function clockSkew(stage: Stage): Promise<object> {
  const exchange = await stage.exchange();
  const { variables } = await stage.turner();
  const host = stage.host(['--mode', 'paper', '--interval', '60'], { ...onExchange(exchange), ...variables });
  await host.is('ok');
  stage.step('The clock of the exchange jumps 45 s ahead.');
  const { mock } = exchange;
  mock.clock.advance(45_000);
  stage.step('Cycles are triggered until an order is executed.');
  const took = await until('trade again', 120_000, async () => {
    await host.change('POST', 'scheduler/trigger', { why: 'a drill' });
    return (await host.orders()).some(({ state }) => state === 'filled');
  });
  stage.check('it trades by the new time', true, `${took} ms`);
  const refused = mock.requests.filter(({ code }) => code === '50102').length;
  stage.check('calls were refused for their time', refused > 0, refused);
  const orders = await host.orders();
  const left = orders.filter(({ state }) => state === 'unresolved');
  stage.check('no order is left unresolved', left.length === 0, `${orders.length} orders`);
  const ids = orders.map(({ clientOrderId }) => clientOrderId);
  stage.check('no order is there twice', new Set(ids).size === ids.length);
  await host.stop();
  return { orders: orders.length };
}
