import assert from 'node:assert/strict';
import type { OrderState } from '../../../domain/order-lifecycle.ts';
import type { Bench } from '../bench.ts';
import { subject } from '../contract-case.ts';
import { fails, inState, same } from '../expectations.ts';

const needs = ['faults', 'clock'] as const;

/** Lets time pass until the order is in one of the states: look-ups and retries wait for it. */
async function becomes(bench: Bench, clientOrderId: string, ...states: readonly OrderState[]): Promise<void> {
  await bench.eventually(`the order is ${states.join(' or ')}`, async () => {
    if (states.includes((await bench.broker.getOrder({ clientOrderId })).state)) return true;
    await bench.clock.advance(1000);
    return false;
  });
}

async function sentOnce(bench: Bench, clientOrderId: string): Promise<void> {
  const order = await bench.broker.getOrder({ clientOrderId });
  assert.equal(order.progress.attempts, 1, 'it was sent once');
}

export const faults = subject('a venue that fails', (it) => {
  it(
    'finds a market order whose answer was lost, and does not send it again',
    async (bench) => {
      const fault = bench.faults.failNext('submit', { kind: 'answer_lost' });
      const order = await bench.place();
      assert.equal(fault.fired, 1);
      await becomes(bench, order.clientOrderId, 'filled');
      await sentOnce(bench, order.clientOrderId);
      await bench.eventually('its position is known', async () => (await bench.position()) !== undefined);
      same((await bench.open()).quantity, bench.minimum(), 'the position');
      const fills = await bench.broker.getFills({ clientOrderId: order.clientOrderId });
      assert.ok(fills.length > 0);
    },
    { needs },
  );

  it(
    'finds a resting order whose answer was lost',
    async (bench) => {
      const fault = bench.faults.failNext('submit', { kind: 'answer_lost' });
      const pricing = { type: 'limit', price: await bench.priceAt('0.85') } as const;
      const order = await bench.place({ pricing });
      assert.equal(fault.fired, 1);
      await becomes(bench, order.clientOrderId, 'working');
      assert.equal((await bench.broker.getOpenOrders(bench.swap.id)).length, 1);
      inState(await bench.broker.cancelOrder(order), 'canceled');
    },
    { needs },
  );

  it(
    'counts a fill once when the answer was lost and the stream told it',
    async (bench) => {
      const fault = bench.faults.failNext('submit', { kind: 'answer_lost', events: 'kept' });
      const order = await bench.place();
      assert.equal(fault.fired, 1);
      await becomes(bench, order.clientOrderId, 'filled');
      same((await bench.open()).quantity, bench.minimum(), 'the position');
      assert.equal(
        bench.heard('order.filled').filter((event) => event.order.clientOrderId === order.clientOrderId).length,
        1,
      );
    },
    { needs },
  );

  it(
    'proves that an order never arrived before it says so',
    async (bench) => {
      const fault = bench.faults.failNext('submit', { kind: 'before_execution' });
      const order = await bench.place();
      assert.equal(fault.fired, 1);
      await becomes(bench, order.clientOrderId, 'not_placed');
      await sentOnce(bench, order.clientOrderId);
      assert.equal(await bench.position(), undefined);
      assert.deepEqual(await bench.broker.getFills({ clientOrderId: order.clientOrderId }), []);
    },
    { needs },
  );

  it(
    'does not take an absence that proves nothing for a proof',
    async (bench) => {
      const submit = bench.faults.failNext('submit', { kind: 'answer_lost' });
      const find = bench.faults.failNextRead('findOrder', { kind: 'inconclusive' }, 2);
      const order = await bench.place();
      await becomes(bench, order.clientOrderId, 'filled');
      assert.equal(submit.fired, 1);
      assert.equal(find.fired, 2);
      const told = bench.heard('order.updated').filter((event) => event.order.clientOrderId === order.clientOrderId);
      assert.ok(!told.some((event) => event.order.state === 'not_placed'));
      await sentOnce(bench, order.clientOrderId);
    },
    { needs },
  );

  it(
    'goes on looking when the look-up fails as well',
    async (bench) => {
      bench.faults.failNext('submit', { kind: 'answer_lost' });
      const find = bench.faults.failNextRead('findOrder', { kind: 'unavailable' }, 3);
      const order = await bench.place();
      await becomes(bench, order.clientOrderId, 'filled');
      assert.equal(find.fired, 3);
      await sentOnce(bench, order.clientOrderId);
    },
    { needs },
  );

  it(
    'sends an order again that was proven not to be executed, under the same id, and once',
    async (bench) => {
      const fault = bench.faults.failNext('submit', { kind: 'not_executed', retryAfterMs: 100 });
      const placing = bench.place({ validUntil: (await bench.now()) + 60_000 });
      await bench.settle();
      await bench.clock.advance(1000);
      const order = await placing;
      assert.equal(fault.fired, 1);
      await becomes(bench, order.clientOrderId, 'filled');
      same((await bench.open()).quantity, bench.minimum(), 'the position');
      assert.equal((await bench.broker.getOrder(order)).progress.attempts, 2);
    },
    { needs },
  );

  it(
    'gives the venue’s refusal with its reason and its words',
    async (bench) => {
      const fault = bench.faults.failNext('submit', {
        kind: 'refused',
        reason: 'account_restricted',
        venueCode: '50026',
      });
      const order = await bench.place();
      assert.equal(fault.fired, 1);
      inState(order, 'rejected');
      assert.equal(order.rejection?.reason, 'account_restricted');
      assert.equal(order.rejection?.venueCode, '50026');
      assert.ok((order.rejection?.venueMessage.length ?? 0) > 0);
      assert.equal(await bench.position(), undefined);
    },
    { needs },
  );

  it(
    'finds that a cancel worked whose answer was lost',
    async (bench) => {
      const order = await bench.rest();
      const fault = bench.faults.failNext('cancel', { kind: 'answer_lost' });
      await bench.broker.cancelOrder(order);
      assert.equal(fault.fired, 1);
      await becomes(bench, order.clientOrderId, 'canceled');
      assert.equal(await bench.isOpen(order), false);
    },
    { needs },
  );

  it(
    'does not say that an order is canceled when the cancel never arrived',
    async (bench) => {
      const order = await bench.rest();
      const fault = bench.faults.failNext('cancel', { kind: 'before_execution' });
      await bench.broker.cancelOrder(order);
      assert.equal(fault.fired, 1);
      const after = await bench.order(order);
      inState(after, 'working', 'canceled');
      assert.deepEqual(await bench.broker.reconcile(), []);
      inState(await bench.broker.cancelOrder(order), 'canceled');
    },
    { needs },
  );

  it(
    'keeps an order working when the venue refuses to cancel it',
    async (bench) => {
      const order = await bench.rest();
      const fault = bench.faults.failNext('cancel', { kind: 'refused', reason: 'other' });
      inState(await bench.broker.cancelOrder(order), 'working');
      assert.equal(fault.fired, 1);
      assert.ok(bench.heard('order.updated').some(({ cause }) => cause.type === 'order.cancel_rejected'));
    },
    { needs },
  );

  it(
    'finds that a change worked whose answer was lost',
    async (bench) => {
      const order = await bench.rest();
      const price = await bench.priceAt('0.86');
      const fault = bench.faults.failNext('amend', { kind: 'answer_lost' });
      await bench.broker.amendOrder(order, { price });
      assert.equal(fault.fired, 1);
      await bench.eventually('the new limit is known', async () => {
        if ((await bench.order(order)).limitPrice?.eq(price)) return true;
        await bench.clock.advance(1000);
        return false;
      });
    },
    { needs },
  );

  it(
    'leaves an order as it was when the venue refuses the change',
    async (bench) => {
      const order = await bench.rest();
      const fault = bench.faults.failNext('amend', { kind: 'refused', reason: 'price_out_of_range' });
      const after = await bench.broker.amendOrder(order, { price: await bench.priceAt('0.86') });
      assert.equal(fault.fired, 1);
      same(after.limitPrice, order.limitPrice ?? '0', 'the limit');
      inState(after, 'working');
    },
    { needs },
  );

  it(
    'refuses a leverage that the venue refuses',
    async (bench) => {
      const fault = bench.faults.failNext('setLeverage', { kind: 'refused', reason: 'leverage_not_allowed' });
      const key = { instrument: bench.swap.id, marginMode: 'cross' } as const;
      await fails(() => bench.broker.setLeverage(key, '2'), 'order/refused');
      assert.equal(fault.fired, 1);
    },
    { needs },
  );

  it(
    'finds what the stream did not tell, says so, and has it right afterwards',
    async (bench) => {
      const order = await bench.rest();
      const fault = bench.faults.dropEvents(1);
      bench.faults.failNext('cancel', { kind: 'answer_lost' });
      await bench.broker.cancelOrder(order);
      await bench.broker.reconcile();
      assert.ok(fault.fired <= 1);
      assert.equal(await bench.isOpen(order), false);
      assert.deepEqual(await bench.broker.reconcile(), []);
    },
    { needs },
  );

  it(
    'says that it could not compare when the account cannot be read, instead of finding it empty',
    async (bench) => {
      await bench.trade('buy');
      const fault = bench.faults.failNextRead('fetchAccount', { kind: 'unavailable' });
      await fails(() => bench.broker.reconcile(), 'net/timeout');
      assert.equal(fault.fired, 1);
      same((await bench.open()).quantity, bench.minimum(), 'the position');
    },
    { needs },
  );

  it(
    'does not connect to an account that it cannot read',
    async (bench) => {
      const fault = bench.faults.failNextRead('fetchAccount', { kind: 'unavailable' });
      await fails(() => bench.broker.connect(), 'net/timeout');
      assert.equal(fault.fired, 1);
      await fails(() => bench.broker.getPositions(), 'net/not_connected');
      await bench.broker.connect();
      await bench.broker.getPositions();
    },
    { needs, connected: false },
  );

  it(
    'is not led by an old reading of the account',
    async (bench) => {
      await bench.broker.reconcile();
      await bench.trade('buy', 2);
      const fault = bench.faults.failNextRead('fetchAccount', { kind: 'stale' });
      await bench.broker.reconcile();
      assert.equal(fault.fired, 1);
      assert.deepEqual(bench.heard('position.drifted'), []);
      same((await bench.open()).quantity, bench.minimum(bench.swap, 2), 'the position');
    },
    { needs },
  );

  it(
    'is never naked: protection that got lost is replaced, or the position is closed',
    async (bench) => {
      const fault = bench.faults.failNext('submit', { kind: 'protection_lost' });
      const stopLoss = { trigger: { price: await bench.priceAt('0.9') } };
      const placing = bench.place({ protection: { stopLoss } });
      await bench.settle();
      await bench.eventually('the entry is answered', async () => {
        await bench.clock.advance(1000);
        return bench.heard('order.filled').length > 0;
      });
      await placing;
      assert.equal(fault.fired, 1);
      await bench.eventually('it is protected or closed', async () => {
        await bench.clock.advance(1000);
        const position = await bench.position();
        return position === undefined || position.protection.status === 'verified';
      });
      const position = await bench.position();
      if (position === undefined) return;
      same(position.protection.coveredQuantity, position.quantity, 'the quantity covered');
      assert.ok((await bench.protectiveOrders()).some(({ role }) => role === 'stop_loss'));
    },
    { needs },
  );

  it(
    'closes a position through a venue that refuses the first attempt for the rate',
    async (bench) => {
      await bench.trade('buy', 2);
      const fault = bench.faults.failNext('submit', { kind: 'not_executed', retryAfterMs: 100 });
      await bench.broker.closePosition({ instrument: bench.swap.id, marginMode: 'cross' });
      assert.equal(fault.fired, 1);
      await bench.eventually('the position is closed', async () => {
        await bench.clock.advance(1000);
        return (await bench.position()) === undefined;
      });
      const [exit] = await bench.broker.getOrderHistory({ limit: 1 });
      assert.equal(exit?.progress.attempts, 2);
    },
    { needs },
  );
});
