import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_INSTRUMENTS } from '../../../src/domain/built-in-instruments.ts';
import { Instrument, type InstrumentSpec, toInstrumentId } from '../../../src/domain/instrument.ts';
import { fromMoney } from '../../../src/domain/money.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';

describe('an instrument', () => {
  const swap = anInstrument();

  it.each([
    ['a whole number of lots', '0.0125', 'down', 125],
    ['less than a lot, down', '0.00009', 'down', 0],
    ['less than a lot, up', '0.00009', 'up', 1],
    ['a lot and a bit, down', '0.00019', 'down', 1],
    ['a lot and a bit, up', '0.00011', 'up', 2],
  ] as const)('counts lots: %s', (_what, quantity, rounding, lots) => {
    expect(swap.lots(quantity, rounding)).toBe(lots);
  });

  it.each([
    ['on the tick', '50000.1', 'down', 500_001],
    ['between ticks, down', '50000.19', 'down', 500_001],
    ['between ticks, up', '50000.11', 'up', 500_002],
    ['below zero, down', '-0.05', 'down', -1],
  ] as const)('counts ticks: %s', (_what, price, rounding, ticks) => {
    expect(swap.ticks(price, rounding)).toBe(ticks);
  });

  it('does not leave the range of exact integers for a monstrous quantity', () => {
    expect(Number.isSafeInteger(swap.lots('9'.repeat(50), 'down'))).toBe(true);
  });

  it('never counts more lots down than were asked for, nor fewer than that less one', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 9 }), (parts) => {
        const asked = swap.quantityOf(parts).div(7);
        const counted = swap.quantityOf(swap.lots(asked, 'down'));
        expect(counted.lte(asked) && counted.gt(asked.sub(swap.lotSize))).toBe(true);
      }),
    );
  });

  it('keeps mark prices to eight digits and cuts the rest', () => {
    expect(swap.markOf(swap.marks('50000.123456789')).toFixed()).toBe('50000.12345678');
  });

  it('values one tick times one lot', () => {
    expect(fromMoney(swap.costMoney).toFixed()).toBe('0.00001');
  });

  it('values a millionth of that for fees', () => {
    expect(fromMoney(swap.feeMoney).toFixed()).toBe('0.00000000001');
  });

  it('values one lot times one mark point', () => {
    expect(fromMoney(swap.markMoney).toFixed()).toBe('0.000000000001');
  });

  it('counts mark points per tick', () => {
    expect(swap.marksPerTick).toBe(10_000_000);
  });

  it('averages a price from cost and lots', () => {
    expect(swap.averagePrice(1_500_000, 3).toFixed()).toBe('50000');
  });
});

describe('an instrument that cannot be used', () => {
  it.each<[string, Partial<InstrumentSpec>, RegExp]>([
    ['an inverse swap', { settleCurrency: 'BTC' }, /only linear swaps/],
    ['an option', { type: 'option' as 'swap' }, /spot and linear swaps/],
    ['a tick of zero', { tickSize: '0' }, /tickSize is 0/],
    ['a negative lot', { lotSize: '-1' }, /lotSize is -1/],
    ['a grain that is too fine', { tickSize: '0.000000000001', lotSize: '0.00000000001' }, /finer/],
  ])('is refused by name: %s', (_what, change, why) => {
    expect(() => anInstrument(change)).toThrow(
      expect.objectContaining({ code: 'config/unsupported', message: expect.stringMatching(why) }),
    );
  });

  it('is refused for a floating point rule', () => {
    expect(() => anInstrument({ tickSize: 0.1 as never })).toThrow(
      expect.objectContaining({ code: 'order/invalid_number' }),
    );
  });
});

describe('the built-in instruments', () => {
  it.each(BUILT_IN_INSTRUMENTS.map((spec) => [spec.id, spec] as const))('include a usable %s', (id, spec) => {
    expect(new Instrument(spec).id).toBe(id);
  });
});

describe('an instrument id', () => {
  it.each([
    ['BTC/USDT:USDT', 'BTC-USDT-SWAP'],
    ['BTC/USDT', 'BTC-USDT'],
    ['BTC-USDT-SWAP', 'BTC-USDT-SWAP'],
    ['anything else', 'anything else'],
  ])('of %s is %s', (symbol, id) => {
    expect(toInstrumentId(symbol)).toBe(id);
  });
});

describe('an instrument whose rules are renewed', () => {
  it('means the same by its integers, whatever coarser steps it gets', () => {
    const factor = fc.constantFrom(1, 2, 5, 10, 100);
    fc.assert(
      fc.property(factor, factor, fc.nat({ max: 10 ** 9 }), (ticks, lots, count) => {
        const swap = anInstrument();
        const [price, quantity, cost] = [swap.priceOf(count), swap.quantityOf(count), swap.costMoney];
        const before = swap.averagePrice(count, 7);
        const changed = { tickSize: swap.tickSize.mul(ticks), lotSize: swap.lotSize.mul(lots) };
        swap.renew(anInstrument(changed));
        expect([swap.priceOf(count), swap.quantityOf(count), swap.costMoney]).toEqual([price, quantity, cost]);
        expect(swap.averagePrice(count, 7)).toEqual(before);
        const asked = swap.priceOf(swap.ticks(price, 'down'));
        expect(asked.mod(changed.tickSize).isZero() && asked.lte(price)).toBe(true);
        const rounded = swap.quantityOf(swap.lots(quantity.toFixed(), 'down'));
        expect(rounded.mod(changed.lotSize).isZero() && rounded.lte(quantity)).toBe(true);
      }),
    );
  });

  it.each([
    ['a finer tick', { tickSize: '0.01' }, 'tickSize'],
    ['a lot that is no multiple', { lotSize: '0.00015' }, 'lotSize'],
    ['another contract', { contractValue: '0.1' }, 'contractValue'],
  ] as const)('is suspended with %s, and told once', (_what, change, rule) => {
    const swap = anInstrument();
    const fresh = anInstrument(change);
    expect([swap.renew(fresh).map((one) => one.rule), swap.renew(fresh)]).toEqual([[rule], []]);
    expect([swap.state, swap.tickSize.toFixed(), swap.hindrance]).toEqual(['suspended', '0.1', expect.any(String)]);
  });

  it('is live again when its former rules are', () => {
    const swap = anInstrument();
    swap.renew(anInstrument({ tickSize: '0.01' }));
    swap.renew(anInstrument());
    expect([swap.state, swap.hindrance]).toEqual(['live', null]);
  });

  it('reads a quantity anew that it has read by its former lot', () => {
    const swap = anInstrument();
    const before = swap.lots('0.0125', 'down');
    swap.renew(anInstrument({ lotSize: '0.001' }));
    expect([before, swap.lots('0.0125', 'down')]).toEqual([125, 120]);
  });
});
