import { describe, expect, it } from 'vitest';
import type { HeldLock, InstanceLock } from '../../../src/ports/instance-lock.ts';
import type { CycleEnd, CycleTrigger } from '../../../src/runtime/cycle-runner.ts';
import { Scheduler, type SchedulerOptions } from '../../../src/runtime/scheduler.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const MINUTE = 60_000;
const DONE: CycleEnd = { status: 'completed', pauseCycles: 0 };
const NO_ANSWER: CycleEnd = { status: 'model_failed', pauseCycles: 0 };

/** Cycles that end when the test says so, or at once where it gave their ends beforehand. */
class Cycles {
  readonly triggers: CycleTrigger[] = [];
  readonly ends: (CycleEnd | Error)[] = [];
  #open: { resolve: (end: CycleEnd) => void; reject: (error: Error) => void } | null = null;

  readonly run = (trigger: CycleTrigger): Promise<CycleEnd> => {
    this.triggers.push(trigger);
    const end = this.ends.shift();
    if (end instanceof Error) return Promise.reject(end);
    if (end !== undefined) return Promise.resolve(end);
    return new Promise((resolve, reject) => {
      this.#open = { resolve, reject };
    });
  };

  end(end: CycleEnd = DONE): void {
    this.#open?.resolve(end);
    this.#open = null;
  }
}

/** A lock that a test gives, takes and loses. */
class TestLock implements InstanceLock {
  isFree = true;
  /** Whether it can be asked at all. */
  isAway = false;
  attempts = 0;
  released = 0;
  #lose: ((cause: unknown) => void) | null = null;
  #isHeld = false;

  async tryAcquire(): Promise<HeldLock | null> {
    this.attempts += 1;
    if (this.isAway) throw new Error('the database is away');
    if (!this.isFree) return null;
    this.#isHeld = true;
    const isHeld = (): boolean => this.#isHeld;
    return {
      get isHeld() {
        return isHeld();
      },
      onLost: (listener) => {
        this.#lose = listener;
      },
      release: async () => {
        this.released += 1;
        this.#isHeld = false;
      },
    };
  }

  lose(): void {
    this.#isHeld = false;
    this.#lose?.(new Error('the connection broke'));
  }
}

function setUp(options: Partial<SchedulerOptions> = {}) {
  const clock = new FakeClock();
  const cycles = new Cycles();
  const scheduler = new Scheduler({ run: cycles.run, clock, intervalMs: 5 * MINUTE, ...options });
  return { clock, cycles, scheduler };
}

