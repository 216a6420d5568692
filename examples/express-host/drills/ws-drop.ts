import { until } from './host-in-drill.ts';
import { heldAt, heldBy, onExchange, type Stage } from './stage.ts';

const WITHIN_MS = 5_000;

/** Every WebSocket is cut: they are back, subscribed and in sync in time, and the account goes on being told. */
export async function wsDrop(stage: Stage): Promise<object> {
  const exchange = await stage.exchange();
  const { turner, variables } = await stage.turner('enter');
  const host = stage.host(['--mode', 'paper', '--interval', '60'], { ...onExchange(exchange), ...variables });
  await host.is('ok');
  await until('hold a position', 60_000, async () => heldBy(await host.portfolio()).length > 0);
  const heard = await host.hear();
  const { streams } = exchange.mock;
  const cut = new Set<string>();
  const subscriptions = (): string[] =>
    streams.connections
      .filter(({ id }) => !cut.has(id))
      .flatMap(({ subscriptions: args }) => args.map((arg) => JSON.stringify(arg)))
      .sort();
  await until('subscribe', 20_000, async () => subscriptions().length > 0);
  const before = subscriptions();
  stage.step(`Every one of ${streams.connections.length} WebSockets is cut, with ${before.length} subscriptions.`);
  for (const connection of streams.connections) {
    cut.add(connection.id);
    connection.drop();
  }
  const after = await until('subscribe again', 20_000, async () =>
    before.every((arg) => subscriptions().includes(arg)),
  );
  stage.check(`all are subscribed again within ${WITHIN_MS} ms`, after <= WITHIN_MS, `${after} ms`);
  const synced = await until('be in sync', 20_000, async () => {
    const account = await host.portfolio();
    return account.source === 'broker' && heldBy(account).join() === heldAt(exchange).join();
  });
  stage.check(`the account is in sync within ${WITHIN_MS} ms`, after + synced <= WITHIN_MS, `${after + synced} ms`);
  stage.step('The model leaves its position, of which only the new WebSockets can tell.');
  turner.wish = 'turn';
  const fromHere = heard.length;
  const isTold = (): boolean =>
    heard.slice(fromHere).some((news) => news.type === 'portfolio_update' && news.positions.length === 0);
  await host.change('POST', 'scheduler/trigger', { why: 'a drill' });
  const told = await until('tell of the account again', 20_000, async () => isTold());
  stage.check('listeners are told how the account stands', true, `${told} ms`);
  await host.stop();
  return { subscriptions: before.length, subscribedAfterMs: after };
}
