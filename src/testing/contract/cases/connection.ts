import assert from 'node:assert/strict';
import { ORDER_TYPES } from '../../../domain/order-intent.ts';
import { BROKER_KINDS } from '../../../ports/broker.ts';
import type { Bench } from '../bench.ts';
import { subject } from '../contract-case.ts';
import { fails } from '../expectations.ts';

/** Every command, on an order and a position that need not exist. */
function commands({ broker, ids }: Bench): Readonly<Record<string, () => Promise<unknown>>> {
  const intent = { instrument: ids.swap, side: 'buy', quantity: '1', pricing: { type: 'market' } } as const;
  const order = { clientOrderId: 'nothing' };
  const position = { instrument: ids.swap, marginMode: 'cross' } as const;
  return {
    preview: () => broker.preview(intent),
    placeOrder: () => broker.placeOrder(intent),
    amendOrder: () => broker.amendOrder(order, { quantity: '1' }),
    cancelOrder: () => broker.cancelOrder(order),
    cancelAllOrders: () => broker.cancelAllOrders(),
    closePosition: () => broker.closePosition(position),
    protectPosition: () => broker.protectPosition(position, { stopLoss: { trigger: { price: '1' } } }),
    setLeverage: () => broker.setLeverage(position, '2'),
  };
}

function reads({ broker, ids }: Bench): Readonly<Record<string, () => Promise<unknown>>> {
  return {
    getBalance: () => broker.getBalance(),
    getPositions: () => broker.getPositions(),
    getOrder: () => broker.getOrder({ clientOrderId: 'nothing' }),
    getOpenOrders: () => broker.getOpenOrders(),
    getOrderHistory: () => broker.getOrderHistory(),
    getFills: () => broker.getFills(),
    getClosedPositions: () => broker.getClosedPositions(),
    getSnapshot: () => broker.getSnapshot(),
    getMarketPrice: () => broker.getMarketPrice(ids.swap),
    getQuote: () => broker.getQuote(ids.swap),
    getInstrument: () => broker.getInstrument(ids.swap),
    getCandles: () => broker.getCandles(ids.swap),
  };
}

export const connection = subject('connection', (it) => {
  it(
    'refuses every command before it is connected',
    async (bench) => {
      for (const [name, call] of Object.entries(commands(bench))) await fails(call, 'net/not_connected', name);
    },
    { connected: false },
  );

  it(
    'refuses every read before it is connected, and answers none with nothing',
    async (bench) => {
      for (const [name, call] of Object.entries(reads(bench))) await fails(call, 'net/not_connected', name);
    },
    { connected: false },
  );

  it(
    'does not know its capabilities before it is connected',
    async ({ broker }) => {
      await fails(() => broker.capabilities, 'net/not_connected');
    },
    { connected: false },
  );

  it(
    'connects a second time without doing anything',
    async (bench) => {
      await bench.connect();
      await bench.broker.connect();
      assert.equal(bench.heard('connection.changed').filter(({ state }) => state === 'connected').length, 1);
    },
    { connected: false },
  );

  it(
    'connects once when asked twice at the same time',
    async (bench) => {
      await Promise.all([bench.broker.connect(), bench.broker.connect()]);
      assert.equal(bench.heard('connection.changed').filter(({ state }) => state === 'connected').length, 1);
    },
    { connected: false },
  );

  it('refuses every command after it is closed', async (bench) => {
    await bench.tidy();
    await bench.broker.close();
    for (const [name, call] of Object.entries(commands(bench))) await fails(call, 'net/closed', name);
  });

  it('refuses every read after it is closed', async (bench) => {
    await bench.broker.close();
    for (const [name, call] of Object.entries(reads(bench))) await fails(call, 'net/closed', name);
  });

  it('closes a second time without doing anything, and tells it once', async (bench) => {
    await bench.broker.close();
    await bench.broker.close();
    assert.equal(bench.heard('connection.changed').filter(({ state }) => state === 'closed').length, 1);
  });

  it(
    'closes without ever having been connected',
    async ({ broker }) => {
      await broker.close();
      await fails(() => broker.getBalance(), 'net/closed');
    },
    { connected: false },
  );

  it('does not connect again once it is closed', async ({ broker }) => {
    await broker.close();
    await fails(() => broker.connect(), 'net/closed');
  });

  it('is closed at the end of an `await using` block', async ({ broker }) => {
    await broker[Symbol.asyncDispose]();
    await fails(() => broker.getBalance(), 'net/closed');
  });

  it('lets what is in flight end before it closes', async (bench) => {
    const placing = bench.place();
    await bench.broker.close();
    const order = await placing;
    assert.ok(order.isTerminal, `the order is ${order.state}`);
  });

  it('says what kind of broker it is and what it can do', async ({ broker }) => {
    assert.ok(BROKER_KINDS.includes(broker.kind));
    assert.ok(broker.capabilities.orderTypes.includes('market'));
    assert.ok(broker.capabilities.orderTypes.every((type) => ORDER_TYPES.includes(type)));
    assert.ok(broker.capabilities.marginModes.length > 0);
  });

  it('finds no drift in an account that nobody else touches', async (bench) => {
    await bench.trade('buy');
    await bench.rest();
    assert.deepEqual(await bench.broker.reconcile(), []);
    assert.deepEqual(bench.heard('position.drifted'), []);
  });
});
