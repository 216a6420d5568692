import { describe, expect, it } from 'vitest';
import { isBrokerError } from '../../../src/errors/index.ts';
import { FakeClock } from '../../../src/testing/index.ts';

function recording(clock: FakeClock) {
  const seen: string[] = [];
  return { seen, note: (name: string) => () => seen.push(`${name}@${clock.now()}`) };
}

describe('a fake clock', () => {
  it('stands still until it is moved', () => {
    const clock = new FakeClock(1000);
    expect(clock.now()).toBe(1000);
    clock.advance(250);
    expect(clock.now()).toBe(1250);
  });

  it('runs tasks at their due time, earlier ones first', () => {
    const clock = new FakeClock(0);
    const { seen, note } = recording(clock);
    clock.schedule(20, note('late'));
    clock.schedule(10, note('early'));
    clock.advance(30);
    expect(seen).toEqual(['early@10', 'late@20']);
  });

  it('runs tasks of the same instant in the order in which they were scheduled', () => {
    const clock = new FakeClock(0);
    const { seen, note } = recording(clock);
    clock.schedule(10, note('first'));
    clock.schedule(10, note('second'));
    clock.advance(10);
    expect(seen).toEqual(['first@10', 'second@10']);
  });

  it('runs what a task schedules within the time that passes', () => {
    const clock = new FakeClock(0);
    const { seen, note } = recording(clock);
    clock.schedule(10, () => clock.schedule(10, note('inner')));
    clock.advance(30);
    expect(seen).toEqual(['inner@20']);
  });

  it('leaves tasks that are not due yet', () => {
    const clock = new FakeClock(0);
    const { seen, note } = recording(clock);
    clock.schedule(11, note('later'));
    clock.advance(10);
    expect(seen).toEqual([]);
    expect(clock.pending).toBe(1);
  });

  it('does not run a canceled task', () => {
    const clock = new FakeClock(0);
    const { seen, note } = recording(clock);
    clock.schedule(5, note('canceled'))();
    clock.advance(10);
    expect(seen).toEqual([]);
  });

  it('lets the promises of a task settle before the next task', async () => {
    const clock = new FakeClock(0);
    const { seen, note } = recording(clock);
    clock.schedule(1, () => void Promise.resolve().then(note('promise')));
    clock.schedule(2, note('task'));
    await clock.advanceAsync(2);
    expect(seen).toEqual(['promise@1', 'task@2']);
  });

  it('refuses to run backwards', () => {
    let caught: unknown;
    try {
      new FakeClock(0).advance(-1);
    } catch (error) {
      caught = error;
    }
    expect(isBrokerError(caught, 'internal/invariant')).toBe(true);
  });
});
