import { checkAccount, idsSent } from './account-check.ts';
import { until } from './host-in-drill.ts';
import { heldAt, onExchange, type Stage } from './stage.ts';

/** For so long a host may start, and trade, before it is killed whatever it has done, ms. */
const LONGEST_MS = 60_000;
/** So many of its calls may go by between its first order and its end. */
const MOST_CALLS = 40;

/** The whole host is killed in the middle of its work, time after time; what the exchange has is what it knows after each start. */
export async function crash(stage: Stage, { kills }: { readonly kills: number }): Promise<object> {
  const exchange = await stage.exchange();
  const { turner, variables } = await stage.turner();
  const settings = { ...onExchange(exchange), ...variables };
  const { mock } = exchange;
  const start = () => stage.host(['--mode', 'paper', '--interval', String(1 / 60)], settings);
  const calls = (): number => mock.requests.length;
  const ordersSent = (): number =>
    mock.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/trade/order')).length;
  let seed = 20_250_101;
  const draw = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  for (let kill = 1; kill <= kills; kill++) {
    const host = start();
    const deadline = performance.now() + LONGEST_MS;
    const pass = async (isReached: () => boolean): Promise<void> => {
      while (!isReached() && performance.now() < deadline) await pause(2);
    };
    // By calls and not by time: a busy machine would kill all of them while they start. Every fourth dies starting.
    if (kill % 4 !== 0) {
      const sent = ordersSent();
      await pass(() => ordersSent() > sent);
    }
    const last = calls() + draw(MOST_CALLS);
    await pass(() => calls() >= last);
    await pause(draw(50));
    await host.kill();
    if (kill % 10 === 0 || kill === kills)
      stage.step(`Killed ${kill} times; ${ordersSent()} orders sent, ${mock.exchange.executions()} executions so far.`);
  }
  stage.step('It starts once more, enters where it is out, and is paused.');
  turner.wish = 'enter';
  const host = start();
  await host.is('ok');
  await until('hold a position', LONGEST_MS, async () => heldAt(exchange).length > 0);
  await host.change('POST', 'scheduler/pause', { why: 'a drill' });
  await checkAccount(stage, host, exchange);
  const [orders, sent] = [await host.orders(), idsSent(exchange)];
  stage.check('no order was sent twice', new Set(sent).size === sent.length, sent.length);
  await host.stop();
  return { kills, executions: mock.exchange.executions(), orders: orders.length };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
