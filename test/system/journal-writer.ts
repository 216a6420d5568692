import { fileOrderJournal } from '../../src/persistence/file-order-journal.ts';
import { anIntentRecord } from '../unit/persistence/journal-records.ts';

/** A process that writes orders to a journal, several at a time, and says on its output which are durable. */
const [file = '', prefix = ''] = process.argv.slice(2);
const journal = fileOrderJournal(file);
for (let round = 0; ; round++) {
  await Promise.all(
    Array.from({ length: 5 }, async (_, index) => {
      const id = `${prefix}x${round}x${index}`;
      await journal.append(anIntentRecord(id));
      process.stdout.write(`${id}\n`);
    }),
  );
}
