import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockDeepSeek } from 'brokerkit/testing';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { OwnPostgres } from '../../examples/express-host/drills/own-postgres.ts';
import { asking } from '../../examples/express-host/drills/stage.ts';
import { Turner } from '../../examples/express-host/drills/turner.ts';
import { HostProcess, TOKEN } from './builders/a-host-process.ts';

interface Listed {
  readonly items: readonly { readonly decision_log_id: string }[];
}
interface Account {
  readonly mode: string;
  readonly venue: string;
  readonly source: string;
  readonly positions: readonly { readonly instrument: string; readonly quantity: string }[];
  readonly closedPositions: readonly { readonly instrument: string; readonly maxQuantity: string }[];
}

let folder: string;
const hosts: HostProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-host-'));
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.kill();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(flags: readonly string[], variables: Readonly<Record<string, string>> = {}): HostProcess {
  const host = new HostProcess(flags, variables);
  hosts.push(host);
  return host;
}

const decided = (host: HostProcess): Promise<Listed> =>
  host.until(async () => {
    const page = await host.read<Listed>('decisions?limit=1000');
    return page.items.length > 0 ? page : null;
  }, 'decide');

/** A model that wants in and out, every time. */
async function aTurningModel(): Promise<MockDeepSeek> {
  const turner = new Turner('turn');
  const model = new MockDeepSeek({ answer: ({ text }) => turner.answer(text) });
  await model.listen();
  return model;
}

