import { describe, expect, it } from 'vitest';
import { memoryOrderJournal } from '../../../src/persistence/memory-order-journal.ts';

describe('an order journal in memory', () => {
  it('keeps its records in the order in which they were appended', async () => {
    const journal = memoryOrderJournal();
    await journal.append({ type: 'cancel', clientOrderId: 'a', at: 1 });
    await journal.append({ type: 'cancel', clientOrderId: 'b', at: 2 });
    expect(journal.records.map((record) => 'clientOrderId' in record && record.clientOrderId)).toEqual(['a', 'b']);
  });
});
