import { checkAccount } from './account-check.ts';
import { until } from './host-in-drill.ts';
import { heldAt, onExchange, type Stage } from './stage.ts';

/** The exchange refuses one call in four for its rate: orders wait for their turn, none fails of it, none is there twice. */
export async function rateLimitStorm(stage: Stage): Promise<object> {
  const exchange = await stage.exchange();
  const { turner, variables } = await stage.turner();
  const host = stage.host(['--mode', 'paper', '--interval', String(1 / 60)], { ...onExchange(exchange), ...variables });
  await host.is('ok');
  const { mock } = exchange;
  stage.step('One call in four is refused with 50011. The host goes on.');
  const storm = mock.faults.random({
    rate: 0.25,
    seed: 11,
    kinds: ['rate_limited'],
    target: 'any',
    when: 'before_execution',
  });
  const before = mock.exchange.executions();
  const took = await until('trade in and out', 240_000, async () => mock.exchange.executions() >= before + 4);
  stage.check('it trades in the storm', true, `${mock.exchange.executions() - before} executions in ${took} ms`);
  stage.check('calls were refused', storm.record.fired > 0, `${storm.record.fired} of ${mock.requests.length}`);
  turner.wish = 'enter';
  await until('hold a position', 60_000, async () => heldAt(exchange).length > 0);
  storm.stop();
  stage.step('The storm is over, and the host is paused.');
  await host.change('POST', 'scheduler/pause', { why: 'a drill' });
  const orders = await host.orders();
  const rejected = orders.filter(({ state, reason }) => state === 'rejected' && reason === 'rate_limited');
  stage.check('no order failed of it', rejected.length === 0, `${orders.length} orders`);
  await checkAccount(stage, host, exchange);
  await host.stop();
  return { refused: storm.record.fired, orders: orders.length, executions: mock.exchange.executions() };
}