describe('a host over a folder', () => {
  const data = (): string => join(folder, 'one');

  it('trades without key and network, and ends with exit code 0 when it is told to', async () => {
    const host = start(['--data', data()]);
    await host.is('ok');
    expect(await host.read<Account>('portfolio')).toMatchObject({ mode: 'simulator', source: 'broker' });
    await decided(host);
    expect(await host.stop()).toBe(0);
  });

  it('warns where everybody may read, and tells the version of the package in its documents', async () => {
    const host = start(['--data', data(), '--host', '0.0.0.0']);
    await host.until(async () => (host.said.includes('--reads token') ? true : null), 'warn');
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    const told = await (await fetch(`${await host.url()}/openapi.json`)).json();
    expect(told).toMatchObject({ info: { version } });
  });

  it('ends in order when npm is told to, which says nothing to it', async () => {
    const npm = spawn('npm', ['start', '--', '--data', data(), '--port', '0'], {
      env: { ...process.env, LOG_LEVEL: 'warn', ACCESS_TOKEN: TOKEN },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    // The pipe is open as long as anybody of them lives.
    const ended = once(npm.stdout, 'close');
    await vi.waitUntil(() => said.includes('Trading in mode'), { timeout: 60_000 });
    npm.kill('SIGTERM');
    await ended;
    expect(said).toMatch(/Stopped\.\n$/);
  });

  it('refuses a second process on the folder, and says why', async () => {
    await start(['--data', data()]).is('ok');
    const second = start(['--data', data()]);
    expect([await second.ended(), second.said]).toEqual([2, expect.stringContaining('store/conflict')]);
  });

  it('goes on with its account, its decisions and its pause after a restart', async () => {
    const first = start(['--data', data()]);
    const before = await decided(first);
    await first.ask('PATCH', 'runtime-mode', { tradingPaused: true, why: 'to restart', by: 'ann' });
    const { positions } = await first.read<Account>('portfolio');
    await first.stop();
    const second = start(['--data', data()]);
    await second.is('ok');
    const after = await second.read<Account>('portfolio');
    // Its stop may have been reached meanwhile: then it is told among the closed ones.
    const told = [
      ...after.positions,
      ...after.closedPositions.map(({ instrument, maxQuantity }) => ({ instrument, quantity: maxQuantity })),
    ].map(({ instrument, quantity }) => `${quantity} ${instrument}`);
    const held = positions.map(({ instrument, quantity }) => `${quantity} ${instrument}`);
    expect(told).toEqual(expect.arrayContaining(held));
    expect(await second.read('runtime-mode')).toMatchObject({ tradingPaused: true, pause: { by: 'ann' } });
    const known = (await second.read<Listed>('decisions?limit=1000')).items.map((one) => one.decision_log_id);
    expect(known).toEqual(expect.arrayContaining(before.items.map((one) => one.decision_log_id)));
  });

  it('comes back in the mode that was chosen, and on the simulator where a flag says so', async () => {
    const first = start(['--data', data(), '--mock']);
    await first.is('ok');
    const change = { mode: 'paper', why: 'to see', openPositions: 'keep' };
    expect(await first.ask('PATCH', 'runtime-mode', change)).toMatchObject({ status: 200 });
    await first.stop();
    const second = start(['--data', data(), '--mock']);
    await second.is('ok');
    expect(await second.read('runtime-mode')).toMatchObject({ mode: 'paper', isMock: true });
    await second.stop();
    const third = start(['--data', data()]);
    expect([await third.ended(), third.said]).toEqual([2, expect.stringContaining('--mode simulator')]);
    const fourth = start(['--data', data(), '--mode', 'simulator']);
    await fourth.is('ok');
    expect(await fourth.read('runtime-mode')).toMatchObject({ mode: 'simulator' });
  });
});

describe('two hosts over one server', () => {
  let server: OwnPostgres;
  let variables: Readonly<Record<string, string>>;

  beforeAll(async () => {
    server = await OwnPostgres.start();
    variables = { DATABASE_URL: server.url };
  });
  afterAll(() => server.remove());

  async function aClient(): Promise<pg.Client> {
    const client = new pg.Client(server.connection);
    // It may outlive the server.
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  it('are one that trades and one that stands by, reads the same, and takes over when the first is killed', async () => {
    const data = join(folder, 'shared');
    const first = start(['--data', data], variables);
    await first.is('ok');
    const page = await decided(first);
    const second = start(['--data', data], variables);
    await second.is('standby');
    expect(await second.read<Account>('portfolio')).toMatchObject({ mode: 'simulator', source: 'stored' });
    const seen = (await second.read<Listed>('decisions?limit=1000')).items.map((one) => one.decision_log_id);
    expect(seen).toEqual(expect.arrayContaining(page.items.map((one) => one.decision_log_id)));
    expect(await second.ask('POST', 'scheduler/trigger')).toMatchObject({
      status: 409,
      body: { code: 'host/standby' },
    });
    await first.kill();
    await second.is('ok');
    expect(await second.ask('POST', 'scheduler/trigger')).toMatchObject({ status: 200 });
    expect(await second.stop()).toBe(0);
  });

  it('are never two that trade: one that loses the account in the middle opens nothing more, and leaves it to the other', async () => {
    const flags = ['--data', join(folder, 'handover'), '--interval', String(1 / 60)];
    const [ours, theirs] = [await aTurningModel(), await aTurningModel()];
    const first = start(flags, { ...variables, ...asking(ours) });
    await first.is('ok');
    await first.until(async () => (ours.requests.length > 2 ? true : null), 'trade');
    const second = start(flags, { ...variables, ...asking(theirs) });
    await second.is('standby');

    const other = await aClient();
    const taken = other.query("SELECT pg_advisory_lock(hashtext('brokerkit'), hashtext('host|simulator'))");
    const breaker = await aClient();
    await breaker.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted");
    await taken;
    const asked = ours.requests.length;
    const { rows } = await breaker.query('SELECT now() AS at');
    await first.is('standby');
    expect(await first.ask('POST', 'scheduler/trigger')).toMatchObject({ body: { code: 'host/standby' } });
    const opened = "SELECT 1 FROM execution_orders WHERE effect = 'open' AND state = 'filled' AND created_at > $1";
    expect((await breaker.query(opened, [rows[0].at])).rows).toEqual([]);
    // The cycle under way may have been asking.
    expect([ours.requests.length <= asked + 1, theirs.requests.length]).toEqual([true, 0]);

    // So that the second is the one that takes it.
    first.freeze();
    const before = ours.requests.length;
    await other.end();
    await second.is('ok');
    first.thaw();
    await second.until(async () => (theirs.requests.length > 2 ? true : null), 'trade');
    await first.is('standby');
    expect(ours.requests.length).toBe(before);
    await breaker.end();
    await Promise.all([ours.close(), theirs.close()]);
  });

  it('go on trading through an outage of the server, open nothing meanwhile, and are well again afterwards', async () => {
    const host = start(['--data', join(folder, 'outage'), '--mock', '--interval', '0.05'], variables);
    await host.is('ok');
    const toPaper = { mode: 'paper', why: 'its exchange is elsewhere', openPositions: 'keep' };
    expect(await host.ask('PATCH', 'runtime-mode', toPaper)).toMatchObject({ status: 200 });
    await decided(host);
    await server.stop();
    await host.is('degraded');
    const during = await host.read<{ completed: number; opensBlockedBy: string | null }>('scheduler');
    await host.until(async () => {
      const { completed, opensBlockedBy } = await host.read<typeof during>('scheduler');
      return completed > during.completed && opensBlockedBy !== null ? true : null;
    }, 'run a cycle while the database is away');
    await server.start();
    await host.is('ok');
    expect(await host.stop()).toBe(0);
  });
});
