import { describe, expect, it } from 'vitest';
import { applyOrderEvent } from '../../../src/domain/apply-order-event.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { OrderEvent } from '../../../src/domain/order-event.ts';
import { OrderPushes, type PushNews } from '../../../src/okx/codec/order-pushes.ts';
import { anOrder, type OrderDescription } from '../../../src/testing/builders/an-order.ts';
import { anAlgoRow, anExecution, anOrderRow, aReading, SPOT, SWAP } from './rows.ts';

/** Our order of the rows of this file: 0.01 BTC, sent and not answered. */
const ours = (change: OrderDescription = {}) => anOrder({ instrument: SWAP.instrument, state: 'submitted', ...change });
const stop = (change: OrderDescription = {}) =>
  ours({
    clientOrderId: 'order1S',
    side: 'sell',
    effect: 'reduce_only',
    pricing: { type: 'stop_market', trigger: { price: '49000' } },
    ...change,
  });

function eventsOf(...news: readonly PushNews[]): OrderEvent[] {
  return news.flatMap(({ events }) => events.flatMap((event) => (event.type === 'order' ? [event.event] : [])));
}
function typesOf(...news: readonly PushNews[]): string[] {
  return news.flatMap(({ events }) => events.map((event) => (event.type === 'order' ? event.event.type : event.type)));
}
function endOf(order: Order, events: readonly OrderEvent[]): Order {
  return events.filter(({ clientOrderId }) => clientOrderId === order.clientOrderId).reduce(applyOrderEvent, order);
}

