import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OkxMarket, okxMarket } from '../../../src/index.ts';
import { MockOkx } from '../../../src/testing/index.ts';
import { aMoment, RacingClock } from '../../contract/racing-clock.ts';
import { Heard, SWAP } from './market-bench.ts';

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
      fraction: () => 0,
    });
    await market.connect();
  };
  const until = async (holds: () => boolean) => {
    while (!holds()) await aMoment();
  };

  beforeEach(async () => {
    clock = new RacingClock();
    mock = await MockOkx.start({ clock, limits: 'off', historyMinutes: 1 });
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
    await until(() => heard.all.includes('lost'));
    expect(clock.now() - since).toBeLessThan(url === 'public' ? 30_000 : 100_000);
    silence.lift();
    await until(() => heard.isLive);
  });

  it('takes a market in which nothing happens for what it is', async () => {
    await open(['BTC-USDT']);
    const heard = new Heard<unknown>(() => 'news');
    market.streams.watchTrades('BTC-USDT', heard);
    market.streams.watchTicker('BTC-USDT', heard);
    await until(() => heard.all.filter((line) => line === 'live').length === 2);
    const end = clock.now() + 100_000;
    await until(() => clock.now() > end);
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
    await until(() => heard.all.includes('lost'));
    expect(silence.fired).toBe(1);
  });
});
