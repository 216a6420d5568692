import { describe, expect, it, vi } from 'vitest';
import { PersistenceError } from '../../../src/errors/index.ts';
import { orderJournal } from '../../../src/interceptors/order-journal.ts';
import type { JournalRecord } from '../../../src/ports/order-journal.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';
import { turns } from '../../../src/testing/fake-clock.ts';
import { FakeLedger } from './fake-ledger.ts';

const ledger = new FakeLedger();
const order = anOrder({ clientOrderId: 'a' });

/** A journal that fails as often as it is told, and an interceptor over it that notes when an order left. */
function aJournal() {
  const log: string[] = [];
  const records: JournalRecord[] = [];
  let failures = 0;
  const ring = orderJournal({
    async append(record) {
      await Promise.resolve();
      if (failures > 0) {
        failures -= 1;
        throw new PersistenceError('The disk is full.', { code: 'store/unavailable' });
      }
      records.push(record);
      log.push(record.type === 'event' ? record.event.type : record.type);
    },
    unfinished: async () => [],
  });
  const next = async () => {
    log.push('left');
    return undefined;
  };
  return {
    ring,
    log,
    records,
    next,
    failNext(count: number) {
      failures = count;
    },
    event: () => ring.observe?.(order, { type: 'order.submitted', clientOrderId: 'a', at: 1 }),
  };
}

describe('the order journal', () => {
  it('writes the intent before the order leaves', async () => {
    const { ring, log, next } = aJournal();
    await ring.place?.(order, next, ledger.context());
    expect(log).toEqual(['intent', 'left']);
  });

  it('writes amendments and cancels before they leave', async () => {
    const { ring, log, next } = aJournal();
    await ring.amend?.(order, { quantity: '1' }, next, ledger.context());
    await ring.cancel?.(order, next, ledger.context('reduces'));
    expect(log).toEqual(['amend', 'left', 'cancel', 'left']);
  });

  it('keeps what was asked for, for what and when', async () => {
    const { ring, records, next } = aJournal();
    await ring.place?.(order, next, ledger.context());
    expect(records).toEqual([
      {
        type: 'intent',
        clientOrderId: 'a',
        intent: order.identity.intent,
        role: 'entry',
        parentClientOrderId: null,
        at: ledger.now,
      },
    ]);
  });

  it('writes the events of orders', async () => {
    const { ring, log, event } = aJournal();
    event();
    await ring.stop?.();
    expect(log).toEqual(['order.submitted']);
  });
});

describe('a journal that cannot be written', () => {
  it('denies what opens, and nothing leaves', async () => {
    const { ring, log, next, failNext } = aJournal();
    failNext(1);
    expect(await ring.place?.(order, next, ledger.context())).toMatchObject({
      code: 'journal_unavailable',
      message: expect.stringContaining('The disk is full.'),
    });
    expect(log).toEqual([]);
  });

  it('lets what reduces leave, and writes it before anything newer', async () => {
    const { ring, log, next, failNext } = aJournal();
    failNext(1);
    await ring.cancel?.(order, next, ledger.context('reduces'));
    await ring.place?.(order, next, ledger.context());
    expect(log).toEqual(['left', 'cancel', 'intent', 'left']);
  });

  it('denies what opens as long as older records are not written', async () => {
    const { ring, next, failNext } = aJournal();
    failNext(2);
    await ring.cancel?.(order, next, ledger.context('reduces'));
    expect(await ring.place?.(order, next, ledger.context())).toMatchObject({ code: 'journal_unavailable' });
  });

  it('keeps events in their order and writes them when it can', async () => {
    const { ring, log, failNext, next, event } = aJournal();
    failNext(1);
    event();
    await turns();
    await ring.cancel?.(order, next, ledger.context('reduces'));
    event();
    await ring.stop?.();
    expect(log.filter((entry) => entry !== 'left')).toEqual(['order.submitted', 'cancel', 'order.submitted']);
  });

  it('tells how many records were lost when it never recovers', async () => {
    const error = vi.fn();
    const ring = orderJournal(
      {
        append: () => Promise.reject(new PersistenceError('Gone.', { code: 'store/unavailable' })),
        unfinished: async () => [],
      },
      { logger: { debug() {}, info() {}, warn() {}, error } },
    );
    ring.observe?.(order, { type: 'order.submitted', clientOrderId: 'a', at: 1 });
    await expect(ring.stop?.()).rejects.toMatchObject({ code: 'store/unavailable', details: { count: 1 } });
    expect(error).toHaveBeenLastCalledWith('order journal: records were lost', { count: 1 });
  });
});
