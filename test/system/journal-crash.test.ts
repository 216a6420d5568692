import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOrderJournal } from '../../src/persistence/file-order-journal.ts';

const WRITER = join(import.meta.dirname, 'fixtures/journal-writer.ts');
const RUNS = 4;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-crash-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a writer until it has called some orders durable, kills it a moment later, and answers with what it had said. */
async function writeUntilKilled(file: string, prefix: string, atLeast: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, file, prefix]);
  let said = '';
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk;
  });
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
    if (said.split('\n').length > atLeast) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  if (signal !== 'SIGKILL') throw new Error(`The writer ended by itself: ${complaints}`);
  // The last line may have been cut by the kill.
  return said.split('\n').slice(0, -1);
}

describe('a journal whose process is killed', () => {
  it('has every order that was called durable, run after run', async () => {
    const file = join(folder, 'orders.jsonl');
    const durable: string[] = [];
    for (let run = 0; run < RUNS; run++) {
      durable.push(...(await writeUntilKilled(file, `r${run}`, 1 + Math.floor(Math.random() * 60))));
    }
    const journal = fileOrderJournal(file);
    const found = new Set((await journal.unfinished()).map(({ clientOrderId }) => clientOrderId));
    await journal.close();
    expect(durable.length).toBeGreaterThanOrEqual(RUNS);
    expect(durable.filter((id) => !found.has(id))).toEqual([]);
  });
});
