import { until } from './host-in-drill.ts';
import { heldAt, heldBy, onExchange, type Stage } from './stage.ts';

/** How long a host may trade before it is killed, ms. */
const LONGEST_MS = 4_000;

/** The whole host is killed in the middle of its work, time after time; what the exchange has is what it knows after each start. */
export async function crash(stage: Stage, { kills }: { readonly kills: number }): Promise<object> {
  const exchange = await stage.exchange();
  const flags = ['--mode', 'paper', '--interval', String(1 / 60)];
  const { mock } = exchange;
  let seed = 20_250_101;
  const draw = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  for (let kill = 1; kill <= kills; kill++) {
    const host = stage.host(flags, onExchange(exchange));
    const calls = mock.requests.length + draw(300);
    const deadline = performance.now() + 60_000;
    // By calls and not by time: a busy machine would kill all of them while they start.
    while (mock.requests.length < calls && performance.now() < deadline) await pause(2);
    await pause(draw(LONGEST_MS) / 20);
    await host.kill();
    if (kill % 10 === 0 || kill === kills)
      stage.step(`Killed ${kill} times; ${mock.exchange.executions()} executions so far.`);
  }
  stage.step('It starts once more, and is left alone.');
  const host = stage.host(['--mode', 'paper', '--interval', '60'], onExchange(exchange));
  await host.is('ok');
  await until('agree with the exchange', 60_000, async () => {
    return heldBy(await host.portfolio()).join() === heldAt(exchange).join();
  });
  stage.check('its positions are those of the exchange', true, heldAt(exchange).join(', ') || 'none');
  const { positions } = await host.portfolio();
  const naked = positions.filter(({ protection }) => protection !== 'verified');
  stage.check('every position has its stop', naked.length === 0, naked.map(({ instrument }) => instrument).join());
  const orders = await host.orders();
  const open = orders.filter(({ state }) => state === 'unresolved' || state === 'submitted');
  stage.check('every order has its end or is known to rest', open.length === 0, `${orders.length} orders`);
  const fills = await allFills(host);
  const executed = mock.exchange.executions();
  const known = new Set(fills);
  stage.check('no execution is lost', known.size === executed, `${executed} at the exchange, ${known.size} on record`);
  stage.check('no execution is there twice', known.size === fills.length);
  await host.stop();
  return { kills, executions: executed, orders: orders.length };
}

async function allFills(host: { read<T>(path: string): Promise<T> }): Promise<readonly string[]> {
  type Page = { items: readonly { instrument: string; fillId: string }[]; next: string | null };
  const found: string[] = [];
  let next: string | null = null;
  do {
    const after: string = next === null ? '' : `&after=${encodeURIComponent(next)}`;
    const page: Page = await host.read(`fills?limit=1000${after}`);
    found.push(...page.items.map(({ instrument, fillId }) => `${instrument} ${fillId}`));
    next = page.next;
  } while (next !== null);
  return found;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
