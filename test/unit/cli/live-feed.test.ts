import { describe, expect, it } from 'vitest';
import { LiveFeed } from '../../../src/cli/live-feed.ts';
import { Decimal } from '../../../src/domain/decimal.ts';
import { FetchedCandles } from '../../../src/okx/market/fetched-candles.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 1);
const ID = 'BTC-USDT-SWAP';

/** Of a broker what a feed asks: bars that close with the clock, shown a little late. */
function aMarket(clock: FakeClock, lateMs = 0): BaseBroker {
  return {
    getInstrument: async () => anInstrument(),
    getCandles: async (id: string, { limit = 200 } = {}) => {
      const newest = Math.floor((clock.now() - lateMs) / MINUTE) * MINUTE - MINUTE;
      const bars = Array.from({ length: limit }, (_, back) => newest - (limit - 1 - back) * MINUTE);
      const one = new Decimal(1);
      return new FetchedCandles(
        id,
        MINUTE,
        bars.map((openedAt) => ({ openedAt, open: one, high: one, low: one, close: one, volume: one, isClosed: true })),
      );
    },
  } as Partial<BaseBroker> as BaseBroker;
}

function aFeed({ minutes, lateMs = 0 }: { readonly minutes: number; readonly lateMs?: number }) {
  const clock = new FakeClock(BEGIN + 10_000);
  const broker = aMarket(clock, lateMs);
  const lastsMs = minutes * MINUTE;
  const feed = new LiveFeed({ broker: () => broker, instruments: [ID], intervalMs: MINUTE, lastsMs, clock });
  return { feed, clock };
}

describe('a market that lives by itself', () => {
  it('begins at once with the bars that have closed', async () => {
    const { feed } = aFeed({ minutes: 5 });
    expect([await feed.next(), feed.candles(ID)?.length, feed.now]).toEqual([true, 600, BEGIN + 10_000]);
  });

  it('comes to its next instant when a bar has closed, and has that bar', async () => {
    const { feed, clock } = aFeed({ minutes: 5 });
    await feed.next();
    const next = feed.next();
    await clock.advanceAsync(50_000);
    expect([await next, feed.now, feed.candles(ID)?.openedAt.at(-1)]).toEqual([true, BEGIN + MINUTE, BEGIN]);
  });

  it('asks again for a bar that does not show at once', async () => {
    const { feed, clock } = aFeed({ minutes: 5, lateMs: 900 });
    await feed.next();
    const next = feed.next();
    await clock.advanceAsync(51_500);
    await next;
    expect(feed.candles(ID)?.openedAt.at(-1)).toBe(BEGIN);
  });

  it('has a last instant, and then no more', async () => {
    const { feed, clock } = aFeed({ minutes: 0 });
    clock.advance(1);
    expect([await feed.next(), feed.isLast, await feed.next()]).toEqual([true, true, false]);
  });

  it('comes to its last instant at once when it is stopped', async () => {
    const { feed, clock } = aFeed({ minutes: 5 });
    await feed.next();
    clock.advance(1_000);
    const next = feed.next();
    feed.stop();
    expect([await next, feed.isLast, await feed.next()]).toEqual([true, true, false]);
  });
});
