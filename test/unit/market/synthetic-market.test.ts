import { describe, expect, it } from 'vitest';
import { createBroker, type LiveTrade } from '../../../src/index.ts';
import { syntheticMarket } from '../../../src/market/synthetic-market.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const BTC = 'BTC-USDT-SWAP';
const NOON = Date.UTC(2026, 2, 3, 12, 0, 30);
const MINUTE = 60_000;

function at(now: number, seed = 7) {
  const clock = new FakeClock(now);
  return { clock, market: syntheticMarket({ clock, seed }) };
}

describe('a synthetic market', () => {
  it('has the same price at the same time, however long it has run', async () => {
    const early = at(NOON - 6 * MINUTE);
    await early.market.connect();
    early.clock.advance(6 * MINUTE);
    const late = at(NOON);
    expect(await early.market.getQuote(BTC)).toEqual(await late.market.getQuote(BTC));
  });

  it('has other prices by another seed', async () => {
    const [one, other] = await Promise.all([at(NOON, 7), at(NOON, 8)].map(({ market }) => market.getQuote(BTC)));
    expect(one?.last?.eq(other?.last ?? 0)).toBe(false);
  });

  it('has minutes that add up to its five minutes, volume included', async () => {
    const { market } = at(Date.UTC(2026, 2, 3, 12));
    const five = await market.getBars(BTC, 5 * MINUTE, 40);
    const one = await market.getBars(BTC, MINUTE, 200);
    const added = Array.from({ length: 40 }, (_, bar) => ({
      open: one.open[bar * 5],
      high: Math.max(...one.high.subarray(bar * 5, bar * 5 + 5)),
      low: Math.min(...one.low.subarray(bar * 5, bar * 5 + 5)),
      close: one.close[bar * 5 + 4],
      volume: one.volume.subarray(bar * 5, bar * 5 + 5).reduce((sum, volume) => sum + volume, 0),
    }));
    const whole = Array.from({ length: 40 }, (_, bar) => ({
      open: five.open[bar],
      high: five.high[bar],
      low: five.low[bar],
      close: five.close[bar],
      volume: expect.closeTo(five.volume[bar] ?? Number.NaN, 6),
    }));
    expect(added).toEqual(whole);
  });

  it('shows no bar before it has closed', async () => {
    const { market } = at(NOON);
    const bars = await market.getBars(BTC, MINUTE, 3);
    expect([...bars.openedAt].map((openedAt) => new Date(openedAt).toISOString().slice(11, 16))).toEqual([
      '11:57',
      '11:58',
      '11:59',
    ]);
  });

  it('tells every trade once and in order, those of a hold-up too', async () => {
    const clock = new StuckClock(Date.UTC(2026, 2, 3, 12));
    const market = syntheticMarket({ clock });
    await market.connect();
    const told: LiveTrade[] = [];
    market.streams.watchTrades(BTC, { onNews: (trade) => void told.push(trade) });
    await Promise.resolve();
    told.length = 0;
    // One timer comes a minute late, and with it all that it missed: the trades are those of the minute's bar.
    clock.jump(MINUTE);
    const bar = await market.getBars(BTC, MINUTE, 1);
    const prices = told.map(({ price }) => price.toNumber());
    const volume = told.reduce((sum, { quantity }) => sum + quantity.toNumber(), 0);
    expect([told.length, prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1)]).toEqual([
      60,
      bar.open[0],
      bar.high[0],
      bar.low[0],
      bar.close[0],
    ]);
    expect(volume).toBeCloseTo(bar.volume[0] ?? Number.NaN, 6);
  });

  it('is lost and there again when it was held up for long', async () => {
    const clock = new StuckClock(NOON);
    const market = syntheticMarket({ clock });
    await market.connect();
    const heard: string[] = [];
    market.streams.watchTrades(BTC, {
      onNews: () => void heard.push('trade'),
      onLive: () => void heard.push('live'),
      onLost: () => void heard.push('lost'),
    });
    await Promise.resolve();
    heard.length = 0;
    clock.jump(3_600_000);
    expect(heard).toEqual(['lost', 'trade', 'live']);
  });

  it('moves a simulated exchange', async () => {
    const { clock, market } = at(NOON);
    const broker = createBroker({ kind: 'simulated' }, { market, clock });
    await broker.connect();
    const bought = await broker.placeOrder({
      instrument: BTC,
      side: 'buy',
      quantity: '0.01',
      pricing: { type: 'market' },
    });
    const { ask } = await market.getQuote(BTC);
    await broker.close();
    await market.close();
    expect({ state: bought.state, price: bought.averagePrice?.toFixed() }).toEqual({
      state: 'filled',
      price: ask?.toFixed(),
    });
  });

  it('lets a resting order fill when its price is reached', async () => {
    const { clock, market } = at(NOON);
    const broker = createBroker({ kind: 'simulated' }, { market, clock });
    await broker.connect();
    const { bid } = await market.getQuote(BTC);
    const price = bid?.mul('0.9998').toFixed(1) ?? '0';
    const order = await broker.placeOrder({
      instrument: BTC,
      side: 'buy',
      quantity: '0.01',
      pricing: { type: 'limit', price, timeInForce: 'gtc' },
    });
    await clock.advanceAsync(20 * MINUTE);
    const after = await broker.getOrder({ clientOrderId: order.clientOrderId });
    await broker.close();
    expect([order.state, after.state, after.averagePrice?.toFixed(1)]).toEqual(['working', 'filled', price]);
  });

  it.each([
    ['a step that does not divide a minute', { stepMs: 7_000 }],
    ['bars of a length that fits nothing', { candleIntervalMs: 70_000 }],
  ])('refuses %s', (_what, options) => {
    expect(() => syntheticMarket(options)).toThrow(expect.objectContaining({ code: 'config/invalid' }));
  });

  it('names what it has when it is asked for something else', async () => {
    const { market } = at(NOON);
    await expect(market.getQuote('DOGE-USDT-SWAP')).rejects.toMatchObject({
      code: 'venue/unknown_instrument',
      message: expect.stringContaining('BTC-USDT-SWAP, ETH-USDT-SWAP'),
    });
  });
});

/** A clock whose timers come late, as on a machine that slept. */
class StuckClock {
  #now: number;
  #task: () => void = () => {};

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  schedule(_delayMs: number, task: () => void) {
    this.#task = task;
    return () => {};
  }

  jump(ms: number): void {
    this.#now += ms;
    this.#task();
  }
}
