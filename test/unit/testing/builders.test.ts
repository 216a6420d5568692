import { describe, expect, it } from 'vitest';
import { ORDER_STATES } from '../../../src/domain/order-lifecycle.ts';
import {
  aFill,
  anInstrument,
  anIntent,
  anOrder,
  aPosition,
  brokerMatchers,
  countingIds,
  fillDifferences,
  orderDifferences,
  positionDifferences,
} from '../../../src/testing/index.ts';

describe('the builders', () => {
  it('build what the test is about and sensible defaults around it', () => {
    expect(
      fillDifferences(aFill({ side: 'sell', quantity: '3', price: '90', fee: '0.3' }), {
        side: 'sell',
        quantity: '3',
        price: '90',
        fee: '0.3',
        feeCurrency: 'USDT',
        instrument: 'BTC-USDT-SWAP',
      }),
    ).toEqual([]);
  });

  it('charge a spot buy in the base currency', () => {
    expect(aFill({ instrument: anInstrument({ type: 'spot' }), side: 'buy' }).feeCurrency).toBe('BTC');
  });

  it('build a short from a negative quantity', () => {
    const position = aPosition({ quantity: '-2', entryPrice: '90', markPrice: '80', realizedPnl: '-10' });
    expect(positionDifferences(position, { quantity: '-2', unrealizedPnl: '20', realizedPnl: '-10' })).toEqual([]);
  });

  it('set isolated margin aside at the leverage asked for', () => {
    const position = aPosition({ quantity: '1', entryPrice: '100', leverage: '4', marginMode: 'isolated' });
    expect(position.isolatedMargin.toFixed()).toBe('25');
  });

  it.each(ORDER_STATES)('bring an order into the state %s through its real lifecycle', (state) => {
    const part = state === 'partially_filled' ? { filledQuantity: '0.004' } : {};
    expect(anOrder({ state, ...part }).state).toBe(
      // Without a trigger to wait for, an armed order is one that has been acknowledged.
      state === 'armed' ? 'working' : state,
    );
  });

  it('arm a conditional order', () => {
    const order = anOrder({ side: 'sell', pricing: { type: 'stop_market', trigger: { price: '40000' } } });
    expect(orderDifferences(order, { state: 'armed', triggerPrice: '40000', limitPrice: null })).toEqual([]);
  });

  it('fill a part of an order at its limit', () => {
    const order = anOrder({ filledQuantity: '0.004', fee: '0.1' });
    expect(
      orderDifferences(order, {
        state: 'partially_filled',
        averagePrice: '50000',
        remainingQuantity: '0.006',
        fee: '0.1',
      }),
    ).toEqual([]);
  });

  it('build an intent that can be changed', () => {
    expect(anIntent({ side: 'sell' })).toMatchObject({ side: 'sell', quantity: '0.01', pricing: { type: 'market' } });
  });
});

describe('the matchers', () => {
  it('name every field that differs', () => {
    const found = positionDifferences(aPosition({ quantity: '1' }), {
      quantity: '2',
      entryPrice: '50000',
      side: 'short',
    });
    expect(found).toEqual(['quantity is 1, not 2', 'side is long, not short']);
  });

  it('compare decimals by value', () => {
    expect(brokerMatchers.toEqualDecimal(aFill({ price: '100.50' }).price, '100.5').pass).toBe(true);
    expect(brokerMatchers.toEqualDecimal(aFill({ price: '100' }).price, '100.1').pass).toBe(false);
  });

  it('say in words what is wrong', () => {
    const { message } = brokerMatchers.toEqualFill(aFill({ price: '100' }), { price: '101' });
    expect(message()).toBe('The fill differs: price is 100, not 101.');
  });
});

describe('counted ids', () => {
  it('are 22 letters and digits that count up', () => {
    const ids = countingIds('abc');
    expect([ids.next(), ids.next()]).toEqual(['abc0000000000000000001', 'abc0000000000000000002']);
  });

  it('keep their length whatever the prefix', () => {
    for (const prefix of ['', 'T', 'x'.repeat(22), 'y'.repeat(30)]) {
      const ids = countingIds(prefix);
      const drawn = Array.from({ length: 120 }, () => ids.next());
      expect(new Set(drawn.map(({ length }) => length))).toEqual(new Set([22]));
      expect(new Set(drawn).size).toBe(120);
    }
  });
});
