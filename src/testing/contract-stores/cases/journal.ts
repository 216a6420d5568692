import assert from 'node:assert/strict';
import type { OrderJournal } from '../../../ports/order-journal.ts';
import { anIntent } from '../../builders/an-intent.ts';
import { anEndRecord, anIntentRecord, NOON } from '../records.ts';
import { storeSubject } from '../store-case.ts';

async function open(journal: OrderJournal): Promise<string[]> {
  return (await journal.unfinished()).map(({ clientOrderId }) => clientOrderId);
}

export const journal = storeSubject('the order journal', (it) => {
  it('tells the orders whose end was not written, oldest first', async ({ stores }) => {
    assert.deepEqual(await open(stores.journal), []);
    for (const id of ['a', 'b', 'c']) await stores.journal.append(anIntentRecord(id));
    await stores.journal.append(anEndRecord('b'));
    assert.deepEqual(await open(stores.journal), ['a', 'c']);
    await stores.journal.append(anEndRecord('a'));
    assert.deepEqual(await open(stores.journal), ['c']);
  });

  it('gives back an intent with its figures to the last digit', async ({ stores }) => {
    await stores.journal.append(anIntentRecord('a'));
    const [order] = await stores.journal.unfinished();
    assert.equal(String(order?.intent.quantity), '0.123456789012345678901234567891');
    assert.deepEqual(
      { writtenAt: order?.writtenAt, submittedAt: order?.submittedAt },
      { writtenAt: NOON, submittedAt: null },
    );
  });

  it('knows when an order was sent', async ({ stores }) => {
    await stores.journal.append(anIntentRecord('a'));
    const event = { type: 'order.submitted', clientOrderId: 'a', at: NOON + 7 } as const;
    await stores.journal.append({ type: 'event', event, state: 'submitted' });
    const [order] = await stores.journal.unfinished();
    assert.equal(order?.submittedAt, NOON + 7);
  });

  it('keeps a filled entry until its stop was seen', async ({ stores }) => {
    const intent = anIntent({ clientOrderId: 'a', protection: { stopLoss: { trigger: { price: '49000' } } } });
    const record = { type: 'intent', clientOrderId: 'a', intent, role: 'entry', parentClientOrderId: null } as const;
    await stores.journal.append({ ...record, at: NOON });
    const event = { type: 'order.acknowledged', clientOrderId: 'a', venueOrderId: 'v', at: NOON + 1 } as const;
    await stores.journal.append({ type: 'event', event, state: 'filled' });
    assert.deepEqual(await open(stores.journal), ['a']);
    assert.deepEqual(await open(stores.journal), ['a'], 'asked again');
    await stores.journal.append({ type: 'protected', clientOrderId: 'a', at: NOON + 2 });
    assert.deepEqual(await open(stores.journal), []);
  });

  it('takes up an order again that comes to life after its end', async ({ stores }) => {
    await stores.journal.append(anIntentRecord('a'));
    await stores.journal.append({
      type: 'event',
      event: { type: 'order.not_placed', clientOrderId: 'a', at: NOON },
      state: 'not_placed',
    });
    assert.deepEqual(await open(stores.journal), []);
    const event = { type: 'order.acknowledged', clientOrderId: 'a', venueOrderId: 'v', at: NOON + 1 } as const;
    await stores.journal.append({ type: 'event', event, state: 'working' });
    assert.deepEqual(await open(stores.journal), ['a']);
  });

  it('takes a record again under the same id and changes nothing', async ({ stores }) => {
    await stores.journal.append(anIntentRecord('a'), 'first');
    await stores.journal.append(anEndRecord('a'), 'second');
    await stores.journal.append(anIntentRecord('a'), 'first');
    assert.deepEqual(await open(stores.journal), []);
  });

  it('takes records of many orders at once', async ({ stores }) => {
    const ids = Array.from({ length: 30 }, (_, number) => `order${number}`);
    await Promise.all(
      ids.map(async (id, number) => {
        await stores.journal.append(anIntentRecord(id));
        if (number % 3 === 0) await stores.journal.append(anEndRecord(id));
      }),
    );
    const expected = ids.filter((_, number) => number % 3 !== 0);
    assert.deepEqual((await open(stores.journal)).toSorted(), expected.toSorted());
  });
});