describe('an order of ours that OKX pushes', () => {
  it('is acknowledged once, with OKX’s id', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    const events = eventsOf(pushes.order(anOrderRow()), pushes.order(anOrderRow()));
    expect(events).toEqual([{ type: 'order.acknowledged', clientOrderId: 'order1', at: 1000, venueOrderId: '1001' }]);
  });

  it('fills once for each trade id, with the fee paid positive', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    const events = eventsOf(
      pushes.order(anExecution('1', '0.4', '0.4')),
      pushes.order(anExecution('1', '0.4', '0.4')),
      pushes.order(anExecution('2', '0.6', '1', { state: 'filled', uTime: '1600' })),
    );
    const filled = endOf(ours(), events);
    expect(filled.state).toBe('filled');
    expect(filled.fee.toFixed()).toBe('0.5');
    expect(events.filter(({ type }) => type === 'order.filled')).toHaveLength(2);
  });

  it('that a rebate is paid for has a negative fee', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    const events = eventsOf(pushes.order(anExecution('1', '1', '1', { fillFee: '0.1', execType: 'M' })));
    expect(endOf(ours(), events).fee.toFixed()).toBe('-0.1');
  });

  it('filled without an execution, as spot at the market can be, is filled with what it has', () => {
    const order = anOrder({
      instrument: SPOT.instrument,
      quantity: '0.5',
      state: 'submitted',
      pricing: { type: 'market' },
    });
    const spot = {
      instId: 'BTC-USDT',
      instType: 'SPOT',
      tdMode: 'cash',
      ordType: 'market',
      px: '',
      sz: '0.5',
      tgtCcy: 'base_ccy',
    };
    const pushes = new OrderPushes(aReading([order]));
    const events = eventsOf(
      pushes.order(anExecution('1', '0.4', '0.4', { ...spot, fillFeeCcy: 'BTC', fillFee: '-0.0004' })),
      pushes.order(
        anOrderRow({ ...spot, state: 'filled', fillSz: '0', accFillSz: '0.4', avgPx: '50000', uTime: '1600' }),
      ),
    );
    expect(endOf(order, events)).toMatchObject({ state: 'filled' });
    expect(endOf(order, events).quantity.toFixed()).toBe('0.4');
  });

  it.each([
    ['1', 'limit', 'requested'],
    ['2', 'limit', 'insufficient_margin'],
    ['6', 'limit', 'liquidation'],
    ['9', 'limit', 'insufficient_margin'],
    ['13', 'fok', 'fok_not_fillable'],
    ['14', 'ioc', 'ioc_remainder'],
    ['15', 'limit', 'venue'],
    ['15', 'market', 'no_liquidity'],
    ['3', 'limit', 'insufficient_margin'],
    ['17', 'limit', 'position_closed'],
    ['20', 'limit', 'venue'],
    ['22', 'limit', 'position_closed'],
    ['23', 'limit', 'position_closed'],
    ['27', 'market', 'no_liquidity'],
    ['31', 'post_only', 'post_only_would_take'],
    ['32', 'limit', 'self_trade'],
    ['33', 'post_only', 'venue'],
    ['0', 'market', 'no_liquidity'],
    ['', 'ioc', 'ioc_remainder'],
    ['', 'limit', 'venue'],
  ])('canceled for the source "%s" as a %s order was canceled for %s', (cancelSource, ordType, reason) => {
    const pushes = new OrderPushes(aReading([ours()]));
    const events = eventsOf(pushes.order(anOrderRow({ state: 'canceled', cancelSource, ordType, uTime: '1100' })));
    expect(events.at(-1)).toMatchObject({ type: 'order.canceled', reason });
  });

  it('that ends before it lived, as a refused post-only does, ends once', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    const rejected = anOrderRow({ state: 'canceled', ordType: 'post_only', cancelSource: '31', uTime: '1001' });
    const types = typesOf(
      pushes.order(rejected),
      pushes.order(anOrderRow({ ordType: 'post_only' })),
      pushes.order(rejected),
    );
    expect(types).toEqual(['order.acknowledged', 'order.canceled']);
  });

  it('that was changed has its new size and price', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    const changed = anOrderRow({ sz: '2', px: '50100', amendResult: '0', reqId: 'r1', uTime: '1200' });
    const events = eventsOf(pushes.order(anOrderRow()), pushes.order(changed), pushes.order(changed));
    expect(events.filter(({ type }) => type === 'order.amended')).toEqual([
      { type: 'order.amended', clientOrderId: 'order1', at: 1200, lots: 200, limitTicks: 501_000, triggerTicks: null },
    ]);
  });

  it('that OKX shrank by itself is told as changed', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    const events = eventsOf(
      pushes.order(anOrderRow()),
      pushes.order(anOrderRow({ sz: '0.5', amendSource: '2', uTime: '1200' })),
    );
    expect(events.at(-1)).toMatchObject({ type: 'order.amended', lots: 50 });
  });

  it('whose change failed stays as it was, told once for each request', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    const failed = anOrderRow({ amendResult: '-1', reqId: 'r1', code: '51511', msg: 'post only', uTime: '1200' });
    const events = eventsOf(pushes.order(anOrderRow()), pushes.order(failed), pushes.order(failed));
    expect(events.filter(({ type }) => type === 'order.amend_rejected')).toMatchObject([
      { rejection: { reason: 'would_take_liquidity', venueCode: '51511', venueMessage: 'post only' } },
    ]);
  });

  it('of which executions are missing has its fills read', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    const { needs } = pushes.order(anExecution('2', '0.6', '1'));
    expect(needs).toEqual([{ need: 'fills', ordId: '1001', instId: 'BTC-USDT-SWAP' }]);
  });

  it('of which everything was heard needs nothing', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    pushes.order(anExecution('1', '0.4', '0.4'));
    expect(pushes.order(anExecution('2', '0.6', '1', { state: 'filled' })).needs).toEqual([]);
  });

  it('that was partly filled before we listened needs only what came since', () => {
    const pushes = new OrderPushes(aReading([ours({ state: 'partially_filled', filledQuantity: '0.004' })]));
    expect(pushes.order(anExecution('2', '0.6', '1', { state: 'filled' })).needs).toEqual([]);
  });
});

describe('an order that we did not place', () => {
  it('by another hand appears before anything else is told of it', () => {
    const pushes = new OrderPushes(aReading());
    const news = pushes.order(anExecution('1', '0.4', '0.4', { clOrdId: '' }));
    expect(typesOf(news)).toEqual(['appeared', 'order.filled']);
    expect(news.events[0]).toMatchObject({ type: 'appeared', order: { state: 'working', role: 'entry' } });
    expect(eventsOf(news)[0]?.clientOrderId).toBe('okxorder1001');
  });

  it.each([
    ['full_liquidation', 'liquidation'],
    ['partial_liquidation', 'liquidation'],
    ['adl', 'adl'],
  ])('of category %s closes as %s', (category, cause) => {
    const pushes = new OrderPushes(aReading());
    const news = pushes.order(anExecution('5', '1', '1', { clOrdId: '', category, side: 'sell', state: 'filled' }));
    expect(news.events[0]).toMatchObject({ order: { role: 'liquidation', effect: 'reduce_only' } });
    expect(eventsOf(news)[0]).toMatchObject({ type: 'order.filled', fill: { cause } });
  });

  it('with the trade id 0 of a liquidation has its fills read instead', () => {
    const pushes = new OrderPushes(aReading());
    const news = pushes.order(
      anExecution('0', '1', '1', { clOrdId: '', category: 'full_liquidation', state: 'filled' }),
    );
    expect(typesOf(news)).toEqual(['appeared']);
    expect(news.needs).toEqual([{ need: 'fills', ordId: '1001', instId: 'BTC-USDT-SWAP' }]);
  });

  it('of an instrument that we do not trade is let be', () => {
    const pushes = new OrderPushes(aReading());
    expect(pushes.order(anOrderRow({ instId: 'BTC-USD-SWAP' }))).toEqual({ events: [], needs: [] });
  });

  it('that buys spot on margin is let be', () => {
    const pushes = new OrderPushes(aReading());
    const row = anOrderRow({ instId: 'BTC-USDT', instType: 'MARGIN', tdMode: 'isolated' });
    expect(pushes.order(row)).toEqual({ events: [], needs: [] });
  });
});

