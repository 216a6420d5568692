import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HostProcess } from './builders/a-host-process.ts';
import { OwnPostgres } from './builders/a-postgres.ts';

interface Listed {
  readonly items: readonly { readonly decision_log_id: string }[];
}
interface Account {
  readonly mode: string;
  readonly venue: string;
  readonly source: string;
  readonly positions: readonly { readonly instrument: string; readonly quantity: string }[];
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

describe('a host over a folder', () => {
  const data = (): string => join(folder, 'one');

  it('trades without key and network, and ends with exit code 0 when it is told to', async () => {
    const host = start(['--data', data()]);
    await host.is('ok');
    expect(await host.read<Account>('portfolio')).toMatchObject({ mode: 'simulator', source: 'broker' });
    await decided(host);
    expect(await host.stop()).toBe(0);
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
    expect(after.positions.map(({ quantity }) => quantity)).toEqual(positions.map(({ quantity }) => quantity));
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
    const { host, port, user, database } = server.connection;
    variables = { DATABASE_URL: `postgres://${user}@${host}:${port}/${database}` };
  });
  afterAll(() => server.remove());

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
