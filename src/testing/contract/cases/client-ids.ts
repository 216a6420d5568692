import assert from 'node:assert/strict';
import { decisionIdOf } from '../../../domain/client-order-id.ts';
import { subject } from '../contract-case.ts';
import { denied, fails, same } from '../expectations.ts';

/** An id that no earlier run on the same account can have used. */
function fresh(mark: string, now: number): string {
  return `c${mark}${now.toString(36)}`;
}

/** The same for decisions. */
function decision(now: number): string {
  return `00000000-0000-4000-8000-${now.toString(16).padStart(12, '0')}`;
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

  it('leads from every order of a position to the decision that it carries out', async (bench) => {
    const now = await bench.now();
    const [entry, exit] = [decision(now), decision(now + 1)];
    const stopLoss = { trigger: { price: await bench.priceAt('0.85') } };
    await bench.trade('buy', 1, { decisionId: entry, protection: { stopLoss } });
    await bench.eventually('the stop is seen', async () => (await bench.open()).protection.status === 'verified');
    const [stop] = await bench.broker.getOpenOrders(bench.swap.id);
    assert.equal(stop?.decisionId, entry);
    const key = { instrument: bench.swap.id, marginMode: 'cross' } as const;
    const { orders } = await bench.broker.closePosition(key, { decisionId: exit });
    for (const { decisionId, clientOrderId } of orders) {
      assert.equal(decisionId, exit);
      assert.ok([exit, null].includes(decisionIdOf(clientOrderId)), clientOrderId);
    }
    const [closed] = await bench.broker.getClosedPositions({ limit: 1 });
    assert.deepEqual(closed?.decisionIds, [entry]);
  });

  it('remembers the id of an order that it denied', async (bench) => {
    const clientOrderId = fresh('d', await bench.now());
    denied(await bench.place({ clientOrderId, protection: {} }), 'protection_without_stop_or_target');
    await fails(() => bench.place({ clientOrderId }), 'order/duplicate_id');
  });
});
