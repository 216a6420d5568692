import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { spoolLine } from '../../../src/persistence/spool-entry.ts';
import { SpoolFile } from '../../../src/persistence/spool-file.ts';
import { anEvaluation, anOutcome } from '../../../src/testing/contract-stores/records.ts';

const LONG = spoolLine({ kind: 'evaluation', value: anEvaluation(1), id: 'long' });
const SHORT = spoolLine({ kind: 'outcomes', value: [anOutcome(1)], id: 'short' });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-spool-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

describe('a line that the disk did not take', () => {
  it('leaves nothing behind the shorter one that it took afterwards', async () => {
    const spool = await SpoolFile.open(folder);
    const probe = await open(join(folder, 'spool.jsonl'));
    vi.spyOn(Object.getPrototypeOf(probe), 'sync').mockRejectedValueOnce(new Error('The disk has an error.'));
    await expect(spool.append(LONG)).rejects.toThrow('error');
    await spool.append(SHORT);
    await Promise.all([probe.close(), spool.close()]);
    const again = await SpoolFile.open(folder);
    expect(again.left.map(({ id }) => id)).toEqual(['short']);
    await again.close();
  });
});
