import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OkxMarket, okxMarket } from '../../../src/index.ts';
import { loadOkx } from '../../../src/okx/session/load-okx.ts';
import { MockOkx } from '../../../src/testing/index.ts';
import { aMoment, RacingClock } from '../../contract/racing-clock.ts';
import { Heard, SWAP } from './market-bench.ts';

// Loading ccxt takes long where other tests run beside it.
beforeAll(async () => {
  await loadOkx();
}, 60_000);

describe('the market of OKX on a socket that answers pings and pushes nothing', () => {
  let clock: RacingClock;
  let mock: MockOkx;
  let market: OkxMarket;

  const open = async (instruments = [SWAP, 'BTC-USDT']) => {
    market = okxMarket({
      environment: 'demo',
      endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
      instruments,
      clock,
      // Time goes by the second here: a ping has to have time for its answer.
      silenceMs: 27_000,
      fraction: () => 0,
    });
    await market.connect();
  };
  const until = async (holds: () => boolean) => {
    while (!holds()) await aMoment();
  };
  const untilLost = async (heard: Heard<unknown>) => {
    while (!heard.all.includes('lost')) await clock.advance(1_000);
  };

  beforeEach(async () => {
    clock = new RacingClock();
    mock = await MockOkx.start({ clock, limits: 'off', historyMinutes: 1 });
    // Pings are as rare as the seconds are short.
    mock.streams.pacing.idleMs = Number.MAX_SAFE_INTEGER;
  });
  afterEach(async () => {
    await market.close();
    await mock.close();
    clock.stop();
  });

  it.each([
    ['public', (heard: Heard<unknown>) => market.streams.watchBook('BTC-USDT', heard)],
    ['business', (heard: Heard<unknown>) => market.streams.watchTrades('BTC-USDT', heard)],
  ] as const)('notices it and comes back: %s', async (url, watch) => {
    await open();
    const heard = new Heard<unknown>(() => 'news');
    watch(heard);
    await until(() => heard.isLive);
    const since = clock.now();
    const silence = mock.streams.faults.inject({ kind: 'silence', where: { url } });
    await untilLost(heard);
    expect(clock.now() - since).toBeLessThan(url === 'public' ? 45_000 : 110_000);
    silence.lift();
    await until(() => heard.isLive);
  });

  it('takes a market in which nothing happens for what it is', async () => {
    await open(['BTC-USDT']);
    const heard = new Heard<unknown>(() => 'news');
    market.streams.watchTrades('BTC-USDT', heard);
    market.streams.watchTicker('BTC-USDT', heard);
    await until(() => heard.all.filter((line) => line === 'live').length === 2);
    await clock.advance(100_000);
    expect(heard.all).not.toContain('lost');
  });

  it('hears mark prices still after somebody has listened to them', async () => {
    await open();
    const heard = new Heard<unknown>(() => 'news');
    market.streams.watchBook('BTC-USDT', heard);
    const stop = market.streams.watchMarkPrice(SWAP, new Heard<unknown>(() => 'mark'));
    await until(() => heard.isLive);
    stop();
    const silence = mock.streams.faults.inject({ kind: 'silence', where: { url: 'public' } });
    await untilLost(heard);
    expect(silence.fired).toBe(1);
  });
});
