import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock, turns } from '../../../src/testing/fake-clock.ts';
import { RequestRing } from '../../../src/transport/request-ring.ts';
import { aCommand, aQuota, aRead } from './builders/a-request.ts';
import { aFinalRefusal, aLostConnection, anAnswering, aRateRefusal } from './builders/a-venue-call.ts';

let clock: FakeClock;
let ring: RequestRing;

beforeAll(async () => {
  await import('p-retry');
});

beforeEach(() => {
  clock = new FakeClock();
  ring = new RequestRing({ clock, random: () => 0 });
});

/** How a promise ended, as a value that a test can look at while it has not. */
function watch(promise: Promise<unknown>): { state: 'pending' | 'resolved' | 'rejected'; value: unknown } {
  const seen: { state: 'pending' | 'resolved' | 'rejected'; value: unknown } = { state: 'pending', value: undefined };
  promise.then(
    (value) => Object.assign(seen, { state: 'resolved', value }),
    (value) => Object.assign(seen, { state: 'rejected', value }),
  );
  return seen;
}

/** Time passes, and so do the turns in which modules are loaded. */
async function pass(ms: number): Promise<void> {
  await clock.advanceAsync(ms);
  await new Promise((resolve) => setImmediate(resolve));
  await turns();
}

describe('a command', () => {
  it('leaves in the same turn when tokens are free', () => {
    const venue = anAnswering();
    void ring.call(aCommand(venue.attempt));
    expect(venue.sent).toHaveLength(1);
  });

  it('resolves with its answer', async () => {
    const venue = anAnswering();
    const call = ring.call(aCommand(venue.attempt));
    venue.answer('done');
    await expect(call).resolves.toBe('done');
  });

  it('leaves no timer behind but that of its token', async () => {
    const venue = anAnswering();
    const call = ring.call(aCommand(venue.attempt));
    venue.answer('done');
    await call;
    expect(clock.pending).toBe(1);
  });

  it.each([
    ['the connection breaks', aLostConnection()],
    ['the venue refuses for the rate', aRateRefusal()],
    ['the venue refuses for good', aFinalRefusal()],
  ])('is not sent again when %s', async (_what, error) => {
    const venue = anAnswering();
    const call = watch(ring.call(aCommand(venue.attempt)));
    venue.fail(error);
    await pass(60_000);
    expect([call.value, venue.sent.length]).toEqual([error, 1]);
  });

  it('ends at its deadline even if the attempt ignores the signal, and is to be looked up', async () => {
    const venue = anAnswering();
    const call = watch(ring.call(aCommand(venue.attempt, { deadlineMs: 700 })));
    await pass(699);
    expect(call.state).toBe('pending');
    await pass(1);
    expect(call.value).toMatchObject({ code: 'net/timeout', advice: { retry: 'lookup' }, details: { sent: true } });
  });

  it('aborts its attempt at the deadline', async () => {
    const venue = anAnswering();
    watch(ring.call(aCommand(venue.attempt, { deadlineMs: 700 })));
    await pass(700);
    expect(venue.sent[0]?.aborted).toBe(true);
  });

  it('that an attempt throws at, instead of rejecting, fails the call', async () => {
    const error = aFinalRefusal();
    const call = ring.call(
      aCommand(() => {
        throw error;
      }),
    );
    await expect(call).rejects.toBe(error);
  });

  it('that needs more tokens than its quota has is a mistake of ours', async () => {
    const venue = anAnswering();
    const call = ring.call(aCommand(venue.attempt, { quotas: [{ quota: aQuota(), tokens: 4 }] }));
    await expect(call).rejects.toMatchObject({ code: 'internal/invariant' });
  });
});

