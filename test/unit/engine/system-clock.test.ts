import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemClock } from '../../../src/engine/system-clock.ts';

const DAY = 86_400_000;

describe('the system clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells the epoch in milliseconds', () => {
    expect(new SystemClock().now()).toBe(1000);
  });

  it('runs a task once, when its delay has passed', () => {
    const task = vi.fn();
    new SystemClock().schedule(50, task);
    vi.advanceTimersByTime(49);
    expect(task).not.toHaveBeenCalled();
    vi.advanceTimersByTime(500);
    expect(task).toHaveBeenCalledTimes(1);
  });

  it('does not run a task that was canceled', () => {
    const task = vi.fn();
    new SystemClock().schedule(50, task)();
    vi.advanceTimersByTime(100);
    expect(task).not.toHaveBeenCalled();
  });

  it('waits out a delay that is longer than a timer of the platform can take', () => {
    const task = vi.fn();
    new SystemClock().schedule(60 * DAY, task);
    vi.advanceTimersByTime(60 * DAY - 1);
    expect(task).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(task).toHaveBeenCalledTimes(1);
  });

  it('cancels a long delay in its second half too', () => {
    const task = vi.fn();
    const cancel = new SystemClock().schedule(60 * DAY, task);
    vi.advanceTimersByTime(40 * DAY);
    cancel();
    vi.advanceTimersByTime(40 * DAY);
    expect(task).not.toHaveBeenCalled();
  });
});

describe('a pending timer of the system clock', () => {
  it('does not keep the process alive', () => {
    const unref = vi.spyOn(Object.getPrototypeOf(setTimeout(() => {}, 0)), 'unref');
    const cancel = new SystemClock().schedule(60_000, () => {});
    cancel();
    expect(unref).toHaveBeenCalled();
    unref.mockRestore();
  });
});