describe('a scheduler', () => {
  it('runs a cycle at once and then one per interval', async () => {
    const { clock, cycles, scheduler } = setUp();
    cycles.ends.push(DONE, DONE, DONE);
    await scheduler.start();
    await clock.advanceAsync(10 * MINUTE);
    expect(cycles.triggers).toEqual(['interval', 'interval', 'interval']);
    expect(scheduler.status).toMatchObject({ state: 'running', completed: 3, nextAt: clock.now() + 5 * MINUTE });
  });

  it('spreads its intervals by the jitter', async () => {
    const { clock, cycles, scheduler } = setUp({ jitterMs: MINUTE, fraction: () => 0.5 });
    cycles.ends.push(DONE, DONE);
    await scheduler.start();
    await clock.advanceAsync(5 * MINUTE);
    expect(cycles.triggers).toHaveLength(1);
    await clock.advanceAsync(MINUTE / 2);
    expect(cycles.triggers).toHaveLength(2);
  });

  it('leaves out a cycle that falls into one under way', async () => {
    const { clock, cycles, scheduler } = setUp();
    await scheduler.start();
    await clock.advanceAsync(5 * MINUTE);
    expect(cycles.triggers).toHaveLength(1);
    expect(scheduler.status).toMatchObject({ isBusy: true, overlapped: 1 });
    cycles.end();
    await clock.advanceAsync(5 * MINUTE);
    expect(cycles.triggers).toHaveLength(2);
  });

  it('sits out exactly as many cycles as the model wishes', async () => {
    const { clock, cycles, scheduler } = setUp();
    cycles.ends.push({ status: 'completed', pauseCycles: 2 }, DONE);
    await scheduler.start();
    await clock.advanceAsync(10 * MINUTE);
    expect(cycles.triggers).toHaveLength(1);
    expect(scheduler.status).toMatchObject({ skipped: 2, cyclesToSkip: 0 });
    await clock.advanceAsync(5 * MINUTE);
    expect(cycles.triggers).toHaveLength(2);
  });

  it('runs none by itself while it is paused, and one at once when it goes on', async () => {
    const { clock, cycles, scheduler } = setUp();
    cycles.ends.push(DONE, DONE);
    await scheduler.start();
    await clock.advanceAsync(0);
    scheduler.pause('lunch');
    await clock.advanceAsync(30 * MINUTE);
    expect(cycles.triggers).toHaveLength(1);
    expect(scheduler.status).toMatchObject({ state: 'paused', pausedBecause: 'lunch', nextAt: null });
    scheduler.resume();
    expect(cycles.triggers).toHaveLength(2);
  });

  it('lets the cycle under way open nothing more when it is paused, and the next by hand again', async () => {
    const { cycles, scheduler } = setUp();
    await scheduler.start();
    scheduler.pause('lunch');
    expect(scheduler.opensBlockedBy).toContain('pause');
    cycles.end();
    await scheduler.trigger().catch(() => {});
    const byHand = scheduler.trigger();
    expect(scheduler.opensBlockedBy).toBeNull();
    cycles.end();
    await byHand;
  });

  it('begins anew when it is started while it stops', async () => {
    const lock = new TestLock();
    const { cycles, scheduler } = setUp({ lock });
    await scheduler.start();
    const stopping = scheduler.stop();
    const starting = scheduler.start();
    cycles.end();
    await Promise.all([stopping, starting]);
    expect(lock).toMatchObject({ attempts: 2, released: 1 });
    expect(scheduler.status).toMatchObject({ state: 'running', isBusy: true });
  });

  it('runs a cycle by hand, also while it is paused', async () => {
    const { cycles, scheduler } = setUp();
    cycles.ends.push(DONE, DONE);
    await scheduler.start();
    scheduler.pause('looking');
    await scheduler.trigger();
    cycles.ends.push(DONE);
    await expect(scheduler.trigger()).resolves.toEqual(DONE);
    expect(cycles.triggers.at(-1)).toBe('manual');
  });

  it('joins the cycle under way when it is triggered by hand', async () => {
    const { cycles, scheduler } = setUp();
    await scheduler.start();
    const joined = scheduler.trigger();
    cycles.end();
    await expect(joined).resolves.toEqual(DONE);
    expect(cycles.triggers).toHaveLength(1);
  });

  it('goes on after a cycle that broke off', async () => {
    const { clock, cycles, scheduler } = setUp();
    cycles.ends.push(new Error('the account could not be read'), DONE);
    await scheduler.start();
    await clock.advanceAsync(5 * MINUTE);
    expect(scheduler.status).toMatchObject({ failed: 1, completed: 1 });
  });

  it('waits for the cycle under way when it is stopped', async () => {
    const { clock, cycles, scheduler } = setUp();
    await scheduler.start();
    let hasStopped = false;
    const stopping = scheduler.stop().then(() => {
      hasStopped = true;
    });
    await clock.advanceAsync(5 * MINUTE);
    expect(hasStopped).toBe(false);
    cycles.end();
    await stopping;
    expect(cycles.triggers).toHaveLength(1);
    expect(scheduler.status.state).toBe('stopped');
  });

  it('refuses to run by hand when it is stopped', async () => {
    const { scheduler } = setUp();
    await expect(scheduler.trigger()).rejects.toMatchObject({ code: 'net/not_connected' });
  });

  it.each([
    ['an interval below a second', { intervalMs: 999 }],
    ['an interval that is no number', { intervalMs: Number.NaN }],
    ['a jitter as long as the interval', { intervalMs: 1_000, jitterMs: 1_000 }],
    ['a jitter below zero', { jitterMs: -1 }],
  ])('refuses %s', (_name, options) => {
    expect(() => setUp(options)).toThrow(expect.objectContaining({ code: 'config/invalid' }));
  });
});