describe('a read', () => {
  it('is asked again after a failure on the way, with a back-off that doubles', async () => {
    const venue = anAnswering();
    const call = watch(ring.call(aRead(venue.attempt)));
    venue.fail(aLostConnection());
    await pass(99);
    expect(venue.sent).toHaveLength(1);
    await pass(1);
    expect(venue.sent).toHaveLength(2);
    venue.fail(aLostConnection());
    await pass(199);
    expect(venue.sent).toHaveLength(2);
    await pass(1);
    venue.answer('at last');
    await pass(0);
    expect(call.value).toBe('at last');
  });

  it('fails with the last error when its attempts are used up', async () => {
    const venue = anAnswering();
    const call = watch(ring.call(aRead(venue.attempt)));
    const last = aLostConnection();
    for (const error of [aLostConnection(), aLostConnection(), last]) {
      venue.fail(error);
      await pass(1000);
    }
    expect([call.value, venue.sent.length]).toEqual([last, 3]);
  });

  it('is asked once where only one attempt is allowed', async () => {
    const once = new RequestRing({ clock, readAttempts: 1 });
    const venue = anAnswering();
    const call = watch(once.call(aRead(venue.attempt)));
    venue.fail(aLostConnection());
    await pass(1000);
    expect([call.state, venue.sent.length]).toEqual(['rejected', 1]);
  });

  it('is not asked again when the answer would be the same', async () => {
    const venue = anAnswering();
    const call = watch(ring.call(aRead(venue.attempt)));
    const error = aFinalRefusal();
    venue.fail(error);
    await pass(10_000);
    expect([call.value, venue.sent.length]).toEqual([error, 1]);
  });

  it('ends at its deadline in the middle of a back-off, with the failure as the cause', async () => {
    const venue = anAnswering();
    const call = watch(ring.call(aRead(venue.attempt, { deadlineMs: 50 })));
    const error = aLostConnection();
    venue.fail(error);
    await pass(50);
    expect(call.value).toMatchObject({ code: 'net/timeout', advice: { retry: 'after' }, cause: error });
  });

  it('takes a new token for each attempt', async () => {
    const venue = anAnswering();
    const quota = aQuota({ id: 'read', limit: 2 });
    watch(ring.call(aRead(venue.attempt, { quota })));
    venue.fail(aLostConnection());
    await pass(100);
    venue.fail(aLostConnection());
    await pass(1000);
    // The third attempt is due, and both tokens are away until one window after their answers.
    expect(venue.sent).toHaveLength(2);
  });

  it('is classified by the function that was handed in', async () => {
    const own = new RequestRing({ clock, random: () => 0, classify: () => ({ kind: 'transient' }) });
    const venue = anAnswering();
    watch(own.call(aRead(venue.attempt)));
    venue.fail(aFinalRefusal());
    await pass(100);
    expect(venue.sent).toHaveLength(2);
  });
});