describe('a stop of ours', () => {
  const child = (change: object = {}) =>
    anOrderRow({
      ordId: '1002',
      clOrdId: '',
      algoId: '9001',
      algoClOrdId: 'order1S',
      side: 'sell',
      source: '7',
      ordType: 'market',
      px: '',
      cTime: '3000',
      uTime: '3000',
      ...change,
    });

  it('is armed once', () => {
    const pushes = new OrderPushes(aReading([stop()]));
    const events = eventsOf(pushes.algo(anAlgoRow()), pushes.algo(anAlgoRow()));
    expect(events).toEqual([{ type: 'order.armed', clientOrderId: 'order1S', at: 2000, venueOrderId: '9001' }]);
  });

  it('that was set off goes on under its own id, whatever the id of the order that it became', () => {
    const pushes = new OrderPushes(aReading([stop()]));
    const fill = { ...EXECUTED, tradeId: '8', state: 'filled', accFillSz: '1', fillSz: '1' };
    const events = eventsOf(
      pushes.algo(anAlgoRow()),
      pushes.algo(anAlgoRow({ state: 'effective', actualSide: 'sl', triggerTime: '2900', uTime: '2900' })),
      pushes.order(child(fill)),
    );
    expect(events.map(({ type }) => type)).toEqual(['order.armed', 'order.triggered', 'order.filled']);
    expect(endOf(stop(), events)).toMatchObject({ state: 'filled', venueOrderId: '9001' });
    expect(pushes.childOf('order1S')).toBe('1002');
    expect(pushes.clientIdOf('1002')).toBe('order1S');
  });

  it('whose order is heard of first was armed before, all the same', () => {
    const pushes = new OrderPushes(aReading([stop()]));
    const events = eventsOf(pushes.order(child()), pushes.algo(anAlgoRow()));
    expect(events.map(({ type }) => type)).toEqual(['order.armed', 'order.triggered']);
    expect(endOf(stop(), events)).toMatchObject({ state: 'working', venueOrderId: '9001' });
  });

  it('that was moved stands at its new trigger', () => {
    const pushes = new OrderPushes(aReading([stop()]));
    const events = eventsOf(pushes.algo(anAlgoRow()), pushes.algo(anAlgoRow({ slTriggerPx: '49500', uTime: '2100' })));
    expect(events.at(-1)).toMatchObject({ type: 'order.amended', triggerTicks: 495_000, lots: 100 });
  });

  it.each([
    ['when we asked for it', true, 'requested'],
    ['when its position went', false, 'position_closed'],
  ])('canceled %s says so', (_name, asked, reason) => {
    const pushes = new OrderPushes(aReading([stop()], { cancelRequested: () => asked }));
    const events = eventsOf(pushes.algo(anAlgoRow()), pushes.algo(anAlgoRow({ state: 'canceled', uTime: '2100' })));
    expect(events.at(-1)).toMatchObject({ type: 'order.canceled', reason });
  });

  it('that could not be sent when it was set off is rejected with the reason', () => {
    const pushes = new OrderPushes(aReading([stop()]));
    const failed = anAlgoRow({ state: 'order_failed', failCode: '51008', uTime: '2100' });
    const events = eventsOf(pushes.algo(anAlgoRow()), pushes.algo(failed), pushes.algo(failed));
    expect(events.at(-1)).toMatchObject({ type: 'order.rejected', rejection: { reason: 'insufficient_margin' } });
    expect(events).toHaveLength(2);
  });

  it('by another hand appears as a stop', () => {
    const pushes = new OrderPushes(aReading());
    const news = pushes.algo(anAlgoRow({ algoClOrdId: '' }));
    expect(news.events).toMatchObject([
      {
        type: 'appeared',
        order: { clientOrderId: 'okxalgo9001', state: 'armed', role: 'stop_loss', type: 'stop_market' },
      },
    ]);
  });

  it('that closes a fraction of a position has its size from the position', () => {
    const pushes = new OrderPushes(aReading([], { positionLots: () => -40 }));
    const news = pushes.algo(anAlgoRow({ algoClOrdId: '', sz: '', closeFraction: '1' }));
    expect(news.events[0]).toMatchObject({ type: 'appeared', order: { progress: { lots: 40 } } });
  });

  it('that closes a fraction of a position not heard of yet is told when the position is', () => {
    let lots = 0;
    const pushes = new OrderPushes(aReading([], { positionLots: () => lots }));
    const row = anAlgoRow({ algoClOrdId: '', sz: '', closeFraction: '1' });
    expect(pushes.algo(row).events).toEqual([]);
    lots = 40;
    expect(pushes.positionHeard(row.instId)).toMatchObject([{ type: 'appeared', order: { progress: { lots: 40 } } }]);
    expect(pushes.positionHeard(row.instId)).toEqual([]);
  });

  it('of an iceberg is let be', () => {
    const pushes = new OrderPushes(aReading());
    expect(pushes.algo(anAlgoRow({ ordType: 'iceberg' })).events).toEqual([]);
  });
});

