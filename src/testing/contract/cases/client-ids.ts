import assert from 'node:assert/strict';
import { subject } from '../contract-case.ts';
import { denied, fails, same } from '../expectations.ts';

/** An id that no earlier run on the same account can have used. */
function fresh(mark: string, now: number): string {
  return `c${mark}${now.toString(36)}`;
}

export const clientIds = subject('client order ids', (it) => {
  it('draws an id of its own for every order, never the same twice', async (bench) => {
    const orders = [await bench.rest(), await bench.rest(), await bench.place({ protection: {} })];
    const ids = orders.map(({ clientOrderId }) => clientOrderId);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[A-Za-z0-9]{1,32}$/);
  });

  it('keeps an id that it is given', async (bench) => {
    const clientOrderId = fresh('k', await bench.now());
    const order = await bench.rest({ clientOrderId });
    assert.equal(order.clientOrderId, clientOrderId);
    assert.equal((await bench.broker.getOrder({ clientOrderId })).venueOrderId, order.venueOrderId);
  });

  it('takes no id twice while the first order is open', async (bench) => {
    const clientOrderId = fresh('o', await bench.now());
    await bench.rest({ clientOrderId });
    await fails(() => bench.place({ clientOrderId }), 'order/duplicate_id');
    assert.equal((await bench.broker.getOpenOrders(bench.swap.id)).length, 1);
    assert.equal(await bench.position(), undefined);
  });

  it('takes no id twice after the first order has ended', async (bench) => {
    const clientOrderId = fresh('e', await bench.now());
    await bench.trade('buy', 1, { clientOrderId });
    await fails(() => bench.place({ clientOrderId }), 'order/duplicate_id');
    same((await bench.open()).quantity, bench.minimum(), 'the position');
  });

  it('takes an id once when it comes twice at the same time', async (bench) => {
    const clientOrderId = fresh('s', await bench.now());
    const answers = await Promise.allSettled([bench.place({ clientOrderId }), bench.place({ clientOrderId })]);
    assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1);
    same((await bench.open()).quantity, bench.minimum(), 'the position');
  });

  it('remembers the id of an order that it denied', async (bench) => {
    const clientOrderId = fresh('d', await bench.now());
    denied(await bench.place({ clientOrderId, protection: {} }), 'protection_without_stop_or_target');
    await fails(() => bench.place({ clientOrderId }), 'order/duplicate_id');
  });
});
