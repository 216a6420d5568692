import { describe, expect, it } from 'vitest';
import { ConnectivityError } from '../../../src/errors/index.ts';
import { FakeClock, turns } from '../../../src/testing/fake-clock.ts';
import { type Repeatable, type RepeatableCall, repeatCall } from '../../../src/transport/repeat-call.ts';

const failure = (n: number) => new ConnectivityError(`failure ${n}`, { code: 'net/unreachable' });

/** A call that fails `failures` times; waits are told by the instants of its attempts. */
function aCall(failures: number, parts: Partial<RepeatableCall<string>> = {}) {
  const clock = new FakeClock(0);
  const controller = new AbortController();
  const at: number[] = [];
  const answer = repeatCall({
    attempt: async () => {
      if (at.push(clock.now()) <= failures) throw failure(at.length);
      return 'answer';
    },
    meaningOf: (): Repeatable => ({ again: 'yes' }),
    ...{ attempts: 3, backOffMs: 100, endsAt: 10_000, clock, random: () => 1, signal: controller.signal },
    ...parts,
  });
  answer.catch(() => undefined);
  return { answer, at, clock, controller };
}

/** Runs the clock and lets the loading of p-retry end. */
async function run(clock: FakeClock, ms: number): Promise<void> {
  await import('p-retry');
  for (let passed = 0; passed < ms; passed += 50) {
    await clock.advanceAsync(50);
    await turns();
  }
}

describe('a repeatable call', () => {
  it('waits twice as long before each further attempt', async () => {
    const { answer, at, clock } = aCall(2);
    await run(clock, 400);
    expect([await answer, at]).toEqual(['answer', [0, 100, 300]]);
  });

  it('waits half as long, at the least, so that callers do not come back together', async () => {
    const { answer, at, clock } = aCall(1, { random: () => 0 });
    await run(clock, 200);
    expect([await answer, at]).toEqual(['answer', [0, 50]]);
  });

  it('waits as long as the other side wants', async () => {
    const { at, clock, answer } = aCall(1, { meaningOf: () => ({ again: 'yes', afterMs: 700 }) });
    await run(clock, 800);
    expect([await answer, at]).toEqual(['answer', [0, 700]]);
  });

  it('ends with the last failure when its attempts are used up', async () => {
    const { answer, at, clock } = aCall(9);
    await run(clock, 1_000);
    await expect(answer).rejects.toThrow('failure 3');
    expect(at).toHaveLength(3);
  });

  it.each<[string, Partial<RepeatableCall<string>>]>([
    ['fails for good', { meaningOf: () => ({ again: 'no' }) }],
    ['may be made once only', { attempts: 1 }],
    ['would wait beyond its end', { endsAt: 100 }],
  ])('is not made again when it %s', async (_name, parts) => {
    const { answer, at } = aCall(1, parts);
    await expect(answer).rejects.toThrow('failure 1');
    expect(at).toEqual([0]);
  });

  it('is not made again when the second failure is for good', async () => {
    let failures = 0;
    const { answer, at, clock } = aCall(9, { meaningOf: () => ({ again: ++failures < 2 ? 'yes' : 'no' }) });
    await run(clock, 400);
    await expect(answer).rejects.toThrow('failure 2');
    expect(at).toHaveLength(2);
  });

  it('stops waiting when it is given up, and leaves no timer behind', async () => {
    const { answer, clock, controller } = aCall(1);
    await turns();
    controller.abort('enough');
    await expect(answer).rejects.toBe('enough');
    expect(clock.pending).toBe(0);
  });
});
