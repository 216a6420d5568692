import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decimal as HostDecimal } from 'decimal.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { OrderEvent } from '../../../src/domain/order-event.ts';
import { ConnectivityError } from '../../../src/errors/index.ts';
import { fileOrderJournal } from '../../../src/persistence/file-order-journal.ts';
import { memoryOrderJournal } from '../../../src/persistence/memory-order-journal.ts';
import type { OrderJournal } from '../../../src/ports/order-journal.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';
import { anIntentRecord, anOrderEvent, PROTECTED } from './journal-records.ts';

let folder: string;
const opened: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-journal-'));
});
afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close();
  await rm(folder, { recursive: true, force: true });
});

function inFile(file: string): OrderJournal {
  const journal = fileOrderJournal(file);
  opened.push(journal);
  return journal;
}

const JOURNALS: readonly (readonly [string, () => OrderJournal])[] = [
  ['in memory', () => memoryOrderJournal()],
  ['in a file', () => inFile(join(folder, 'orders.jsonl'))],
  ['in a file of a folder that does not exist yet', () => inFile(join(folder, 'deep', 'er', 'orders.jsonl'))],
];

const idsOf = async (journal: OrderJournal) => (await journal.unfinished()).map(({ clientOrderId }) => clientOrderId);

describe.each(JOURNALS)('an order journal %s', (_name, make) => {
  it('knows of no order before one was written', async () => {
    expect(await make().unfinished()).toEqual([]);
  });

  it('gives back what was written of an order', async () => {
    const journal = make();
    const { intent, at, ...record } = anIntentRecord('a', { intent: { ...PROTECTED, decisionId: 'D1' } });
    await journal.append({ ...record, intent, at });
    const { clientOrderId, role, parentClientOrderId } = record;
    expect(await journal.unfinished()).toEqual([
      { clientOrderId, role, parentClientOrderId, intent, writtenAt: at, submittedAt: null, hasEnded: false },
    ]);
  });

  it('forgets an order that has ended', async () => {
    const journal = make();
    await journal.append(anIntentRecord('a'));
    await journal.append(anIntentRecord('b'));
    await journal.append(anOrderEvent('a', 'order.expired', 'expired'));
    expect(await idsOf(journal)).toEqual(['b']);
  });

  it('keeps orders in the order in which they were written, whoever waits for them', async () => {
    const journal = make();
    const ids = Array.from({ length: 50 }, (_, index) => `o${index}`);
    await Promise.all(ids.map((id) => journal.append(anIntentRecord(id))));
    expect(await idsOf(journal)).toEqual(ids);
  });

  it('keeps a filled entry until its stop was seen', async () => {
    const journal = make();
    await journal.append(anIntentRecord('a', { intent: PROTECTED }));
    const filled: OrderEvent = { type: 'order.filled', clientOrderId: 'a', at: 2, fill: aFill() };
    await journal.append({ type: 'event', event: filled, state: 'filled' });
    const before = await idsOf(journal);
    await journal.append({ type: 'protected', clientOrderId: 'a', at: 3 });
    expect([before, await idsOf(journal)]).toEqual([['a'], []]);
  });

  it('takes every kind of record', async () => {
    const journal = make();
    await journal.append(anIntentRecord('a'));
    await journal.append({ type: 'amend', clientOrderId: 'a', change: { quantity: new Decimal('0.02') }, at: 2 });
    await journal.append({ type: 'cancel', clientOrderId: 'a', at: 3 });
    const cause = new ConnectivityError('No answer.', { code: 'net/timeout' });
    const event: OrderEvent = { type: 'order.unresolved', clientOrderId: 'a', at: 4, cause };
    await journal.append({ type: 'event', event, state: 'unresolved' });
    expect(await idsOf(journal)).toEqual(['a']);
  });

  it.each([
    ['our decimals', new Decimal('0.0000001')],
    ["a host's own decimals", new HostDecimal('0.0000001')],
    ['text', '0.0000001'],
  ])('keeps quantities given as %s to the last digit', async (_what, quantity) => {
    const journal = make();
    await journal.append(anIntentRecord('a', { quantity }));
    const [order] = await journal.unfinished();
    expect(new Decimal(String(order?.intent.quantity)).eq('0.0000001')).toBe(true);
  });
});

describe('an order journal in memory', () => {
  it('shows its records, oldest first', async () => {
    const journal = memoryOrderJournal();
    await journal.append({ type: 'cancel', clientOrderId: 'a', at: 1 });
    await journal.append({ type: 'cancel', clientOrderId: 'b', at: 2 });
    expect(journal.records.map((record) => 'clientOrderId' in record && record.clientOrderId)).toEqual(['a', 'b']);
  });
});
