import { SystemClock } from '../../src/engine/system-clock.ts';
import { RequestRing } from '../../src/transport/request-ring.ts';
import type { Contestant } from '../harness/contestant.ts';
import { Mismatch } from '../harness/mismatch.ts';
import { CountingVenue, LIMIT, type LimiterResult, WINDOW_MS } from './venue.ts';

/** All calls at once, through the request ring. Every run is judged, those that are timed too. */
export const contestant: Contestant<number, LimiterResult> = {
  name: 'brokerkit',
  async prepare(calls) {
    const venue = new CountingVenue();
    await venue.start();
    const ring = new RequestRing({ clock: new SystemClock() });
    const quota = { id: 'trade/order', limit: LIMIT, windowMs: WINDOW_MS };
    return {
      async run() {
        await Promise.all(
          Array.from({ length: calls }, () =>
            ring.call({
              kind: 'command',
              name: 'place',
              quotas: [{ quota }],
              priority: 'open',
              deadlineMs: 600_000,
              attempt: () => venue.send(),
            }),
          ),
        );
        const { fullestWindow } = venue.result();
        if (fullestWindow > LIMIT) throw new Mismatch(`limiter: ${fullestWindow} requests in one window of ${LIMIT}`);
      },
      result: () => venue.result(),
    };
  },
};
