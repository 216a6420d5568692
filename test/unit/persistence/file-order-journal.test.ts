import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileOrderJournal, fileOrderJournal } from '../../../src/persistence/file-order-journal.ts';
import { anIntentRecord, anOrderEvent } from './journal-records.ts';

let folder: string;
let file: string;
const opened: FileOrderJournal[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-journal-'));
  file = join(folder, 'orders.jsonl');
});
afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close();
  await rm(folder, { recursive: true, force: true });
});

function openJournal(): FileOrderJournal {
  const journal = fileOrderJournal(file);
  opened.push(journal);
  return journal;
}

/** What a process has left that wrote some orders and was closed; `b` has ended. */
async function aFormerRun(): Promise<void> {
  const journal = openJournal();
  await journal.append(anIntentRecord('a'));
  await journal.append(anIntentRecord('b'));
  await journal.append(anOrderEvent('b', 'order.expired', 'expired'));
  await journal.append(anIntentRecord('c'));
  await journal.close();
}

const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const idsOf = async (journal: FileOrderJournal) =>
  (await journal.unfinished()).map(({ clientOrderId }) => clientOrderId);
const linesOf = async () => (await readFile(file, 'utf8')).split('\n').slice(1, -1);

describe('an order journal in a file', () => {
  it('is read by the next process', async () => {
    await aFormerRun();
    expect(await idsOf(openJournal())).toEqual(['a', 'c']);
  });

  it('has a record in the file when it says so', async () => {
    const journal = openJournal();
    await journal.append(anIntentRecord('a'));
    expect((await linesOf()).map((line) => JSON.parse(line))).toMatchObject([{ type: 'intent', clientOrderId: 'a' }]);
  });

  it('removes what is left of ended orders when it is opened', async () => {
    await aFormerRun();
    await openJournal().unfinished();
    expect((await linesOf()).map((line) => JSON.parse(line).clientOrderId)).toEqual(['a', 'c']);
  });

  it.each([
    ['in the middle of a line', '{"type":"intent","clientOr'],
    ['before the end of a line', '{"type":"cancel","clientOrderId":"a","at":1}'],
    ['to zeros', '\0\0\0\0'],
  ])('leaves out a last line that was torn %s, and goes on behind it', async (_where, torn) => {
    await aFormerRun();
    await appendFile(file, torn);
    const journal = openJournal();
    await journal.append(anIntentRecord('d'));
    expect(await idsOf(journal)).toEqual(['a', 'c', 'd']);
    expect((await linesOf()).map((line) => JSON.parse(line).clientOrderId)).toEqual(['a', 'c', 'd']);
  });

  it.each([
    ['not JSON', 'garbage\n', 2],
    ['no record', '{"type":"intent"}\n', 2],
    ['of an unknown kind', '{"type":"prophecy","clientOrderId":"a","at":1}\n', 2],
  ])('refuses a line that is %s, and names file and line', async (_what, line, number) => {
    await aFormerRun();
    const [head, ...rest] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, `${head}\n${line}${rest.join('\n')}`);
    const journal = openJournal();
    const expected = { code: 'store/corrupt', details: { file, line: number } };
    expect(await caught(journal.unfinished())).toMatchObject(expected);
    expect(await caught(journal.append(anIntentRecord('d')))).toMatchObject(expected);
  });

  it('refuses a file that is no journal, and leaves it as it is', async () => {
    await writeFile(file, 'date,open,high\n');
    expect(await caught(openJournal().unfinished())).toMatchObject({
      code: 'store/corrupt',
      message: expect.stringContaining(`${file} cannot be read at line 1`),
    });
    expect(await readFile(file, 'utf8')).toBe('date,open,high\n');
  });

  it('is not shared with a second one, until the first is closed', async () => {
    const first = openJournal();
    await first.append(anIntentRecord('a'));
    const second = openJournal();
    expect(await caught(second.unfinished())).toMatchObject({ code: 'store/conflict' });
    await first.close();
    expect(await idsOf(second)).toEqual(['a']);
  });

  it('is not taken from another process that lives', async () => {
    await writeFile(`${file}.lock`, `${process.ppid}\n`);
    expect(await caught(openJournal().append(anIntentRecord('a')))).toMatchObject({
      code: 'store/conflict',
      details: { holder: process.ppid },
    });
    expect(await readFile(`${file}.lock`, 'utf8')).toBe(`${process.ppid}\n`);
  });

  it.each([
    ['a process that is gone', '2147483646\n'],
    ['a process before us that had our number', `${process.pid}\n`],
    ['a process that died while it wrote', ''],
  ])('takes over the lock of %s', async (_who, text) => {
    await writeFile(`${file}.lock`, text);
    await openJournal().append(anIntentRecord('a'));
    expect(await readFile(`${file}.lock`, 'utf8')).toBe(`${process.pid}\n`);
  });

  it('leaves the journal and nothing else when it is closed', async () => {
    await aFormerRun();
    expect(await readdir(folder)).toEqual(['orders.jsonl']);
  });

  it('writes what was handed over before it closes', async () => {
    const journal = openJournal();
    const written = journal.append(anIntentRecord('a'));
    await journal.close();
    await written;
    expect((await linesOf()).length).toBe(1);
  });

  it('takes nothing more once it is closed', async () => {
    const journal = openJournal();
    await journal.close();
    expect(await caught(journal.append(anIntentRecord('a')))).toMatchObject({ code: 'store/unavailable' });
  });

  it('says store/unavailable where its folder is a file, keeps the cause, and is tried anew', async () => {
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, '');
    const journal = fileOrderJournal(join(blocked, 'orders.jsonl'));
    opened.push(journal);
    expect(await caught(journal.append(anIntentRecord('a')))).toMatchObject({
      code: 'store/unavailable',
      cause: expect.anything(),
    });
    await rm(blocked);
    await journal.append(anIntentRecord('b'));
    expect(await idsOf(journal)).toEqual(['b']);
  });

  it('refuses what JSON cannot hold, and goes on', async () => {
    const journal = openJournal();
    const change = { quantity: 1n as never };
    const refused = await caught(journal.append({ type: 'amend', clientOrderId: 'a', change, at: 1 }));
    await journal.append(anIntentRecord('a'));
    expect([refused, await idsOf(journal)]).toMatchObject([{ code: 'store/unavailable' }, ['a']]);
  });
});
