import { describe, expect, it } from 'vitest';
import { clientOrderIdOf } from '../../../src/domain/client-order-id.ts';
import type { Fill } from '../../../src/domain/fill.ts';
import { PersistenceError } from '../../../src/errors/index.ts';
import { AccountRecorder } from '../../../src/pipeline/record/account-recorder.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import type { Stores } from '../../../src/ports/stores.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';
import { anEvaluation, NOON, uuid } from '../../../src/testing/contract-stores/records.ts';
import { countingUuids, cycleBench } from './builders/cycles.ts';

const DECIDED = clientOrderIdOf({ uuid: uuid(1), role: 'entry', attempt: 1 });
const BY_HAND = clientOrderIdOf({ uuid: uuid(2), role: 'entry', attempt: 1 });

/** A recorder that starts over a broker which knows such fills of the time before, and stores with decision 1. */
async function recorderOver(fills: readonly Fill[]) {
  const { broker, stores } = await cycleBench({ script: [] });
  await stores.decisions.append(anEvaluation(1));
  const withFills: BaseBroker = new Proxy(broker, {
    get(target, key) {
      if (key === 'getFills') return async () => fills;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const recorder = new AccountRecorder({ broker: withFills, stores, uuid: countingUuids() });
  await recorder.start();
  return { recorder, stores };
}

async function decisionsOfFills({ executions }: Stores) {
  const { items } = await executions.listFills({ order: 'oldest_first' });
  return items.map(({ fillId, decisionId }) => [fillId, decisionId]);
}

describe('a fill of the time before the recorder started', () => {
  it.each([
    ['has the decision that its order is named after', DECIDED, uuid(1)],
    ['has none where its order was placed without one, whatever its name looks like', BY_HAND, null],
    ['has none where its order has a foreign name', 'by-hand', null],
  ])('%s', async (_what, clientOrderId, decisionId) => {
    const { recorder, stores } = await recorderOver([aFill({ fillId: 'a', clientOrderId, at: NOON })]);
    await recorder.write();
    expect(await decisionsOfFills(stores)).toEqual([['a', decisionId]]);
  });

  it('waits while its decision cannot be looked up, and keeps no other from being written', async () => {
    const { recorder, stores } = await recorderOver([
      aFill({ fillId: 'a', clientOrderId: DECIDED, at: NOON }),
      aFill({ fillId: 'b', clientOrderId: 'by-hand', at: NOON + 1 }),
    ]);
    const { decision } = stores.decisions;
    Object.assign(stores.decisions, {
      decision: () => Promise.reject(new PersistenceError('away', { code: 'store/unavailable' })),
    });
    await recorder.write();
    expect(await decisionsOfFills(stores)).toEqual([['b', null]]);
    Object.assign(stores.decisions, { decision });
    await recorder.write();
    expect(await decisionsOfFills(stores)).toEqual([
      ['a', uuid(1)],
      ['b', null],
    ]);
  });
});

describe('a fill that is heard', () => {
  it('has no decision when an operator placed its order', async () => {
    const { broker, stores, pass } = await cycleBench({ script: [] });
    const recorder = new AccountRecorder({ broker, stores, uuid: countingUuids() });
    await recorder.start();
    await broker.placeOrder({
      instrument: 'BTC-USDT-SWAP',
      side: 'buy',
      quantity: '0.01',
      pricing: { type: 'market' },
      clientOrderId: BY_HAND,
    });
    await pass(1);
    await recorder.write();
    expect((await stores.executions.listFills()).items).toMatchObject([{ clientOrderId: BY_HAND, decisionId: null }]);
  });
});