describe('equal reads', () => {
  it('do not share a request that left before they asked', () => {
    const venue = anAnswering();
    void ring.call(aRead(venue.attempt, { sameAs: 'positions' }));
    const second = watch(ring.call(aRead(venue.attempt, { sameAs: 'positions' })));
    venue.answer('before');
    expect([second.state, venue.sent.length]).toEqual(['pending', 1]);
  });

  it('that come while one is on its way share the next request', async () => {
    const venue = anAnswering();
    const calls = Array.from({ length: 20 }, () => watch(ring.call(aRead(venue.attempt, { sameAs: 'positions' }))));
    venue.answer('first');
    await pass(0);
    venue.answer('second');
    await pass(0);
    expect(venue.sent).toHaveLength(2);
    expect(calls.map(({ value }) => value)).toEqual(['first', ...Array.from({ length: 19 }, () => 'second')]);
  });

  it('wait for the one on its way a moment only', async () => {
    const venue = anAnswering();
    watch(ring.call(aRead(venue.attempt, { sameAs: 'positions' })));
    watch(ring.call(aRead(venue.attempt, { sameAs: 'positions' })));
    await pass(50);
    expect(venue.sent).toHaveLength(2);
  });

  it('end each at its own deadline', async () => {
    const venue = anAnswering();
    watch(ring.call(aRead(venue.attempt, { sameAs: 'positions' })));
    const patient = watch(ring.call(aRead(venue.attempt, { sameAs: 'positions', deadlineMs: 1000 })));
    const hasty = watch(ring.call(aRead(venue.attempt, { sameAs: 'positions', deadlineMs: 100 })));
    await pass(100);
    expect([patient.state, hasty.state]).toEqual(['pending', 'rejected']);
  });

  it('abort their request when the last of them has gone, not before', async () => {
    const venue = anAnswering();
    watch(ring.call(aRead(venue.attempt, { sameAs: 'positions' })));
    watch(ring.call(aRead(venue.attempt, { sameAs: 'positions', deadlineMs: 300 })));
    watch(ring.call(aRead(venue.attempt, { sameAs: 'positions', deadlineMs: 400 })));
    await pass(399);
    expect(venue.sent[1]?.aborted).toBe(false);
    await pass(1);
    expect(venue.sent[1]?.aborted).toBe(true);
  });

  it('of different keys do not share', () => {
    const venue = anAnswering();
    void ring.call(aRead(venue.attempt, { sameAs: 'positions' }));
    void ring.call(aRead(venue.attempt, { sameAs: 'balance' }));
    expect(venue.sent).toHaveLength(2);
  });

  it('without a key do not share', () => {
    const venue = anAnswering();
    void ring.call(aRead(venue.attempt));
    void ring.call(aRead(venue.attempt));
    expect(venue.sent).toHaveLength(2);
  });

  it('share a failure too', async () => {
    const venue = anAnswering();
    watch(ring.call(aRead(venue.attempt, { sameAs: 'positions' })));
    const calls = [1, 2].map(() => watch(ring.call(aRead(venue.attempt, { sameAs: 'positions' }))));
    venue.answer('first');
    await pass(0);
    const error = aFinalRefusal();
    venue.fail(error);
    await pass(0);
    expect(calls.map(({ value }) => value)).toEqual([error, error]);
  });

  it('do not join one that goes at a lower priority', async () => {
    const venue = anAnswering();
    watch(ring.call(aRead(venue.attempt, { sameAs: 'positions' })));
    watch(ring.call(aRead(venue.attempt, { sameAs: 'positions' })));
    watch(ring.call(aRead(venue.attempt, { sameAs: 'positions', priority: 'close' })));
    venue.answer('first');
    await pass(0);
    expect(venue.sent).toHaveLength(3);
  });
});

describe('close', () => {
  it('refuses what comes later', async () => {
    await ring.close();
    const venue = anAnswering();
    await expect(ring.call(aCommand(venue.attempt))).rejects.toMatchObject({
      code: 'net/closed',
      details: { sent: false },
    });
  });

  it('waits for what is on its way', async () => {
    const venue = anAnswering();
    const call = ring.call(aCommand(venue.attempt));
    const closed = watch(ring.close());
    await pass(0);
    expect(closed.state).toBe('pending');
    venue.answer('done');
    await call;
    await pass(0);
    expect(closed.state).toBe('resolved');
  });

  it('ends what waits for its turn', async () => {
    const venue = anAnswering();
    const calls = Array.from({ length: 4 }, () => watch(ring.call(aCommand(venue.attempt))));
    void ring.close();
    await pass(0);
    expect(calls[3]?.value).toMatchObject({ code: 'net/closed', details: { sent: false } });
  });

  it('ends a read that waits for another attempt', async () => {
    const venue = anAnswering();
    const call = watch(ring.call(aRead(venue.attempt)));
    venue.fail(aLostConnection());
    await pass(0);
    void ring.close();
    await pass(0);
    expect(call.value).toMatchObject({ code: 'net/closed', details: { sent: true } });
  });

  it('leaves no timer behind', async () => {
    const venue = anAnswering();
    const call = ring.call(aCommand(venue.attempt));
    venue.answer('done');
    await call;
    await ring.close();
    expect(clock.pending).toBe(0);
  });

  it('may be called twice', async () => {
    await ring.close();
    await expect(ring.close()).resolves.toBeUndefined();
  });
});
