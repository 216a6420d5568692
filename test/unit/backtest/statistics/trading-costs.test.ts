import { describe, expect, it } from 'vitest';
import type { RecordedFill } from '../../../../src/backtest/recorded-fills.ts';
import { tradingCosts } from '../../../../src/backtest/statistics/trading-costs.ts';
import type { OrderPricing, Side } from '../../../../src/domain/order-intent.ts';
import { aFill, anInstrument } from '../../../../src/testing/index.ts';

interface Execution {
  readonly side?: Side;
  readonly price: string;
  readonly quantity?: string;
  readonly decidedAt?: string;
  readonly pricing?: OrderPricing;
  readonly fee?: string;
}

function executed({ side = 'buy', price, quantity = '0.1', decidedAt, pricing, fee = '0' }: Execution): RecordedFill {
  const instrument = anInstrument();
  const intended = pricing !== undefined && 'trigger' in pricing ? pricing.trigger.price : decidedAt;
  return {
    fill: aFill({ instrument, side, quantity, price, fee }),
    type: pricing?.type ?? 'market',
    role: 'entry',
    effect: 'open',
    intendedTicks: intended === undefined ? null : instrument.ticks(intended, 'down'),
  };
}

describe('trading costs', () => {
  it('add up the value of buys and sells', () => {
    const fills = [executed({ price: '50000' }), executed({ side: 'sell', price: '51000' })];
    expect(tradingCosts(fills).tradedValue.toFixed()).toBe('10100');
  });

  it('add up fees, a rebate taken off', () => {
    const fills = [executed({ price: '50000', fee: '2.5' }), executed({ price: '50000', fee: '-0.5' })];
    expect(tradingCosts(fills).fees.toFixed()).toBe('2');
  });

  it('value a fee in base currency at the price of its fill', () => {
    const spot = anInstrument({ type: 'spot' });
    const fill = aFill({ instrument: spot, quantity: '0.1', price: '50000', fee: '0.0001' });
    expect(tradingCosts([{ ...executed({ price: '50000' }), fill }]).fees.toFixed()).toBe('5');
  });
});

describe('slippage', () => {
  it.each<[string, Execution, string]>([
    ['a buy above the price at the decision costs', { price: '50010', decidedAt: '50000' }, '1'],
    ['a buy below it gains', { price: '49990', decidedAt: '50000' }, '-1'],
    ['a sell below it costs', { side: 'sell', price: '49990', decidedAt: '50000' }, '1'],
    [
      'a stop is held against its trigger',
      { side: 'sell', price: '49900', pricing: { type: 'stop_market', trigger: { price: '50000' } } },
      '10',
    ],
    ['a limit order cannot slip', { price: '49000', pricing: { type: 'limit', price: '50000' } }, '0'],
    ['a market order without a known price cannot either', { price: '49000' }, '0'],
  ])('of %s', (_name, execution, cost) => {
    expect(tradingCosts([executed(execution)]).slippage.toFixed()).toBe(cost);
  });

  it('is a fraction of the value at the intended price', () => {
    expect(tradingCosts([executed({ price: '50010', decidedAt: '50000' })]).slippageFraction).toBeCloseTo(0.0002, 15);
  });

  it('is no fraction where nothing could slip', () => {
    expect(tradingCosts([]).slippageFraction).toBeNull();
  });
});
