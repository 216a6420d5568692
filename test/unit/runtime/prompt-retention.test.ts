import { describe, expect, it } from 'vitest';
import { PersistenceError } from '../../../src/errors/index.ts';
import type { Forgotten } from '../../../src/ports/decision-log.ts';
import { PromptRetention } from '../../../src/runtime/prompt-retention.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** A log that notes up to when it was asked to forget. */
function aLog(answer: () => Promise<Forgotten> = async () => ({ texts: 1, bytes: 10 })) {
  const asked: number[] = [];
  return {
    asked,
    forgetPrompts: (before: number) => {
      asked.push(before);
      return answer();
    },
  };
}

async function letRun(clock: FakeClock, ms: number): Promise<void> {
  clock.advance(ms);
  for (let turn = 0; turn < 20; turn++) await undefined;
}

describe('old prompts', () => {
  it('are forgotten a minute after the start and every day after that, thirty days back', async () => {
    const clock = new FakeClock();
    const begun = clock.now();
    const log = aLog();
    new PromptRetention({ logs: [log], clock }).start();
    await letRun(clock, MINUTE);
    await letRun(clock, DAY);
    expect(log.asked.map((before) => before - begun)).toEqual([MINUTE - 30 * DAY, MINUTE + DAY - 30 * DAY]);
  });

  it('are told of where there were any', async () => {
    const clock = new FakeClock();
    const told: Forgotten[] = [];
    const logs = [aLog(), aLog(async () => ({ texts: 0, bytes: 0 }))];
    new PromptRetention({ logs, clock, onForgotten: (forgotten) => told.push(forgotten) }).start();
    await letRun(clock, MINUTE);
    expect(told).toEqual([{ texts: 1, bytes: 10 }]);
  });

  it('are forgotten in one log although another is away, and tried again the next day', async () => {
    const clock = new FakeClock();
    const away = aLog(async () => {
      throw new PersistenceError('The database is away.', { code: 'store/unavailable' });
    });
    const log = aLog();
    const warned: unknown[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (_: string, fields?: object) => warned.push(fields) };
    new PromptRetention({ logs: [away, log], clock, logger }).start();
    await letRun(clock, MINUTE);
    await letRun(clock, DAY);
    expect([away.asked.length, log.asked.length]).toEqual([2, 2]);
    expect(warned[0]).toEqual({ reason: 'store/unavailable: The database is away.' });
  });

  it('are left alone after the end', async () => {
    const clock = new FakeClock();
    const log = aLog();
    const retention = new PromptRetention({ logs: [log], clock });
    retention.start();
    await letRun(clock, MINUTE);
    await retention.stop();
    await letRun(clock, 3 * DAY);
    expect(log.asked).toHaveLength(1);
  });
});
