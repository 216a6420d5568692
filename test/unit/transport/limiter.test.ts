import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemClock } from '../../../src/engine/system-clock.ts';
import type { RequestPriority } from '../../../src/transport/request.ts';
import { REQUEST_METRICS, RequestRing } from '../../../src/transport/request-ring.ts';
import { aCommand, aQuota, aRead } from './builders/a-request.ts';
import { aLostConnection, anAnswering, aRateRefusal } from './builders/a-venue-call.ts';

const WINDOW_MS = 2000;

let ring: RequestRing;
let sent: string[];

beforeAll(async () => {
  await Promise.all([import('bottleneck'), import('p-retry')]);
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  ring = new RequestRing({ clock: new SystemClock(), random: () => 0 });
  sent = [];
});

afterEach(() => {
  vi.useRealTimers();
});

/** A command that is answered at once and notes that it was sent. */
function send(name: string, facts: Parameters<typeof aCommand>[1] = {}): Promise<unknown> {
  const call = ring.call(
    aCommand(() => {
      sent.push(name);
      return Promise.resolve(name);
    }, facts),
  );
  call.catch(() => undefined);
  return call;
}

function sendAs(priority: RequestPriority): Promise<unknown> {
  return send(priority, { priority });
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a request without a free token', () => {
  it('waits until one window after an answer', async () => {
    for (const name of ['a', 'b', 'c', 'd']) void send(name);
    await pass(WINDOW_MS);
    expect(sent).toEqual(['a', 'b', 'c']);
    await pass(50);
    expect(sent).toEqual(['a', 'b', 'c', 'd']);
  });

  it('waits for one of the quota of all requests too', async () => {
    const overall = { id: 'overall', limit: 2, windowMs: WINDOW_MS };
    ring = new RequestRing({ clock: new SystemClock(), random: () => 0, overall });
    for (const name of ['a', 'b', 'c']) void send(name, { quota: aQuota({ id: name }) });
    await pass(WINDOW_MS);
    expect(sent).toEqual(['a', 'b']);
    await pass(50);
    expect(sent).toEqual(['a', 'b', 'c']);
  });

  it('waits from the answer of another one, not from its sending', async () => {
    const venue = anAnswering();
    const quota = aQuota({ limit: 1 });
    void ring.call(aCommand(venue.attempt, { quota }));
    void send('next', { quota });
    await pass(1500);
    venue.answer('late');
    await pass(WINDOW_MS);
    expect(sent).toEqual([]);
    await pass(50);
    expect(sent).toEqual(['next']);
  });

  it('waits two windows for the token of a request that was given up', async () => {
    const venue = anAnswering();
    const quota = aQuota({ limit: 1 });
    ring.call(aCommand(venue.attempt, { quota, deadlineMs: 100 })).catch(() => undefined);
    void send('next', { quota });
    await pass(100 + 2 * WINDOW_MS);
    expect(sent).toEqual([]);
    await pass(50);
    expect(sent).toEqual(['next']);
  });

  it('is not sent any more once its deadline has passed, and says that nothing was sent', async () => {
    for (const name of ['a', 'b', 'c']) void send(name);
    const late = expect(send('late', { deadlineMs: 300 })).rejects.toMatchObject({
      code: 'net/rate_limited',
      advice: { retry: 'after', delayMs: WINDOW_MS },
      details: { sent: false },
    });
    await pass(300);
    await late;
    await pass(10_000);
    expect(sent).toEqual(['a', 'b', 'c']);
  });

  it('does not cost a token when it gives up', async () => {
    for (const name of ['a', 'b', 'c']) void send(name);
    void send('late', { deadlineMs: 300 });
    await pass(10_000);
    for (const name of ['d', 'e', 'f']) void send(name);
    expect(sent).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('lets those pass that take risk away, then those that add it, then reads', async () => {
    for (const name of ['a', 'b', 'c']) void send(name);
    for (const priority of ['read', 'open', 'reduce', 'close', 'cancel'] as const) void sendAs(priority);
    await pass(2 * WINDOW_MS + 100);
    expect(sent.slice(3)).toEqual(['reduce', 'close', 'cancel', 'open', 'read']);
  });

  it('is measured', async () => {
    const told: [string, number][] = [];
    ring = new RequestRing({
      clock: new SystemClock(),
      metrics: { count() {}, observe: (name, value) => void told.push([name, value]) },
    });
    for (const name of ['a', 'b', 'c', 'd', 'e']) void send(name);
    await pass(3000);
    const of = (metric: string) => told.filter(([name]) => name === metric).map(([, value]) => value);
    expect(of(REQUEST_METRICS.wait)).toEqual([expect.closeTo(WINDOW_MS, -2), expect.closeTo(WINDOW_MS, -2)]);
    expect(of(REQUEST_METRICS.queue)).toEqual([1, 2, 1, 0]);
  });

  it('shares with equal reads that come while it waits', async () => {
    const venue = anAnswering();
    const quota = aQuota({ id: 'read', limit: 1 });
    void ring.call(aRead(venue.attempt, { quota, sameAs: 'positions' }));
    venue.answer('first');
    await pass(0);
    const calls = [1, 2, 3].map(() => ring.call(aRead(venue.attempt, { quota, sameAs: 'positions' })));
    await pass(1000);
    calls.push(ring.call(aRead(venue.attempt, { quota, sameAs: 'positions' })));
    await pass(1100);
    venue.answer('second');
    await expect(Promise.all(calls)).resolves.toEqual(['second', 'second', 'second', 'second']);
    expect(venue.sent).toHaveLength(2);
  });

  it('ends at once when the ring is closed, and leaves no timer behind', async () => {
    for (const name of ['a', 'b', 'c']) void send(name);
    const waiting = expect(send('d')).rejects.toMatchObject({ code: 'net/closed', details: { sent: false } });
    await pass(500);
    void ring.close();
    await waiting;
    await pass(100);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a request of several tokens', () => {
  it('waits until all of them are there', async () => {
    void send('one');
    void send('batch', { quotas: [{ quota: aQuota(), tokens: 3 }] });
    expect(sent).toEqual(['one']);
    await pass(WINDOW_MS + 50);
    expect(sent).toEqual(['one', 'batch']);
  });

  it('is not overtaken by smaller ones of its priority', async () => {
    void send('one');
    void send('batch', { quotas: [{ quota: aQuota(), tokens: 3 }] });
    void send('small');
    await pass(1000);
    expect(sent).toEqual(['one']);
  });
});

describe('a request that counts against two quotas', () => {
  const perInstrument = aQuota({ id: 'b instrument', limit: 1 });
  const perAccount = aQuota({ id: 'a account', limit: 2 });

  it('needs a token of each', async () => {
    void send('first', { quotas: [{ quota: perInstrument }, { quota: perAccount }] });
    void send('second', { quotas: [{ quota: perInstrument }, { quota: perAccount }] });
    expect(sent).toEqual(['first']);
    await pass(WINDOW_MS + 50);
    expect(sent).toEqual(['first', 'second']);
  });

  it('gives the one back when it gives up waiting for the other', async () => {
    void send('first', { quotas: [{ quota: perInstrument }] });
    void send('late', { quotas: [{ quota: perInstrument }, { quota: perAccount }], deadlineMs: 100 });
    await pass(200);
    void send('third', { quotas: [{ quota: perAccount, tokens: 2 }] });
    expect(sent).toEqual(['first', 'third']);
  });
});

describe('a refusal for the rate', () => {
  const quota = aQuota({ id: 'refused', limit: 10 });

  async function refuse(error = aRateRefusal()): Promise<void> {
    await ring.call(aCommand(() => Promise.reject(error), { quota })).catch(() => undefined);
  }

  it('holds the quota back for one window', async () => {
    await refuse();
    void send('next', { quota });
    await pass(WINDOW_MS - 1);
    expect(sent).toEqual([]);
    await pass(100);
    expect(sent).toEqual(['next']);
  });

  it('holds it back for as long as the venue asks', async () => {
    await refuse(aRateRefusal(5000));
    void send('next', { quota });
    await pass(4999);
    expect(sent).toEqual([]);
    await pass(100);
    expect(sent).toEqual(['next']);
  });

  it('does not hold other quotas back', async () => {
    await refuse();
    void send('other');
    expect(sent).toEqual(['other']);
  });

  it('holds only those back that the classifier names', async () => {
    const account = aQuota({ id: 'account', limit: 10 });
    ring = new RequestRing({
      clock: new SystemClock(),
      classify: () => ({ kind: 'rate_limited', quotas: ['account'] }),
    });
    const quotas = [{ quota }, { quota: account }];
    await ring.call(aCommand(() => Promise.reject(aRateRefusal()), { quotas })).catch(() => undefined);
    void send('on the endpoint', { quota });
    void send('on the account', { quota: account });
    expect(sent).toEqual(['on the endpoint']);
  });

  it('holds it back twice as long when the next try is refused too', async () => {
    await refuse();
    const again = refuse();
    await pass(WINDOW_MS + 50);
    await again;
    void send('next', { quota });
    await pass(2 * WINDOW_MS - 100);
    expect(sent).toEqual([]);
    await pass(200);
    expect(sent).toEqual(['next']);
  });

  it('counts once when a whole burst is refused', async () => {
    await Promise.all(Array.from({ length: 5 }, () => refuse()));
    void send('next', { quota });
    await pass(WINDOW_MS + 100);
    expect(sent).toEqual(['next']);
  });

  it('is forgotten after a success', async () => {
    await refuse();
    void send('passes', { quota });
    await pass(WINDOW_MS + 50);
    await refuse();
    void send('next', { quota });
    await pass(WINDOW_MS + 50);
    expect(sent).toEqual(['passes', 'next']);
  });

  it('does not fail a read, which goes again with a new token', async () => {
    const venue = anAnswering();
    const call = ring.call(aRead(venue.attempt, { quota, deadlineMs: 60_000 }));
    for (let refusal = 0; refusal < 2; refusal++) {
      venue.fail(aRateRefusal());
      await pass(4 * WINDOW_MS);
    }
    venue.answer('at last');
    await expect(call).resolves.toBe('at last');
  });

  it('does not use up the attempts of a read', async () => {
    const venue = anAnswering();
    const call = ring.call(aRead(venue.attempt, { quota, deadlineMs: 60_000 }));
    for (const error of [aRateRefusal(), aLostConnection(), aRateRefusal(), aLostConnection()]) {
      venue.fail(error);
      await pass(4 * WINDOW_MS);
    }
    venue.answer('at last');
    await expect(call).resolves.toBe('at last');
  });
});
