import { setTimeout as sleep } from 'node:timers/promises';
import type { Contestant } from '../harness/contestant.ts';
import { CountingVenue, LIMIT, type LimiterResult, WINDOW_MS } from './venue.ts';

/** The whole limit at the start of each window, on a fixed schedule: what the limit allows, with nothing kept in hand. */
export const contestant: Contestant<number, LimiterResult> = {
  name: 'the allowed rate',
  async prepare(calls) {
    const venue = new CountingVenue();
    await venue.start();
    return {
      async run() {
        const startedAt = performance.now();
        const sent: Promise<void>[] = [];
        while (sent.length < calls) {
          const dueAt = startedAt + Math.floor(sent.length / LIMIT) * WINDOW_MS;
          await sleep(Math.max(0, dueAt - performance.now()));
          const burst = Math.min(LIMIT, calls - sent.length);
          for (let index = 0; index < burst; index++) sent.push(venue.send());
        }
        await Promise.all(sent);
      },
      result: () => venue.result(),
    };
  },
};
