import { describe, expect, it } from 'vitest';
import { PersistenceError } from '../../../src/errors/index.ts';
import { orderJournal } from '../../../src/interceptors/order-journal.ts';
import type { JournalRecord } from '../../../src/ports/order-journal.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';
import { FakeClock, turns } from '../../../src/testing/fake-clock.ts';
import { FakeLedger } from './fake-ledger.ts';

const ledger = new FakeLedger();
const [a, b] = [anOrder({ clientOrderId: 'a' }), anOrder({ clientOrderId: 'b' })];

/** A journal whose answers the test gives, one by one, and the ring over it. */
function anUnhurriedJournal() {
  const clock = new FakeClock();
  const asked: JournalRecord[] = [];
  const durable: JournalRecord[] = [];
  const answers: ((failure?: Error) => void)[] = [];
  const left: string[] = [];
  const ring = orderJournal(
    {
      append: (record) =>
        new Promise((resolve, reject) => {
          asked.push(record);
          answers.push((failure) => {
            if (failure !== undefined) return reject(failure);
            durable.push(record);
            resolve();
          });
        }),
      unfinished: async () => [],
    },
    { clock, timeoutMs: 1_000 },
  );
  const send = (name: string) => async () => {
    left.push(name);
    return undefined;
  };
  return {
    ring,
    clock,
    asked,
    durable,
    left,
    place: (order = a) => ring.place?.(order, send('open'), ledger.context('opens')),
    cancel: (order = a) => ring.cancel?.(order, send('cancel'), ledger.context('reduces')),
    event: (at: number, order = a) =>
      ring.observe?.(order, { type: 'order.submitted', clientOrderId: order.clientOrderId, at }),
    /** Answers the `index`th question that was ever asked. */
    async answer(index: number, failure?: Error) {
      answers[index]?.(failure);
      await turns();
    },
  };
}

const full = new PersistenceError('The disk is full.', { code: 'store/unavailable' });

describe('a journal that does not answer', () => {
  it('lets what reduces leave when the time is over', async () => {
    const { cancel, clock, left } = anUnhurriedJournal();
    void cancel();
    await clock.advanceAsync(999);
    expect(left).toEqual([]);
    await clock.advanceAsync(1);
    expect(left).toEqual(['cancel']);
  });

  it('lets what reduces leave at once while it is known not to answer', async () => {
    const { cancel, clock, left } = anUnhurriedJournal();
    void cancel();
    await clock.advanceAsync(1_000);
    void cancel(b);
    await turns();
    expect(left).toEqual(['cancel', 'cancel']);
  });

  it('has the late record written after all', async () => {
    const { cancel, clock, durable, answer } = anUnhurriedJournal();
    void cancel();
    await clock.advanceAsync(1_000);
    await answer(0);
    expect(durable).toMatchObject([{ type: 'cancel', clientOrderId: 'a' }]);
  });

  it('denies what opens when the time is over, and says why', async () => {
    const { place, clock, left } = anUnhurriedJournal();
    const placing = place();
    await clock.advanceAsync(1_000);
    expect(await placing).toMatchObject({
      code: 'journal_unavailable',
      message: expect.stringContaining('did not answer within 1000 ms'),
    });
    expect(left).toEqual([]);
  });

  it('is tried again now and then by what opens', async () => {
    const { place, clock, left, answer } = anUnhurriedJournal();
    void place();
    await clock.advanceAsync(1_000);
    await clock.advanceAsync(1_000);
    const second = place(b);
    await turns();
    await answer(1);
    expect([await second, left]).toEqual([undefined, ['open']]);
  });

  it('does not keep a broker from closing, and says what was lost', async () => {
    const { ring, clock, event } = anUnhurriedJournal();
    event(1);
    const stopping = ring.stop?.();
    const outcome = expect(stopping).rejects.toMatchObject({ code: 'store/unavailable', details: { count: 1 } });
    await clock.advanceAsync(1_000);
    await outcome;
  });
});

describe('records of one order', () => {
  it('stay in order when an earlier one fails while a later one waits', async () => {
    const { event, durable, answer, asked } = anUnhurriedJournal();
    event(1);
    event(2);
    await turns();
    await answer(0, full);
    for (let index = 1; index < 4; index++) await answer(index);
    expect(durable.map((record) => (record.type === 'event' ? record.event.at : null))).toEqual([1, 2]);
    expect(asked.length).toBe(3);
  });

  it('do not wait for those of another', async () => {
    const { event, asked } = anUnhurriedJournal();
    event(1, a);
    event(1, b);
    await turns();
    expect(asked.length).toBe(2);
  });
});

describe('a journal that cannot be read', () => {
  it('lets nothing open until it can, and everything reduce', async () => {
    let isReadable = false;
    const ring = orderJournal({
      append: async () => {},
      unfinished: () => (isReadable ? Promise.resolve([]) : Promise.reject(full)),
    });
    const next = async () => undefined;
    await expect(ring.unfinished?.()).rejects.toThrow('full');
    const denied = await ring.place?.(a, next, ledger.context('opens'));
    const reduced = await ring.place?.(a, next, ledger.context('reduces'));
    isReadable = true;
    await ring.unfinished?.();
    const passed = await ring.place?.(b, next, ledger.context('opens'));
    expect([denied?.code, reduced, passed]).toEqual(['journal_unavailable', undefined, undefined]);
  });
});