const EXECUTED = {
  fillPx: '48990',
  fillFee: '-0.2',
  fillFeeCcy: 'USDT',
  fillTime: '3100',
  execType: 'T',
  avgPx: '48990',
  uTime: '3100',
};

describe('a stop and target in one', () => {
  const both = (change: object = {}) =>
    anAlgoRow({
      algoClOrdId: 'order1P',
      ordType: 'oco',
      tpTriggerPx: '52000',
      tpTriggerPxType: 'last',
      tpOrdPx: '-1',
      ...change,
    });
  const child = anOrderRow({
    ordId: '1002',
    clOrdId: '',
    algoId: '9001',
    algoClOrdId: 'order1P',
    side: 'sell',
    source: '7',
    ordType: 'market',
    px: '',
    cTime: '3000',
    uTime: '3000',
  });

  it('of which one is gone when it is first heard of, after a restart, has lost that one', () => {
    const armed = { state: 'armed', venueOrderId: '9001' } as const;
    const target = stop({
      ...armed,
      clientOrderId: 'order1T',
      pricing: { type: 'take_profit_market', trigger: { price: '52000' } },
    });
    const pushes = new OrderPushes(aReading([stop(armed), target]));
    const events = eventsOf(pushes.algo(both({ slTriggerPx: '', slOrdPx: '' })));
    expect(endOf(stop(armed), events).state).toBe('canceled');
    expect(endOf(target, events).state).toBe('armed');
  });

  it('are two orders, named for their entry', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    expect(pushes.algo(both()).events).toMatchObject([
      { type: 'appeared', order: { clientOrderId: 'order1S', role: 'stop_loss', parentClientOrderId: 'order1' } },
      { type: 'appeared', order: { clientOrderId: 'order1T', role: 'take_profit', parentClientOrderId: 'order1' } },
    ]);
  });

  it('of which one was set off: the other goes', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    pushes.algo(both());
    const events = eventsOf(pushes.algo(both({ state: 'effective', actualSide: 'sl', uTime: '3000' })));
    expect(events).toMatchObject([
      { type: 'order.triggered', clientOrderId: 'order1S' },
      { type: 'order.canceled', clientOrderId: 'order1T', reason: 'sibling_filled' },
    ]);
  });

  it('whose order comes before the algo order says which, waits for it', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    expect(pushes.order(child)).toEqual({
      events: [],
      needs: [{ need: 'algo', algoId: '9001', instId: 'BTC-USDT-SWAP' }],
    });
    const events = eventsOf(pushes.algo(both({ state: 'effective', actualSide: 'tp', uTime: '3000' })));
    expect(events.filter(({ clientOrderId }) => clientOrderId === 'order1T').map(({ type }) => type)).toContain(
      'order.triggered',
    );
    expect(pushes.childOf('order1T')).toBe('1002');
  });

  it('with a target that rests in the book knows it by the link', () => {
    const pushes = new OrderPushes(aReading([ours()]));
    pushes.algo(anAlgoRow({ algoClOrdId: 'order1P', linkedOrd: { ordId: '1003' } }));
    const resting = anOrderRow({
      ordId: '1003',
      clOrdId: '',
      side: 'sell',
      px: '52000',
      isTpLimit: 'true',
      linkedAlgoOrd: { algoId: '9001' },
      reduceOnly: 'true',
    });
    expect(pushes.order(resting).events).toMatchObject([
      { type: 'appeared', order: { clientOrderId: 'order1T', role: 'take_profit', type: 'limit' } },
    ]);
  });
});
