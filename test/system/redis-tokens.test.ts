import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../examples/express-host/drills/free-port.ts';
import { SystemClock } from '../../src/engine/system-clock.ts';
import { RedisTokens, type SharedTokensState } from '../../src/transport/redis-tokens.ts';
import type { CommandRequest, RequestPriority } from '../../src/transport/request.ts';
import { RequestRing } from '../../src/transport/request-ring.ts';
import { fullestWindow } from '../unit/transport/builders/a-counting-venue.ts';
import { OwnRedis } from './builders/a-redis.ts';
import { VenueServer } from './builders/a-venue-server.ts';

const CLIENT = fileURLToPath(new URL('./fixtures/limited-client.ts', import.meta.url));
const QUOTA = { id: 'trade/order', limit: 20, windowMs: 500 };

let redis: OwnRedis;
let venue: VenueServer;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  redis = await OwnRedis.start();
  venue = await VenueServer.start();
});

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await redis.kill();
  await venue.close();
});

/** Another process with the same key. */
function startClient(name: string, calls: number, deadlineMs: number): ChildProcess {
  const args = ['--import', 'tsx', CLIENT, redis.url, venue.url, name, String(calls), String(deadlineMs)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}

async function open(onState?: (state: SharedTokensState) => void) {
  const clock = new SystemClock();
  const tokens = await RedisTokens.connect({
    url: redis.url,
    scope: 'key',
    clock,
    ...(onState === undefined ? {} : { onState }),
  });
  const ring = new RequestRing({ clock, tokens });
  opened.push(ring, tokens);
  return { ring, tokens };
}

function aCall(priority: RequestPriority = 'open', deadlineMs = 30_000): CommandRequest<unknown> {
  return {
    kind: 'command',
    name: 'place',
    quotas: [{ quota: QUOTA }],
    priority,
    deadlineMs,
    attempt: async ({ signal }) => (await fetch(`${venue.url}/here`, { signal })).json(),
  };
}

const arrivedAt = () => venue.arrivals.map(({ at }) => at);
const countOf = (name: string) => venue.arrivals.filter(({ from }) => from === `/${name}`).length;

describe('two processes with one key', () => {
  it('never exceed a window together, and both get through', async () => {
    const ends = ['first', 'second'].map((name) => once(startClient(name, 60, 60_000), 'exit'));
    expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0]);
    expect([countOf('first'), countOf('second')]).toEqual([60, 60]);
    expect(fullestWindow(arrivedAt(), QUOTA.windowMs)).toBeLessThanOrEqual(QUOTA.limit);
  });

  it('get the tokens back that one of them held when it died', async () => {
    venue.answers = false;
    const client = startClient('dying', QUOTA.limit, 2000);
    await vi.waitUntil(() => countOf('dying') === QUOTA.limit, { timeout: 60_000 });
    client.kill('SIGKILL');
    await once(client, 'exit');
    venue.answers = true;
    const { ring } = await open();
    await Promise.all(Array.from({ length: QUOTA.limit }, () => ring.call(aCall())));
    expect(countOf('here')).toBe(QUOTA.limit);
    expect(fullestWindow(arrivedAt(), QUOTA.windowMs)).toBeLessThanOrEqual(QUOTA.limit);
  });
});

describe.each([
  ['has died', () => redis.kill(), () => redis.start()],
  ['does not answer any more', async () => redis.freeze(), async () => redis.thaw()],
])('while Redis %s', (_what, lose, recover) => {
  it('says so and refuses what it cannot limit, and is ready again when Redis is', async () => {
    const states: SharedTokensState[] = [];
    const { ring, tokens } = await open((state) => states.push(state));
    await ring.call(aCall());
    // All tokens are away: these wait in Redis when it goes.
    const taken = Array.from({ length: 2 * QUOTA.limit }, () => ring.call(aCall()));
    const waiting = Promise.allSettled(taken);
    await lose();
    const refusal = { code: 'net/unreachable', details: { sent: false } };
    const refused = (await waiting).filter(({ status }) => status === 'rejected');
    for (const one of refused) expect(one).toMatchObject({ reason: refusal });
    await vi.waitUntil(() => tokens.state === 'lost', { timeout: 20_000 });
    await expect(ring.call(aCall('open'))).rejects.toMatchObject(refusal);
    await expect(ring.call(aCall('read'))).rejects.toMatchObject(refusal);
    await recover();
    await vi.waitUntil(() => tokens.state === 'ready', { timeout: 60_000 });
    await expect(ring.call(aCall())).resolves.toEqual({});
    expect(states).toEqual(['lost', 'ready']);
  });

  it('lets what takes risk away go, within limits of its own', async () => {
    const { ring, tokens } = await open();
    await ring.call(aCall());
    await lose();
    await expect(Promise.all([ring.call(aCall('close')), ring.call(aCall('cancel'))])).resolves.toEqual([{}, {}]);
    await vi.waitUntil(() => tokens.state === 'lost', { timeout: 20_000 });
    const from = venue.arrivals.length;
    await Promise.all(Array.from({ length: 2 * QUOTA.limit }, () => ring.call(aCall('reduce'))));
    expect(fullestWindow(arrivedAt().slice(from), QUOTA.windowMs)).toBeLessThanOrEqual(QUOTA.limit);
    await recover();
  });
});

describe('connecting', () => {
  it('to a Redis that is not there fails without its password', async () => {
    const url = `redis://user:hunter2@127.0.0.1:${await freePort()}`;
    const failure = RedisTokens.connect({ url, scope: 'key', clock: new SystemClock() });
    const error = await failure.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'net/unreachable', details: { sent: false } });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('hunter2');
  });

  it('with a password that is refused says so, without it', async () => {
    const url = redis.url.replace('redis://', 'redis://nobody:hunter2@');
    const failure = RedisTokens.connect({ url, scope: 'key', clock: new SystemClock() });
    const error = await failure.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'net/unreachable', message: expect.stringContaining('WRONGPASS') });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('hunter2');
  });

  it('with an address that is none is a mistake in the configuration', async () => {
    const failure = RedisTokens.connect({ url: 'http://somewhere', scope: 'key', clock: new SystemClock() });
    await expect(failure).rejects.toMatchObject({ code: 'config/invalid' });
  });
});
