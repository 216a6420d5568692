import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { lotsOf, markPoints, nearestTicks, readInstruments, sizeText } from '../../../src/okx/codec/listing.ts';
import { aSpotRow, aSwapRow, SPOT, SWAP } from './rows.ts';

const read = (...rows: object[]) => readInstruments('GET public/instruments', rows);

describe('a swap that OKX lists in contracts', () => {
  it('is known here in base units', () => {
    const { instrument } = SWAP;
    expect(instrument.contractValue.toFixed()).toBe('0.01');
    expect(instrument.lotSize.toFixed()).toBe('0.0001');
    expect(instrument.minQuantity.toFixed()).toBe('0.0001');
    expect(instrument.maxMarketQuantity?.toFixed()).toBe('340');
  });

  it('has contracts of ctVal times ctMult', () => {
    const { listings } = read(aSwapRow({ ctVal: '0.1', ctMult: '10' }));
    expect(listings.get('BTC-USDT-SWAP')?.instrument.contractValue.toFixed()).toBe('1');
  });

  it('takes 0.01 BTC as one contract', () => {
    expect(sizeText(SWAP, SWAP.instrument.lots('0.01', 'down'))).toBe('1');
    expect(lotsOf(SWAP, '1', 'x', 'sz')).toBe(100);
  });

  it('has positions that are short', () => {
    expect(lotsOf(SWAP, '-2.5', 'x', 'pos')).toBe(-250);
  });

  it('refuses a size that is no whole number of lots', () => {
    expect(() => lotsOf(SWAP, '0.015', 'GET trade/order', 'sz')).toThrow(/no whole number of lots/);
  });

  it('keeps the number by which the WebSocket names it', () => {
    expect(SWAP.code).toBe('10459');
  });
});

describe('spot', () => {
  it('is sized in base units', () => {
    expect(sizeText(SPOT, 1)).toBe('0.00000001');
  });

  it('has a largest value of market orders where it is quoted in dollars', () => {
    expect(SPOT.instrument.maxMarketValue?.toFixed()).toBe('1000000');
    const { listings } = read(aSpotRow({ instId: 'ETH-BTC', baseCcy: 'ETH', quoteCcy: 'BTC' }));
    expect(listings.get('ETH-BTC')?.instrument.maxMarketValue).toBeNull();
  });

  it('that cannot be bought on margin has no leverage', () => {
    expect(
      read(aSpotRow({ lever: '' }))
        .listings.get('BTC-USDT')
        ?.instrument.maxLeverage.toFixed(),
    ).toBe('1');
  });
});

describe('what cannot be traded here', () => {
  it.each([
    ['an inverse swap', aSwapRow({ ctType: 'inverse', settleCcy: 'BTC' }), 'inverse'],
    ['a future', aSwapRow({ instType: 'FUTURES' }), 'FUTURES'],
    ['a pair finer than arithmetic', aSpotRow({ lotSz: '0.00000000000000000001' }), 'finer'],
  ])('is left out with the reason: %s', (_name, row, reason) => {
    const { listings, leftOut } = read(row);
    expect(listings.size).toBe(0);
    expect(leftOut[0]?.reason).toContain(reason);
  });

  it.each([
    ['suspend', 'suspended'],
    ['preopen', 'pre_open'],
    ['post_only', 'post_only'],
    ['expired', 'delisted'],
    ['rebase', 'suspended'],
    ['test', 'suspended'],
    ['a word that is new', 'suspended'],
  ])('now, being %s, is %s', (state, expected) => {
    expect(read(aSwapRow({ state })).listings.get('BTC-USDT-SWAP')?.instrument.state).toBe(expected);
  });

  it('for want of rules is malformed, not left out', () => {
    expect(() => read(aSwapRow({ ctVal: '' }))).toThrow(/data.0.ctVal/);
    expect(() => read(aSwapRow({ lotSz: '0' }))).toThrow(/data.0.lotSz/);
  });
});

describe('a price', () => {
  it('off the tick, as of a bankruptcy, goes to the nearest one', () => {
    expect(nearestTicks(SWAP, '49999.96')).toBe(500_000);
  });

  it.each([
    ['on the tick', '50000.1', 500_001],
    ['without a fraction', '50000', 500_000],
    ['half way between two', '50000.05', 500_001],
    ['with an exponent', '5.00001e4', 500_001],
    ['with more digits than a double has', '50000.100000000000000000001', 500_001],
    ['below zero', '-37.6', -376],
  ])('is read in ticks: %s', (_name, price, ticks) => {
    expect(nearestTicks(SWAP, price)).toBe(ticks);
  });

  it('is read as a division of decimals would, whatever its digits', () => {
    const prices = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 0, max: 14 }))
      .map(([integer, places]) => new Decimal(integer.toString()).mul(Decimal.pow(10, -places)).toFixed());
    fc.assert(
      fc.property(prices, (price) => {
        const { tickSize } = SWAP.instrument;
        expect(nearestTicks(SWAP, price)).toBe(new Decimal(price).div(tickSize).round().toNumber());
        expect(markPoints(SWAP, price)).toBe(SWAP.instrument.marks(price));
      }),
    );
  });
});
