import assert from 'node:assert/strict';
import { LIFECYCLE } from '../../../domain/order-lifecycle.ts';
import type { BrokerEvent } from '../../../ports/broker.ts';
import { subject } from '../contract-case.ts';
import { same, sum } from '../expectations.ts';

export const events = subject('events', (it) => {
  it('numbers events without a gap, in the order in which they are told', async (bench) => {
    await bench.trade('buy', 2);
    await bench.broker.cancelOrder(await bench.rest());
    await bench.trade('sell', 2);
    const numbers = bench.events.map(({ sequence }) => sequence);
    assert.ok(numbers.length >= 6);
    const [first = 0] = numbers;
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => first + index),
    );
  });

  it('tells events with times that do not run backwards', async (bench) => {
    await bench.trade('buy');
    await bench.trade('sell');
    const times = bench.events.map(({ at }) => at);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
  });

  it('tells each step of an order in the order of its life', async (bench) => {
    const order = await bench.rest();
    await bench.broker.cancelOrder(order);
    const told = bench.heard('order.updated').filter((event) => event.order.clientOrderId === order.clientOrderId);
    assert.deepEqual(
      told.map(({ cause }) => cause.type),
      ['order.submitted', 'order.acknowledged', 'order.canceled'],
    );
    assert.deepEqual(
      told.map((event) => event.order.state),
      ['submitted', 'working', 'canceled'],
    );
  });

  it('never tells a step that the lifecycle does not allow', async (bench) => {
    await bench.trade('buy');
    await bench.broker.cancelOrder(await bench.rest());
    await bench.trade('sell');
    const last = new Map<string, keyof typeof LIFECYCLE>();
    for (const { order, cause } of bench.heard('order.updated')) {
      const before = last.get(order.clientOrderId) ?? 'pending';
      assert.equal(LIFECYCLE[before][cause.type], 'apply', `${cause.type} on ${before}`);
      last.set(order.clientOrderId, order.state);
    }
  });

  it('tells every fill once, with its order', async (bench) => {
    const order = await bench.trade('buy', 2);
    const told = bench.heard('order.filled').filter(({ fill }) => fill.clientOrderId === order.clientOrderId);
    const fills = await bench.broker.getFills({ clientOrderId: order.clientOrderId });
    assert.deepEqual(told.map(({ fill }) => fill.fillId).sort(), fills.map(({ fillId }) => fillId).sort());
    same(sum(told.map(({ fill }) => fill.quantity)), order.filledQuantity, 'what was told');
    assert.equal(told.at(-1)?.order.state, 'filled');
  });

  it('tells that a position opened, changed and closed', async (bench) => {
    const before = bench.events.length;
    await bench.trade('buy', 1);
    await bench.trade('buy', 1);
    await bench.trade('sell', 2);
    const told = bench.events.slice(before).filter(({ type }) => type.startsWith('position.'));
    assert.deepEqual(
      told.map(({ type }) => type),
      ['position.opened', 'position.changed', 'position.closed'],
    );
  });

  it('tells of a position what reading it gives', async (bench) => {
    await bench.trade('buy', 2);
    const told = bench.heard('position.opened').at(-1)?.position;
    const read = await bench.open();
    assert.ok(told !== undefined);
    same(told.quantity, read.quantity, 'the quantity');
    same(told.entryPrice, read.entryPrice, 'the entry price');
  });

  it('goes on when a listener throws, and tells that too', async (bench) => {
    const seen: BrokerEvent[] = [];
    bench.broker.on('order.updated', () => JSON.parse('a listener that fails'));
    bench.broker.on('order.updated', (event) => seen.push(event));
    const order = await bench.trade('buy');
    assert.equal(order.state, 'filled');
    assert.ok(seen.length > 0, 'the listener behind it still hears');
    assert.ok(bench.heard('listener.failed').some(({ eventType }) => eventType === 'order.updated'));
    same((await bench.open()).quantity, bench.minimum(), 'the position');
  });

  it('is not drawn into a loop by a listener for failures that fails', async (bench) => {
    bench.broker.on('order.updated', () => JSON.parse('fails'));
    bench.broker.on('listener.failed', () => JSON.parse('fails as well'));
    assert.equal((await bench.trade('buy')).state, 'filled');
  });

  it('tells nothing more after unsubscribing, and unsubscribes twice without harm', async (bench) => {
    let heard = 0;
    const stop = bench.broker.on('order.updated', () => {
      heard += 1;
    });
    await bench.trade('buy');
    const before = heard;
    stop();
    stop();
    await bench.trade('sell');
    assert.ok(before > 0);
    assert.equal(heard, before);
  });

  it('has its own books in order by the time that it tells a fill', async (bench) => {
    const quantities: string[] = [];
    bench.broker.on('order.filled', ({ order }) => quantities.push(order.filledQuantity.toFixed()));
    const order = await bench.trade('buy');
    assert.equal(quantities.at(-1), order.filledQuantity.toFixed());
  });

  it('takes an order from within a listener', async (bench) => {
    const placed: Promise<unknown>[] = [];
    const stop = bench.broker.on('position.opened', () => {
      stop();
      placed.push(bench.place({ side: 'sell', effect: 'reduce_only' }));
    });
    await bench.trade('buy');
    await bench.eventually('the listener has placed its order', () => placed.length === 1);
    await Promise.all(placed);
    assert.equal(await bench.position(), undefined);
  });
});
