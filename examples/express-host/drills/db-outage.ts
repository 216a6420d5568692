import type { DecisionDetail, SchedulerView } from '../src/contract/index.ts';
import { idsSent } from './account-check.ts';
import { DatabaseRecord } from './database-record.ts';
import { until } from './host-in-drill.ts';
import { ReadLoad } from './read-load.ts';
import { spooledIn } from './spooled.ts';
import { heldAt, heldBy, onExchange, type Stage } from './stage.ts';

const CYCLES_AWAY = 6;

/**
 * The database server is stopped and started under load: cycles every second, readers without a pause. Exits leave, nothing
 * opens, and every decision, order and fill is in the database once when it is back, by its id.
 */
export async function dbOutage(stage: Stage): Promise<object> {
  const server = await stage.server();
  const exchange = await stage.exchange();
  const { turner, model, variables: toAsk } = await stage.turner();
  const variables = { ...onExchange(exchange), ...toAsk, DATABASE_URL: server.url };
  const host = stage.host(['--mode', 'paper', '--interval', String(1 / 60)], variables);
  await host.is('ok');
  stage.step('The host trades every second, and is read all the time.');
  const load = new ReadLoad(host, ['portfolio', 'decisions?limit=20', 'orders?limit=20', 'equity', 'scheduler']);
  await until('trade in and out', 60_000, async () => exchange.mock.exchange.executions() >= 4);
  turner.wish = 'enter';
  await until('hold a position', 60_000, async () => heldAt(exchange).length > 0);

  stage.step('The server is stopped. The model wants out, and in again.');
  await server.stop();
  const before = await cycles();
  turner.wish = 'turn';
  await host.is('degraded');
  await until('leave the position', 60_000, async () => heldAt(exchange).length === 0);
  stage.check('the exit left while the database was away', true);
  const executed = exchange.mock.exchange.executions();
  await until(`run ${CYCLES_AWAY} cycles`, 60_000, async () => (await cycles()) >= before + CYCLES_AWAY);
  stage.check('cycles went on', true, `${(await cycles()) - before}`);
  const { opensBlockedBy } = await host.read<SchedulerView>('scheduler');
  stage.check('it says that nothing opens', opensBlockedBy !== null, opensBlockedBy);
  stage.check('nothing opened', exchange.mock.exchange.executions() === executed && heldAt(exchange).length === 0);
  const account = await host.portfolio();
  stage.check(
    'the account is told, and what of it is not',
    account.source === 'broker' && account.unavailable.length > 0,
  );
  const waiting = await spooledIn(stage.folder);
  stage.check('evaluations wait on the disk', waiting.evaluations.length > 0, waiting.evaluations.length);

  stage.step('The server is started again.');
  await server.start();
  const back = await until('be well again', 90_000, async () => (await host.readiness()) === 'ok');
  const opened = await until('open again', 60_000, async () => heldAt(exchange).length > 0);
  stage.check('it is well and opens again by itself', true, `${back} ms, ${back + opened} ms`);
  const reads = await load.stop();
  stage.check('the account was told all the time', reads.failedOf('portfolio') === 0, reads.text('portfolio'));
  const agrees = await until('agree with the exchange', 30_000, async () => {
    return heldBy(await host.portfolio()).join() === heldAt(exchange).join();
  });
  stage.check('its positions are those of the exchange', true, `${agrees} ms`);
  const last = waiting.decisions.at(-1) ?? '';
  const decision = await host.read<DecisionDetail>(`decisions/${last}`);
  stage.check('a decision of the outage is told with its outcome', decision.result !== null, decision.result?.outcome);
  await host.stop();

  stage.step('Disk, database and exchange are compared by id.');
  const record = await DatabaseRecord.of(server.connection);
  stage.check('nothing waits on the disk any more', (await spooledIn(stage.folder)).lines === 0);
  stage.check('every evaluation that waited is there', missing(waiting.evaluations, record.evaluations) === 0);
  stage.check('every decision that waited is there', missing(waiting.decisions, record.decisions) === 0);
  stage.check('every order that waited is there', missing(waiting.orders, record.orders) === 0, waiting.orders.length);
  const asked = model.requests.length;
  const evaluated = record.evaluations.length;
  stage.check('every question was written once', evaluated === asked, `${asked} asked, ${evaluated} on record`);
  stage.check('every decision has its outcome', missing(record.decisions, record.outcomes) === 0);
  const sent = idsSent(exchange);
  stage.check('no order was sent twice', new Set(sent).size === sent.length, `${sent.length} sent`);
  stage.check('every order that was sent is on record', missing(sent, record.orders) === 0, record.orders.length);
  const executions = exchange.mock.exchange.executions();
  const once = new Set(record.fills).size === record.fills.length;
  stage.check('every execution is on record once', once && record.fills.length === executions, `${executions}`);
  return {
    ...{ queued: waiting.evaluations.length, backAfterMs: back, evaluations: evaluated },
    ...{ decisions: record.decisions.length, orders: sent.length, executions, reads: reads.counts },
  };

  async function cycles(): Promise<number> {
    return (await host.read<SchedulerView>('scheduler')).completed;
  }
}

function missing(wanted: readonly string[], found: readonly string[]): number {
  const known = new Set(found);
  return wanted.filter((id) => !known.has(id)).length;
}
