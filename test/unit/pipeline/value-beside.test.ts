import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { JudgedOrder, JudgedPosition } from '../../../src/pipeline/judge/judge-view.ts';
import { valueBeside } from '../../../src/pipeline/judge/value-beside.ts';
import { aView, BTC } from './judging/a-view.ts';

const SOL = 'SOL-USDT-SWAP';

interface Held extends Partial<Pick<JudgedPosition, 'instrument' | 'marginMode' | 'side'>> {
  readonly quantity?: string;
  readonly notional?: string | null;
}

/** By default 10 SOL long in cross margin, at 150. */
function held({ quantity = '10', notional = '1500', ...description }: Held = {}): JudgedPosition {
  return {
    instrument: SOL,
    marginMode: 'cross',
    side: 'long',
    entryPrice: new Decimal(140),
    leverage: new Decimal(3),
    initialMargin: new Decimal(500),
    quantity: new Decimal(quantity),
    notional: notional === null ? null : new Decimal(notional),
    ...description,
  };
}

interface Ordered extends Partial<Pick<JudgedOrder, 'instrument' | 'marginMode' | 'side' | 'effect'>> {
  readonly quantity?: string;
  readonly price?: string | null;
}

/** By default a buy of 4 SOL at 150. */
function ordered({ quantity = '4', price = '150', ...description }: Ordered = {}): JudgedOrder {
  return {
    instrument: SOL,
    side: 'buy',
    effect: 'open',
    remainingQuantity: new Decimal(quantity),
    price: price === null ? null : new Decimal(price),
    ...description,
  };
}

interface Case {
  readonly of: string;
  readonly positions?: readonly JudgedPosition[] | null;
  readonly openOrders?: readonly JudgedOrder[];
  readonly value: string;
  readonly unvalued?: readonly string[];
}

describe('the value beside the trading symbols', () => {
  it.each<Case>([
    { of: 'nothing', value: '0' },
    { of: 'positions that could not be read', positions: null, openOrders: [ordered()], value: '600' },
    { of: 'a position is what it is worth now', positions: [held()], value: '1500' },
    { of: 'a short is positive', positions: [held({ side: 'short' })], value: '1500' },
    { of: 'a position without a quantity', positions: [held({ quantity: '0', notional: '0' })], value: '0' },
    {
      of: 'a position and an order of a trading symbol is none: they are reckoned with its prices',
      positions: [held({ instrument: BTC.id }), held({ instrument: BTC.id, notional: null })],
      openOrders: [ordered({ instrument: BTC.id }), ordered({ instrument: BTC.id, price: null })],
      value: '0',
    },
    {
      of: 'a position of no known price is unknown, and that of others is not',
      positions: [held({ notional: null }), held({ instrument: 'ADA-USDT-SWAP', notional: '70' })],
      value: '70',
      unvalued: [SOL],
    },
    { of: 'an order counts it as filled', openOrders: [ordered()], value: '600' },
    { of: 'an order that sells counts it as filled', openOrders: [ordered({ side: 'sell' })], value: '600' },
    {
      of: 'orders of both sides is that of the larger side',
      openOrders: [ordered(), ordered({ quantity: '1' }), ordered({ side: 'sell', quantity: '3' })],
      value: '750',
    },
    {
      of: 'orders of both sides is that of the larger side, where it is the other',
      openOrders: [ordered({ quantity: '3' }), ordered({ side: 'sell' }), ordered({ side: 'sell', quantity: '1' })],
      value: '750',
    },
    {
      of: 'orders at several prices is at the highest',
      openOrders: [ordered({ price: '160' }), ordered({ price: '150' })],
      value: '1280',
    },
    { of: 'a long and what adds to it', positions: [held()], openOrders: [ordered()], value: '2100' },
    {
      of: 'a long and what adds to it above the market',
      positions: [held()],
      openOrders: [ordered({ price: '160' })],
      value: '2240',
    },
    {
      of: 'a long and what adds to it below the market',
      positions: [held()],
      openOrders: [ordered({ price: '100' })],
      value: '2100',
    },
    {
      of: 'a long and what sells a part of it: until that fills, the long is whole',
      positions: [held()],
      openOrders: [ordered({ side: 'sell' })],
      value: '1500',
    },
    {
      of: 'a long and what turns it into a larger short',
      positions: [held()],
      openOrders: [ordered({ side: 'sell', quantity: '25' })],
      value: '2250',
    },
    {
      of: 'a short and what adds to it',
      positions: [held({ side: 'short' })],
      openOrders: [ordered({ side: 'sell' })],
      value: '2100',
    },
    {
      of: 'a short and what buys a part of it back',
      positions: [held({ side: 'short' })],
      openOrders: [ordered()],
      value: '1500',
    },
    {
      of: 'one instrument in two margin modes is added up: they are two positions',
      positions: [held(), held({ marginMode: 'isolated', side: 'short' })],
      openOrders: [ordered({ marginMode: 'isolated' }), ordered({ marginMode: 'cross' })],
      value: '3600',
    },
    {
      of: 'an order that names no margin mode belongs to the usual one',
      positions: [held({ marginMode: 'isolated' }), held({ marginMode: 'cross', side: 'short' })],
      openOrders: [ordered()],
      value: '3000',
    },
    {
      of: 'an order that only reduces is none, known or not',
      openOrders: [ordered({ effect: 'reduce_only' }), ordered({ effect: 'reduce_only', price: null })],
      value: '0',
    },
    {
      of: 'selling spot is none, and buying it is some',
      openOrders: [
        ordered({ instrument: 'SOL-USDT', marginMode: 'cash', side: 'sell', quantity: '9' }),
        ordered({ instrument: 'SOL-USDT', marginMode: 'cash', side: 'sell', price: null }),
        ordered({ instrument: 'SOL-USDT', marginMode: 'cash' }),
      ],
      value: '600',
    },
    {
      of: 'orders of no known price is unknown, and named once',
      openOrders: [ordered({ price: null }), ordered({ price: '0' }), ordered({ instrument: 'ADA-USDT-SWAP' })],
      value: '600',
      unvalued: [SOL],
    },
  ])('of $of', ({ positions = [], openOrders = [], value, unvalued = [] }) => {
    const beside = valueBeside({ ...aView(), positions, openOrders }, 'cross');
    expect({ value: beside.value.toFixed(), unvalued: beside.unvalued }).toEqual({ value, unvalued });
  });
});
