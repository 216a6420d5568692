import { describe, expect, it } from 'vitest';
import type { MarketSink } from '../../../src/ports/market-driver.ts';
import { anInstrument, ManualMarket, type MarketStyle } from '../../../src/testing/index.ts';

const SWAP = anInstrument();
const SPOT = anInstrument({ type: 'spot' });

/** A market whose calls are written down: name, then the numbers. */
function recorded(style: MarketStyle) {
  const calls: string[] = [];
  const note =
    (name: string) =>
    (...values: readonly unknown[]) => {
      calls.push(
        [name, ...values.map((value) => (value === SWAP ? 'swap' : value === SPOT ? 'spot' : `${value}`))].join(' '),
      );
    };
  const sink: MarketSink = {
    instruments: [SWAP, SPOT],
    advance: note('advance'),
    openBar: note('openBar'),
    closeBar: note('closeBar'),
    trade: note('trade'),
    depthSnapshot: (instrument, at, bids, asks) =>
      note('book')(instrument, at, bids.length, asks.length, bids[0], asks[0]),
    depthUpdate: (instrument, at, bids, asks) => note('update')(instrument, at, bids.length, asks.length),
    mark: note('mark'),
    markBasis: note('markBasis'),
    settleFunding: note('funding'),
  };
  const market = new ManualMarket({
    style,
    prices: { 'BTC-USDT-SWAP': '100', 'BTC/USDT': '100' },
    startsAt: 0,
    stepMs: 60_000,
    volume: '1',
  });
  market.attach(sink);
  const during = (act: () => void) => {
    calls.length = 0;
    act();
    return [...calls];
  };
  return { market, calls, during };
}

describe('a manual market of candles', () => {
  it('begins with a closed bar, so that a price is known, and the next one open', () => {
    expect(recorded('candles').calls).toEqual([
      'openBar swap 0 60000 1000 10000',
      'openBar spot 0 60000 1000 100000000',
      'closeBar swap 1000 1000 1000',
      'closeBar spot 1000 1000 1000',
      'advance 60000',
      'openBar swap 60000 60000 1000 10000',
      'openBar spot 60000 60000 1000 100000000',
    ]);
  });

  it('moves a price within one bar: closes first, then time, then the next opens', () => {
    const { market, during } = recorded('candles');
    expect(during(() => market.setPrice('BTC-USDT-SWAP', '90'))).toEqual([
      'closeBar swap 1000 900 900',
      'closeBar spot 1000 1000 1000',
      'advance 120000',
      'openBar swap 120000 60000 900 10000',
      'openBar spot 120000 60000 1000 100000000',
    ]);
  });

  it('jumps by opening the next bar elsewhere', () => {
    const { market, during } = recorded('candles');
    const calls = during(() => market.gap('BTC-USDT-SWAP', '80')).filter((call) => call.includes('swap'));
    expect(calls).toEqual([
      'closeBar swap 1000 1000 1000',
      'openBar swap 120000 60000 800 10000',
      'closeBar swap 800 800 800',
      'openBar swap 180000 60000 800 10000',
    ]);
  });

  it('plays exactly the bar that it is given', () => {
    const { market, during } = recorded('candles');
    const bar = { open: '101', high: '110', low: '95', close: '99', volume: '2' };
    const calls = during(() => market.bar('BTC-USDT-SWAP', bar)).filter((call) => call.includes('swap'));
    expect(calls.slice(1, 3)).toEqual(['openBar swap 120000 60000 1010 20000', 'closeBar swap 1100 950 990']);
  });

  it('keeps bars at their length when time passes', () => {
    const { market, during } = recorded('candles');
    const times = during(() => market.advance(150_000)).filter((call) => call.startsWith('advance'));
    expect(times).toEqual(['advance 120000', 'advance 180000', 'advance 210000']);
    expect(market.now()).toBe(210_000);
  });

  it('shows the bars that have closed', () => {
    const { market } = recorded('candles');
    market.setPrice('BTC-USDT-SWAP', '90');
    const candles = market.candles('BTC-USDT-SWAP');
    expect(candles?.length).toBe(2);
    expect(candles?.low.at(-1)).toBe(90);
    expect(Array.from(candles?.close.last(5) ?? [])).toEqual([100, 90]);
    expect(candles?.openedAt.at(7)).toBeNaN();
  });
});

describe('a manual market of trades', () => {
  it('moves a price by a trade on the side that took it there', () => {
    const { market, during } = recorded('trades');
    expect(during(() => market.setPrice('BTC-USDT-SWAP', '90'))).toEqual([
      'advance 60000',
      'trade swap 60000 900 10000 sell',
    ]);
    expect(during(() => market.setPrice('BTC-USDT-SWAP', '91', { volume: '0.5' }))).toEqual([
      'advance 120000',
      'trade swap 120000 910 5000 buy',
    ]);
  });

  it('has no candles', () => {
    expect(recorded('trades').market.candles('BTC-USDT-SWAP')).toBeNull();
  });
});

describe('a manual market of books', () => {
  it('moves a price by a new book around it and a trade between', () => {
    const { market, during } = recorded('book');
    expect(during(() => market.setPrice('BTC-USDT-SWAP', '90'))).toEqual([
      'advance 60000',
      'book swap 60000 10 10 899,1000 901,1000',
      'trade swap 60000 900 1 sell',
    ]);
  });

  it('holds as much on each side as was asked, less what trades', () => {
    const { market, during } = recorded('book');
    expect(during(() => market.setPrice('BTC-USDT-SWAP', '90', { volume: '0.0004' }))[1]).toBe(
      'book swap 60000 3 3 899,1 901,1',
    );
  });

  it('stays where it is without volume', () => {
    const { market, during } = recorded('book');
    expect(during(() => market.setPrice('BTC-USDT-SWAP', '90', { volume: '0' }))).toEqual(['advance 60000']);
  });

  it('tells marks and funding in the units of the exchange', () => {
    const { market, during } = recorded('book');
    expect(during(() => market.mark('BTC-USDT-SWAP', '90.5'))).toEqual(['mark swap 0 9050000000']);
    expect(during(() => market.funding('BTC-USDT-SWAP', '0.0001'))).toEqual(['funding swap 0 1000000000000 null']);
  });
});
