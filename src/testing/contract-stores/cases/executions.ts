import assert from 'node:assert/strict';
import { aFillRecord, anOrderRecord, uuid } from '../records.ts';
import { storeSubject } from '../store-case.ts';

export const executions = storeSubject('orders and fills', (it) => {
  it('gives back an order as it last stood', async ({ stores }) => {
    const working = anOrderRecord(1);
    const figures = { requested: '0.5', allowed: '0.3' };
    const rejected = { ...working, state: 'rejected', reason: 'insufficient_margin', message: 'No.', figures } as const;
    const later = { ...rejected, updatedAt: working.updatedAt + 5 };
    await stores.executions.orders([working]);
    await stores.executions.orders([later]);
    assert.deepEqual((await stores.executions.listOrders()).items, [later]);
  });

  it('takes the last of one order that is given twice at once', async ({ stores }) => {
    const filled = anOrderRecord(1, { state: 'filled', filledQuantity: '0.1', averagePrice: '50000' });
    await stores.executions.orders([anOrderRecord(1), filled]);
    assert.deepEqual((await stores.executions.listOrders()).items, [filled]);
  });

  it('leaves an order as it is when an older state of it comes late', async ({ stores }) => {
    const filled = anOrderRecord(1, { state: 'filled', updatedAt: anOrderRecord(1).updatedAt + 5 });
    await stores.executions.orders([filled]);
    await stores.executions.orders([anOrderRecord(1)]);
    assert.deepEqual((await stores.executions.listOrders()).items, [filled]);
  });

  it('takes a fill again and keeps one', async ({ stores }) => {
    await stores.executions.fills([aFillRecord(1)]);
    await stores.executions.fills([aFillRecord(1), aFillRecord(1)]);
    await stores.executions.fills([]);
    assert.deepEqual((await stores.executions.listFills()).items, [aFillRecord(1)]);
  });

  it('keeps fills of one id on two instruments apart', async ({ stores }) => {
    await stores.executions.fills([aFillRecord(1), aFillRecord(1, { instrument: 'ETH-USDT-SWAP' })]);
    assert.equal((await stores.executions.listFills()).items.length, 2);
  });

  it('finds orders and fills by decision, order and instrument', async ({ stores }) => {
    const eth = { instrument: 'ETH-USDT-SWAP' } as const;
    await stores.executions.orders([anOrderRecord(1), anOrderRecord(2, eth)]);
    await stores.executions.fills([aFillRecord(1), aFillRecord(2, eth)]);
    for (const query of [{ decisionId: uuid(2) }, { clientOrderId: 'order2' }, eth]) {
      assert.deepEqual((await stores.executions.listOrders(query)).items, [anOrderRecord(2, eth)]);
      assert.deepEqual((await stores.executions.listFills(query)).items, [aFillRecord(2, eth)]);
    }
    assert.deepEqual((await stores.executions.listFills({ ...eth, clientOrderId: 'order1' })).items, []);
  });
});
