import { describe, expect, it } from 'vitest';
import type { AccountMode } from '../../../src/okx/codec/account-mode.ts';
import { amendRequest, cancelRequest } from '../../../src/okx/codec/change-request.ts';
import { placeRequest } from '../../../src/okx/codec/order-request.ts';
import { anOrder, type OrderDescription } from '../../../src/testing/builders/an-order.ts';
import { FUTURES, SPOT, SWAP } from './rows.ts';

const swapOrder = (change: OrderDescription = {}) =>
  anOrder({ instrument: SWAP.instrument, quantity: '0.0125', ...change });
const spotOrder = (change: OrderDescription = {}) =>
  anOrder({ instrument: SPOT.instrument, quantity: '0.5', ...change });
const onSwap = (change: OrderDescription) => placeRequest(swapOrder(change), SWAP, FUTURES);
const onSpot = (change: OrderDescription, mode: AccountMode = FUTURES) => placeRequest(spotOrder(change), SPOT, mode);

describe('an order on the wire', () => {
  it('has its size in contracts and all its terms', () => {
    expect(
      onSwap({ pricing: { type: 'limit', price: '50000' }, tag: 'bot', selfTradePrevention: 'cancel_taker' }),
    ).toEqual({
      kind: 'order',
      body: {
        instId: 'BTC-USDT-SWAP',
        tdMode: 'cross',
        clOrdId: 'order1',
        side: 'buy',
        ordType: 'limit',
        sz: '1.25',
        px: '50000',
        stpMode: 'cancel_taker',
        tag: 'bot',
      },
    });
  });

  it.each([
    ['gtc', 'limit'],
    ['ioc', 'ioc'],
    ['fok', 'fok'],
    ['post_only', 'post_only'],
  ] as const)('with time in force %s is of type %s', (timeInForce, ordType) => {
    const request = onSwap({ pricing: { type: 'limit', price: '50000', timeInForce } });
    expect(request).toMatchObject({ body: { ordType, px: '50000' } });
  });

  it('at the market has no price', () => {
    expect(onSwap({ pricing: { type: 'market' } })).toMatchObject({ body: { ordType: 'market', sz: '1.25' } });
    expect(onSwap({ pricing: { type: 'market' } })).not.toHaveProperty('body.px');
  });

  it('that may only reduce says so for a swap, and not for spot, which knows no such thing', () => {
    expect(onSwap({ effect: 'reduce_only', side: 'sell' })).toMatchObject({ body: { reduceOnly: true } });
    expect(onSpot({ effect: 'reduce_only', side: 'sell' })).not.toHaveProperty('body.reduceOnly');
  });

  it('of an isolated position says so', () => {
    expect(onSwap({ marginMode: 'isolated' })).toMatchObject({ body: { tdMode: 'isolated' } });
  });

  it.each([
    ['1', 'cash'],
    ['2', 'cash'],
    ['3', 'cross'],
    ['4', 'cross'],
  ] as const)('of spot in account level %s is %s', (level, tdMode) => {
    expect(onSpot({}, { ...FUTURES, level })).toMatchObject({ body: { tdMode } });
  });

  it('that buys spot at the market is sized in coins and may not be shrunk', () => {
    expect(onSpot({ pricing: { type: 'market' } })).toMatchObject({
      body: { sz: '0.5', tgtCcy: 'base_ccy', banAmend: true },
    });
  });

  it('that OKX has not is not sent', () => {
    const request = onSwap({
      pricing: { type: 'limit', price: '50000', timeInForce: 'fok' },
      selfTradePrevention: 'cancel_both',
    });
    expect(request).toMatchObject({ kind: 'impossible', reason: 'other' });
  });

  it('does not name the position’s side: the account is in net mode', () => {
    expect(onSwap({})).not.toHaveProperty('body.posSide');
  });
});

describe('protection of an entry', () => {
  it('with stop and target is one attached order of its own id', () => {
    const protection = {
      stopLoss: { trigger: { price: '49000.04', by: 'mark' as const } },
      takeProfit: { trigger: { price: '52000' }, limit: '51999.96' },
    };
    expect(onSwap({ protection })).toMatchObject({
      body: {
        attachAlgoOrds: [
          {
            attachAlgoClOrdId: 'order1P',
            slTriggerPx: '49000.1',
            slTriggerPxType: 'mark',
            slOrdPx: '-1',
            tpTriggerPx: '52000',
            tpTriggerPxType: 'last',
            tpOrdPx: '52000',
          },
        ],
      },
    });
  });

  it.each([
    ['a stop', { stopLoss: { trigger: { price: '49000' } } }, 'order1S'],
    ['a target', { takeProfit: { trigger: { price: '52000' } } }, 'order1T'],
  ])('with only %s is named for it', (_name, protection, attachAlgoClOrdId) => {
    expect(onSwap({ protection })).toMatchObject({ body: { attachAlgoOrds: [{ attachAlgoClOrdId }] } });
  });

  it('with a target that rests is a limit order from the start', () => {
    const protection = { stopLoss: { trigger: { price: '49000' } }, takeProfit: { resting: '52000' } };
    expect(onSwap({ protection })).toMatchObject({
      body: { attachAlgoOrds: [{ tpOrdKind: 'limit', tpOrdPx: '52000' }] },
    });
  });
});

