import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import { MockOkx } from '../../../../src/testing/mock-okx/mock-okx.ts';
import { aClient, anOrderBody, SWAP } from './a-client.ts';

let mock: MockOkx;
let clock: FakeClock;
let client: ReturnType<typeof aClient>;
beforeEach(async () => {
  clock = new FakeClock();
  mock = await MockOkx.start({ clock, limits: 'off' });
  client = aClient(mock);
});
afterEach(() => mock.close());

const PROTECTION = [
  { attachAlgoClOrdId: 'prot', slTriggerPx: '59000', slOrdPx: '-1', tpTriggerPx: '62000', tpOrdPx: '-1' },
];
const pending = async () => (await client.get('trade/orders-algo-pending', { ordType: 'conditional,oco' })).data;
const position = () => client.row('account/positions', { instId: SWAP });

describe('attached protection', () => {
  it('comes alive with the fill under the id that it was given', async () => {
    await client.post('trade/order', anOrderBody({ sz: '2', attachAlgoOrds: PROTECTION }));
    expect(await pending()).toMatchObject([
      { algoClOrdId: 'prot', ordType: 'oco', sz: '2', side: 'sell', slTriggerPx: '59000', tpTriggerPx: '62000' },
    ]);
  });

  it('grows with each fill of its order', async () => {
    await client.post(
      'trade/order',
      anOrderBody({ ordType: 'limit', px: '59900', sz: '3', attachAlgoOrds: PROTECTION }),
    );
    expect(await pending()).toEqual([]);
    mock.market.trade(SWAP, { price: '59900', quantity: '0.01', taker: 'sell' });
    expect(await pending()).toMatchObject([{ sz: '1' }]);
    mock.market.trade(SWAP, { price: '59900', quantity: '0.02', taker: 'sell' });
    expect(await pending()).toMatchObject([{ sz: '3' }]);
  });

  it('of an order that turns the position round covers what it opened, a target that rests too', async () => {
    await client.post('trade/order', anOrderBody({ sz: '2' }));
    const resting = {
      attachAlgoClOrdId: 'prot',
      slTriggerPx: '61000',
      slOrdPx: '-1',
      tpOrdKind: 'limit',
      tpOrdPx: '58000',
    };
    await client.post('trade/order', anOrderBody({ side: 'sell', sz: '5', attachAlgoOrds: [resting] }));
    expect(await pending()).toMatchObject([{ algoClOrdId: 'prot', sz: '3', side: 'buy' }]);
    const targets = await client.get('trade/orders-pending', { instId: SWAP });
    expect(targets.data).toMatchObject([{ px: '58000', sz: '3', side: 'buy', reduceOnly: 'true' }]);
  });

  it('of an order that only closes comes to nothing', async () => {
    await client.post('trade/order', anOrderBody({ sz: '2' }));
    await client.post(
      'trade/order',
      anOrderBody({ side: 'sell', sz: '2', attachAlgoOrds: [{ slTriggerPx: '61000', slOrdPx: '-1' }] }),
    );
    expect(await pending()).toEqual([]);
  });

  it('closes the position at its stop by an order of its own, and its other leg goes', async () => {
    await client.post('trade/order', anOrderBody({ sz: '2', attachAlgoOrds: PROTECTION }));
    mock.market.setPrice(SWAP, '58900');
    expect(await position()).toMatchObject({ pos: '0' });
    expect(await pending()).toEqual([]);
    const [algo] = (await client.get('trade/orders-algo-history', { ordType: 'oco', state: 'effective' })).data;
    expect(algo).toMatchObject({ actualSide: 'sl', actualSz: '2' });
    const child = await client.row('trade/order', { instId: SWAP, ordId: String(algo?.ordId) });
    expect(child).toMatchObject({ state: 'filled', source: '7', algoClOrdId: 'prot', accFillSz: '2' });
  });

  it('outlives the position and fails at its trigger', async () => {
    await client.post('trade/order', anOrderBody({ sz: '2', attachAlgoOrds: PROTECTION }));
    await client.post('trade/close-position', { instId: SWAP, mgnMode: 'cross' });
    expect(await pending()).toMatchObject([{ algoClOrdId: 'prot', sz: '2' }]);
    mock.market.setPrice(SWAP, '58900');
    expect(await pending()).toEqual([]);
    const failed = await client.get('trade/orders-algo-history', { ordType: 'oco', state: 'order_failed' });
    expect(failed.data).toHaveLength(1);
  });

  it('covers a position that comes back', async () => {
    await client.post('trade/order', anOrderBody({ sz: '2', attachAlgoOrds: PROTECTION }));
    await client.post('trade/close-position', { instId: SWAP, mgnMode: 'cross' });
    await client.post('trade/order', anOrderBody({ sz: '1' }));
    mock.market.setPrice(SWAP, '58900');
    expect(await position()).toMatchObject({ pos: '0' });
  });

  it('on the wrong side is refused with its order', async () => {
    const reply = await client.post(
      'trade/order',
      anOrderBody({ attachAlgoOrds: [{ slTriggerPx: '61000', slOrdPx: '-1' }] }),
    );
    expect(reply.data[0]?.sCode).toBe('51051');
  });

  it('of a spot buy too small to protect is dropped without a word', async () => {
    const reply = await client.post('trade/order', {
      instId: 'BTC-USDT',
      tdMode: 'cash',
      side: 'buy',
      ordType: 'market',
      tgtCcy: 'base_ccy',
      sz: '0.00001',
      attachAlgoOrds: [{ slTriggerPx: '59000', slOrdPx: '-1' }],
    });
    expect(reply.data[0]?.sCode).toBe('0');
    expect(await pending()).toEqual([]);
  });
});

