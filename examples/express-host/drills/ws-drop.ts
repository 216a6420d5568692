import { until } from './host-in-drill.ts';
import { onExchange, type Stage } from './stage.ts';

const WITHIN_MS = 5_000;

/** Every WebSocket is cut: they are back, subscribed and in sync in time, and the account goes on being told. */
export async function wsDrop(stage: Stage): Promise<object> {
  const exchange = await stage.exchange();
  const host = stage.host(['--mode', 'paper', '--interval', '60'], onExchange(exchange));
  await host.is('ok');
  const { streams, market } = exchange.mock;
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
  const synced = await until('be in sync', 20_000, async () => (await host.portfolio()).source === 'broker');
  stage.check(`the account is read within ${WITHIN_MS} ms`, after + synced <= WITHIN_MS, `${after + synced} ms`);
  stage.step('The price moves, and with it what positions are worth.');
  const told = (await host.portfolio()).account.at;
  market.setPrice('BTC-USDT-SWAP', '61000');
  await until('tell of the account again', 20_000, async () => (await host.portfolio()).account.at > told);
  stage.check('the account goes on being told', true);
  await host.stop();
  return { subscriptions: before.length, subscribedAfterMs: after };
}