describe('a condition on the wire', () => {
  it('that protects a swap goes with its position', () => {
    const pricing = { type: 'stop_market', trigger: { price: '49000', by: 'mark' } } as const;
    expect(onSwap({ side: 'sell', effect: 'reduce_only', pricing })).toEqual({
      kind: 'algo',
      body: {
        instId: 'BTC-USDT-SWAP',
        tdMode: 'cross',
        algoClOrdId: 'order1',
        side: 'sell',
        sz: '1.25',
        reduceOnly: true,
        ordType: 'conditional',
        slTriggerPx: '49000',
        slTriggerPxType: 'mark',
        slOrdPx: '-1',
        cxlOnClosePos: true,
      },
    });
  });

  it('that takes profit at a limit has both prices', () => {
    const pricing = { type: 'take_profit_limit', trigger: { price: '52000' }, price: '51990' } as const;
    expect(onSwap({ side: 'sell', effect: 'reduce_only', pricing })).toMatchObject({
      body: { ordType: 'conditional', tpTriggerPx: '52000', tpTriggerPxType: 'last', tpOrdPx: '51990' },
    });
  });

  it('that enters is a trigger order, and can be protected', () => {
    const pricing = { type: 'stop_limit', trigger: { price: '51000' }, price: '51010' } as const;
    const protection = { stopLoss: { trigger: { price: '50000' } } };
    expect(onSwap({ pricing, protection })).toMatchObject({
      body: { ordType: 'trigger', triggerPx: '51000', orderPx: '51010', attachAlgoOrds: [{ slTriggerPx: '50000' }] },
    });
  });

  it.each([
    ['a fraction', { fraction: '0.01' }, { callbackRatio: '0.01' }],
    ['an amount', { amount: '150.5' }, { callbackSpread: '150.5' }],
  ])('that trails keeps %s', (_name, distance, fields) => {
    const pricing = { type: 'trailing_stop', distance, activation: { price: '51000' } } as const;
    expect(onSwap({ side: 'sell', effect: 'reduce_only', pricing })).toMatchObject({
      kind: 'algo',
      body: { ordType: 'move_order_stop', activePx: '51000', reduceOnly: true, ...fields },
    });
  });

  it('that trails from a mark price does not exist', () => {
    const pricing = {
      type: 'trailing_stop',
      distance: { fraction: '0.01' },
      activation: { price: '51000', by: 'mark' },
    } as const;
    expect(onSwap({ side: 'sell', effect: 'reduce_only', pricing })).toMatchObject({ kind: 'impossible' });
  });

  it('of spot at the market is sized in coins', () => {
    const pricing = { type: 'stop_market', trigger: { price: '49000' } } as const;
    expect(onSpot({ side: 'sell', effect: 'reduce_only', pricing })).toMatchObject({
      body: { ordType: 'conditional', tdMode: 'cash', tgtCcy: 'base_ccy', sz: '0.5' },
    });
  });
});

describe('a cancel on the wire', () => {
  const stop = { type: 'stop_market', trigger: { price: '49000' } } as const;

  it('names OKX’s id where it is known, else ours', () => {
    expect(cancelRequest(swapOrder({ venueOrderId: '7' })).body).toEqual({ instId: 'BTC-USDT-SWAP', ordId: '7' });
    expect(cancelRequest(swapOrder({ state: 'submitted' })).body).toEqual({
      instId: 'BTC-USDT-SWAP',
      clOrdId: 'order1',
    });
  });

  it('of a condition goes to the algo orders', () => {
    const order = swapOrder({ side: 'sell', effect: 'reduce_only', pricing: stop, venueOrderId: '9' });
    expect(cancelRequest(order)).toEqual({ kind: 'algo', body: { instId: 'BTC-USDT-SWAP', algoId: '9' } });
  });

  it('of a condition that was set off goes to the order that it became', () => {
    const order = swapOrder({ side: 'sell', effect: 'reduce_only', pricing: stop, venueOrderId: '9' });
    expect(cancelRequest(order, { childId: '1009' })).toEqual({
      kind: 'order',
      body: { instId: 'BTC-USDT-SWAP', ordId: '1009' },
    });
  });
});

describe('a change on the wire', () => {
  it('has the new total, what is filled included, and the price on the safe side of the tick', () => {
    const order = swapOrder({ venueOrderId: '7', filledQuantity: '0.01', quantity: '0.02' });
    expect(amendRequest(order, { quantity: '0.03', price: '50100.07' }, SWAP, 'r1')).toEqual({
      kind: 'order',
      body: { instId: 'BTC-USDT-SWAP', ordId: '7', reqId: 'r1', newSz: '3', newPx: '50100' },
    });
  });

  it.each([
    ['stop_limit', 'reduce_only', { newSlTriggerPx: '48000', newSlOrdPx: '47990' }],
    ['take_profit_limit', 'reduce_only', { newTpTriggerPx: '48000', newTpOrdPx: '47990' }],
    ['stop_limit', 'open', { newTriggerPx: '48000', newOrdPx: '47990' }],
  ] as const)('of a %s that is %s names the fields of its kind', (type, effect, fields) => {
    const pricing = { type, trigger: { price: '49000' }, price: '48990' } as const;
    const order = swapOrder({ side: 'sell', effect, pricing, venueOrderId: '9' });
    expect(amendRequest(order, { triggerPrice: '48000', price: '47990' }, SWAP, 'r1')).toEqual({
      kind: 'algo',
      body: { instId: 'BTC-USDT-SWAP', reqId: 'r1', algoId: '9', ...fields },
    });
  });

  it('of a trailing stop does not exist', () => {
    const pricing = { type: 'trailing_stop', distance: { fraction: '0.01' } } as const;
    const order = swapOrder({ side: 'sell', effect: 'reduce_only', pricing });
    expect(amendRequest(order, { quantity: '0.01' }, SWAP, 'r1').kind).toBe('impossible');
  });
});