describe('an algo order', () => {
  const aStop = (changes: Record<string, unknown> = {}) => ({
    instId: SWAP,
    tdMode: 'cross',
    side: 'sell',
    ordType: 'conditional',
    sz: '1',
    reduceOnly: true,
    slTriggerPx: '59000',
    slOrdPx: '-1',
    ...changes,
  });

  it('that stands alone is placed, amended and canceled', async () => {
    await client.post('trade/order', anOrderBody());
    const { data } = await client.post('trade/order-algo', aStop({ algoClOrdId: 's1' }));
    const algoId = String(data[0]?.algoId);
    await client.post('trade/amend-algos', { instId: SWAP, algoId, newSlTriggerPx: '59500' });
    clock.advance(5);
    expect(await pending()).toMatchObject([{ slTriggerPx: '59500', algoClOrdId: 's1' }]);
    await client.post('trade/cancel-algos', [{ instId: SWAP, algoId }]);
    clock.advance(5);
    expect(await pending()).toEqual([]);
    expect(await client.row('trade/order-algo', { algoId })).toMatchObject({ state: 'canceled' });
  });

  it('that reduces nothing is refused', async () => {
    expect((await client.post('trade/order-algo', aStop())).data[0]?.sCode).toBe('51169');
  });

  it('trails the price', async () => {
    await client.post('trade/order', anOrderBody());
    const {
      slTriggerPx: _trigger,
      slOrdPx: _order,
      ...rest
    } = aStop({ ordType: 'move_order_stop', callbackRatio: '0.01' });
    expect((await client.post('trade/order-algo', rest)).data[0]?.sCode).toBe('0');
    mock.market.setPrice(SWAP, '62000');
    mock.market.setPrice(SWAP, '61300');
    expect(await position()).toMatchObject({ pos: '0' });
  });

  it('opens a position at its trigger', async () => {
    const body = {
      instId: SWAP,
      tdMode: 'cross',
      side: 'buy',
      ordType: 'trigger',
      sz: '1',
      triggerPx: '61000',
      orderPx: '-1',
    };
    expect((await client.post('trade/order-algo', body)).data[0]?.sCode).toBe('0');
    mock.market.setPrice(SWAP, '61001');
    expect(await position()).toMatchObject({ pos: '1' });
  });

  it('goes with its position where it was told to', async () => {
    await client.post('trade/order', anOrderBody());
    await client.post('trade/order-algo', aStop({ cxlOnClosePos: true }));
    await client.post('trade/close-position', { instId: SWAP, mgnMode: 'cross' });
    expect(await pending()).toEqual([]);
  });
});

describe('closing a position', () => {
  it('is refused while orders close it, unless they may be canceled', async () => {
    await client.post('trade/order', anOrderBody());
    await client.post('trade/order', anOrderBody({ side: 'sell', ordType: 'limit', px: '61000', reduceOnly: true }));
    expect((await client.post('trade/close-position', { instId: SWAP, mgnMode: 'cross' })).code).toBe('51115');
    const closed = await client.post('trade/close-position', { instId: SWAP, mgnMode: 'cross', autoCxl: true });
    expect([closed.code, closed.data[0]?.ordId]).toEqual(['0', undefined]);
    expect(await position()).toMatchObject({ pos: '0' });
  });
});
