import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemClock } from '../../src/engine/system-clock.ts';
import type { Quota } from '../../src/transport/quota.ts';
import { REQUEST_PRIORITIES, type RequestPriority } from '../../src/transport/request.ts';
import { RequestRing } from '../../src/transport/request-ring.ts';
import { CountingVenue, fullestWindow, type Passage } from '../unit/transport/builders/a-counting-venue.ts';

interface Asked extends Passage {
  readonly atMs: number;
  readonly kind: 'read' | 'command';
  readonly priority: RequestPriority;
  readonly tokens: number;
  readonly deadlineMs: number;
}

const quotas = fc.record({ limit: fc.integer({ min: 1, max: 8 }), windowMs: fc.integer({ min: 40, max: 2000 }) });

/** At once is the sharpest case: a late arrival followed by an early one. */
const transitMs = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 }));

const asked = fc.record<Asked>({
  atMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2000 })),
  thereMs: transitMs,
  backMs: transitMs,
  fate: fc.constantFrom('answered', 'answered', 'answered', 'broken', 'lost'),
  kind: fc.constantFrom('read', 'command'),
  priority: fc.constantFrom(...REQUEST_PRIORITIES),
  tokens: fc.integer({ min: 1, max: 3 }),
  // Some give up while their request is on its way.
  deadlineMs: fc.oneof(fc.integer({ min: 10, max: 400 }), fc.integer({ min: 1000, max: 9000 })),
});

beforeAll(async () => {
  await Promise.all([import('bottleneck'), import('p-retry')]);
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Lets the timers of bottleneck and of the ring run until nothing is left to happen. */
async function untilQuiet(promises: readonly Promise<unknown>[]): Promise<void> {
  let over = false;
  void Promise.allSettled(promises).then(() => {
    over = true;
  });
  while (!over) await vi.advanceTimersToNextTimerAsync();
}

function callAt(ring: RequestRing, venue: CountingVenue, clock: SystemClock, request: Asked, quota: Quota) {
  const tokens = Math.min(request.tokens, quota.limit);
  const { kind, priority, deadlineMs } = request;
  const make = () =>
    ring.call({
      kind,
      name: 'any',
      quotas: [{ quota, tokens }],
      priority,
      deadlineMs,
      attempt: () => venue.attempt(request, tokens),
    });
  return new Promise<unknown>((resolve, reject) => {
    clock.schedule(request.atMs, () => void make().then(resolve, reject));
  });
}

describe('the limiter', () => {
  it('never lets more than the limit reach the venue in any window', async () => {
    await fc.assert(
      fc.asyncProperty(quotas, fc.array(asked, { minLength: 20, maxLength: 60 }), async (limits, requests) => {
        const clock = new SystemClock();
        const venue = new CountingVenue(clock);
        const ring = new RequestRing({ clock, backOffMs: 20 });
        const quota: Quota = { id: 'quota', ...limits };
        // Nothing is lost for longer than the window that a request has to arrive in.
        const calls = requests.map((request) =>
          callAt(ring, venue, clock, { ...request, thereMs: Math.min(request.thereMs, quota.windowMs) }, quota),
        );
        await untilQuiet(calls);
        expect(fullestWindow(venue.arrivals, quota.windowMs)).toBeLessThanOrEqual(quota.limit);
        await untilQuiet([ring.close()]);
      }),
    );
  });

  it('never lets more than the limit of each of two quotas through that share requests', async () => {
    await fc.assert(
      fc.asyncProperty(quotas, quotas, fc.array(asked, { minLength: 20, maxLength: 40 }), async (a, b, requests) => {
        const clock = new SystemClock();
        const ring = new RequestRing({ clock });
        const first: Quota = { id: 'a', ...a };
        const second: Quota = { id: 'b', ...b };
        const venues = { a: new CountingVenue(clock), b: new CountingVenue(clock) };
        const calls = requests.map(async (request, index) => {
          const inFirst = index % 3 !== 0;
          const inSecond = index % 3 !== 1;
          const there = { ...request, thereMs: Math.min(request.thereMs, a.windowMs, b.windowMs) };
          const call = ring.call({
            kind: 'command',
            name: 'any',
            // In either order, as a caller may list them.
            quotas: [...(inSecond ? [{ quota: second }] : []), ...(inFirst ? [{ quota: first }] : [])],
            priority: request.priority,
            deadlineMs: request.deadlineMs,
            attempt: () =>
              Promise.all([
                ...(inFirst ? [venues.a.attempt(there, 1)] : []),
                ...(inSecond ? [venues.b.attempt(there, 1)] : []),
              ]),
          });
          return call;
        });
        await untilQuiet(calls);
        expect(fullestWindow(venues.a.arrivals, a.windowMs)).toBeLessThanOrEqual(a.limit);
        expect(fullestWindow(venues.b.arrivals, b.windowMs)).toBeLessThanOrEqual(b.limit);
        await untilQuiet([ring.close()]);
      }),
    );
  });

  it('lets at least 95 % of the allowed rate through where answers come at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 2, max: 3 }), async (limit, windows) => {
        const clock = new SystemClock();
        const venue = new CountingVenue(clock);
        const ring = new RequestRing({ clock });
        const quota: Quota = { id: 'quota', limit, windowMs: 2000 };
        const request: Asked = {
          atMs: 0,
          thereMs: 0,
          backMs: 0,
          fate: 'answered',
          kind: 'command',
          priority: 'open',
          tokens: 1,
          deadlineMs: 60_000,
        };
        const count = limit * windows + 1;
        await untilQuiet(Array.from({ length: count }, () => callAt(ring, venue, clock, request, quota)));
        const tookMs = Math.max(...venue.arrivals) - Math.min(...venue.arrivals);
        // The first of the last window can go exactly `windows` windows after the start.
        expect((windows * quota.windowMs) / tookMs).toBeGreaterThanOrEqual(0.95);
        await untilQuiet([ring.close()]);
      }),
    );
  });

  it('gives every token back once all is over', async () => {
    await fc.assert(
      fc.asyncProperty(quotas, fc.array(asked, { minLength: 1, maxLength: 40 }), async (limits, requests) => {
        const clock = new SystemClock();
        const venue = new CountingVenue(clock);
        const ring = new RequestRing({ clock, backOffMs: 20 });
        const quota: Quota = { id: 'quota', ...limits };
        await untilQuiet(requests.map((request) => callAt(ring, venue, clock, request, quota)));
        await vi.advanceTimersByTimeAsync(2 * quota.windowMs + 1000);
        let sent = 0;
        const burst = Array.from({ length: quota.limit }, () =>
          ring.call({
            kind: 'command',
            name: 'any',
            quotas: [{ quota }],
            priority: 'read',
            deadlineMs: 10,
            attempt: () => Promise.resolve(++sent),
          }),
        );
        // In the turn in which they are asked: nobody waits, and all tokens are there.
        expect(sent).toBe(quota.limit);
        await untilQuiet(burst);
        await untilQuiet([ring.close()]);
      }),
    );
  });
});