describe('the safe mode', () => {
  it('blocks opens after three model failures in a row, while cycles go on', async () => {
    const { clock, cycles, scheduler } = setUp();
    cycles.ends.push(NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER);
    await scheduler.start();
    await clock.advanceAsync(5 * MINUTE);
    expect(scheduler.opensBlockedBy).toBeNull();
    await clock.advanceAsync(5 * MINUTE);
    expect(scheduler.opensBlockedBy).toContain('safe mode');
    await clock.advanceAsync(5 * MINUTE);
    expect(cycles.triggers).toHaveLength(4);
  });

  it('ends with the next answer', async () => {
    const { clock, cycles, scheduler } = setUp();
    cycles.ends.push(NO_ANSWER, NO_ANSWER, NO_ANSWER, DONE);
    await scheduler.start();
    await clock.advanceAsync(15 * MINUTE);
    expect(scheduler.opensBlockedBy).toBeNull();
  });

  it('is not entered by cycles that broke off elsewhere', async () => {
    const { clock, cycles, scheduler } = setUp();
    cycles.ends.push(new Error('a'), new Error('b'), new Error('c'), new Error('d'));
    await scheduler.start();
    await clock.advanceAsync(15 * MINUTE);
    expect(scheduler.opensBlockedBy).toBeNull();
  });
});

describe('the lock on the account', () => {
  it('keeps a second instance standing by until it is free', async () => {
    const lock = new TestLock();
    lock.isFree = false;
    const { clock, cycles, scheduler } = setUp({ lock, lockRetryMs: 5_000 });
    cycles.ends.push(DONE);
    await scheduler.start();
    await clock.advanceAsync(20_000);
    expect(scheduler.status).toMatchObject({ state: 'standby', nextAt: null });
    expect(cycles.triggers).toEqual([]);
    lock.isFree = true;
    await clock.advanceAsync(5_000);
    expect(scheduler.status.state).toBe('running');
    expect(cycles.triggers).toHaveLength(1);
  });

  it('blocks opens at once when it is lost', async () => {
    const lock = new TestLock();
    const { cycles, scheduler } = setUp({ lock });
    cycles.ends.push(DONE);
    await scheduler.start();
    lock.isFree = false;
    lock.lose();
    expect(scheduler.opensBlockedBy).toContain('lock');
    expect(scheduler.status.state).toBe('standby');
  });

  it('is taken again, and the account reconciled before the next cycle', async () => {
    const lock = new TestLock();
    const steps: string[] = [];
    const { clock, scheduler } = setUp({
      lock,
      onLockTaken: async () => void steps.push('reconcile'),
      run: async () => {
        steps.push('cycle');
        return DONE;
      },
    });
    await scheduler.start();
    await clock.advanceAsync(0);
    lock.lose();
    await clock.advanceAsync(1);
    expect(steps).toEqual(['reconcile', 'cycle', 'reconcile', 'cycle']);
  });

  it('is taken again only when the cycle that lost it has ended, so that this one opens nothing', async () => {
    const lock = new TestLock();
    const { clock, cycles, scheduler } = setUp({ lock });
    await scheduler.start();
    lock.lose();
    await clock.advanceAsync(60_000);
    expect(lock.attempts).toBe(1);
    expect(scheduler.opensBlockedBy).toContain('lock');
    cycles.end();
    await clock.advanceAsync(1);
    expect(lock.attempts).toBe(2);
    expect(cycles.triggers).toHaveLength(2);
  });

  it('is waited for on through a pause', async () => {
    const lock = new TestLock();
    lock.isFree = false;
    const { clock, cycles, scheduler } = setUp({ lock });
    await scheduler.start();
    scheduler.pause('lunch');
    lock.isFree = true;
    await clock.advanceAsync(5_000);
    expect(scheduler.status.state).toBe('paused');
    scheduler.resume();
    expect(cycles.triggers).toEqual(['interval']);
  });

  it('is given back when the account cannot be reconciled, and tried again', async () => {
    const lock = new TestLock();
    let failures = 1;
    const { clock, scheduler } = setUp({
      lock,
      run: async () => DONE,
      onLockTaken: async () => {
        if (failures-- > 0) throw new Error('the venue is away');
      },
    });
    await scheduler.start();
    expect(lock.released).toBe(1);
    expect(scheduler.status.state).toBe('standby');
    await clock.advanceAsync(5_000);
    expect(scheduler.status.state).toBe('running');
  });

  it('is given back at the end', async () => {
    const lock = new TestLock();
    const { cycles, scheduler } = setUp({ lock });
    cycles.ends.push(DONE);
    await scheduler.start();
    await scheduler.stop();
    expect(lock.released).toBe(1);
    expect(scheduler.status.state).toBe('stopped');
  });
});

describe('a lock that cannot be asked for', () => {
  function away(options: Partial<SchedulerOptions> = {}) {
    const lock = new TestLock();
    lock.isAway = true;
    return { lock, ...setUp({ lock, lockRetryMs: 5_000, run: async () => DONE, ...options }) };
  }

  it('lets cycles run that open nothing, and says why', async () => {
    const { clock, scheduler } = away();
    await scheduler.start();
    await clock.advanceAsync(5 * MINUTE);
    expect(scheduler.status).toMatchObject({ state: 'degraded', completed: 2 });
    expect(scheduler.status.opensBlockedBy).toMatch(/degraded: the lock .* cannot be asked for.*the database is away/);
  });

  it('is asked for again at growing distance', async () => {
    const { clock, lock, scheduler } = away();
    await scheduler.start();
    await clock.advanceAsync(5_000 + 10_000 + 20_000 + 40_000);
    expect(lock.attempts).toBe(5);
    await clock.advanceAsync(119_999);
    expect(lock.attempts).toBe(6);
  });

  it('is taken when it can be, and the account taken over before the next cycle', async () => {
    const steps: string[] = [];
    const { clock, lock, scheduler } = away({
      onLockTaken: async () => void steps.push('take over'),
      run: async () => {
        steps.push(scheduler.opensBlockedBy === null ? 'cycle' : 'cycle without opens');
        return DONE;
      },
    });
    await scheduler.start();
    lock.isAway = false;
    await clock.advanceAsync(5_000);
    expect(steps).toEqual(['take over', 'cycle without opens', 'take over', 'cycle']);
    expect(scheduler.status).toMatchObject({ state: 'running', opensBlockedBy: null });
  });

  it('gives the account to another instance that has it by then', async () => {
    const { clock, lock, scheduler } = away();
    await scheduler.start();
    lock.isAway = false;
    lock.isFree = false;
    await clock.advanceAsync(5_000);
    const { completed } = scheduler.status;
    await clock.advanceAsync(20 * MINUTE);
    expect(scheduler.status).toMatchObject({ state: 'standby', completed });
  });

  it('lets no cycle open that began without it', async () => {
    const lock = new TestLock();
    lock.isAway = true;
    const { clock, cycles, scheduler } = setUp({ lock, lockRetryMs: 5_000 });
    await scheduler.start();
    lock.isAway = false;
    await clock.advanceAsync(20_000);
    expect(lock.attempts).toBe(1);
    expect(scheduler.opensBlockedBy).not.toBeNull();
    cycles.end();
    await clock.advanceAsync(1);
    expect(scheduler.status).toMatchObject({ state: 'running', opensBlockedBy: null });
  });

  it('leaves the exits to the instance that was seen to have the account', async () => {
    const { clock, lock, scheduler } = away();
    lock.isAway = false;
    lock.isFree = false;
    await scheduler.start();
    lock.isAway = true;
    await clock.advanceAsync(20 * MINUTE);
    expect(scheduler.status).toMatchObject({ state: 'standby', completed: 0 });
  });

  it('keeps the cycles of an instance going that had it', async () => {
    const { clock, lock, scheduler } = away();
    lock.isAway = false;
    await scheduler.start();
    lock.isAway = true;
    lock.lose();
    await clock.advanceAsync(5 * MINUTE);
    expect(scheduler.status).toMatchObject({ state: 'degraded', completed: 3 });
  });

  it('can be paused and stopped like any other', async () => {
    const { clock, lock, scheduler } = away();
    await scheduler.start();
    scheduler.pause('lunch');
    await clock.advanceAsync(10 * MINUTE);
    expect(scheduler.status).toMatchObject({ state: 'paused', completed: 1 });
    await scheduler.stop();
    const { attempts } = lock;
    await clock.advanceAsync(10 * MINUTE);
    expect([scheduler.status.state, lock.attempts]).toEqual(['stopped', attempts]);
  });
});
