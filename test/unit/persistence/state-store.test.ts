import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBrokerError } from '../../../src/errors/index.ts';
import { fileStateStore } from '../../../src/persistence/file-state-store.ts';
import { memoryStateStore } from '../../../src/persistence/memory-state-store.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const STORES: readonly (readonly [string, () => StateStore])[] = [
  ['in memory', () => memoryStateStore()],
  ['in files', () => fileStateStore(folder)],
  ['in files of a folder that does not exist yet', () => fileStateStore(join(folder, 'deep', 'er'))],
];

describe.each(STORES)('a state store %s', (_name, make) => {
  it('answers null for a key that was never saved', async () => {
    expect(await make().load('risk')).toBeNull();
  });

  it('gives back what was saved', async () => {
    const store = make();
    await store.save('risk', { paused: true, marks: [[1, '2']] });
    expect(await store.load('risk')).toEqual({ paused: true, marks: [[1, '2']] });
  });

  it('keeps the last of several saves', async () => {
    const store = make();
    await Promise.all([1, 2, 3, 4].map((value) => store.save('risk', value)));
    expect(await store.load('risk')).toBe(4);
  });

  it('keeps keys apart, whatever is in them', async () => {
    const store = make();
    const keys = ['a/b', 'a', '../a', 'A b', 'é', ''];
    for (const key of keys) await store.save(key, key);
    expect(await Promise.all(keys.map((key) => store.load(key)))).toEqual(keys);
  });

  it('saves the value as it was at the call', async () => {
    const store = make();
    const value = { count: 1 };
    const saved = store.save('risk', value);
    value.count = 2;
    await saved;
    expect(await store.load('risk')).toEqual({ count: 1 });
  });

  it('hands out copies', async () => {
    const store = make();
    await store.save('risk', { count: 1 });
    Object.assign((await store.load('risk')) as object, { count: 2 });
    expect(await store.load('risk')).toEqual({ count: 1 });
  });

  it.each([
    ['undefined', undefined],
    ['a bigint', 1n],
  ])('refuses %s, which is not JSON', async (_what, value) => {
    const error = await make()
      .save('risk', value)
      .catch((caught: unknown) => caught);
    expect(isBrokerError(error, 'store/unavailable')).toBe(true);
  });
});

describe('a state store in files', () => {
  it('is read by the next process', async () => {
    await fileStateStore(folder).save('risk', 7);
    expect(await fileStateStore(folder).load('risk')).toBe(7);
  });

  it('leaves one file per key and nothing else', async () => {
    const store = fileStateStore(folder);
    await store.save('risk', 1);
    await store.save('risk', 2);
    expect(await readdir(folder)).toEqual(['risk.json']);
  });

  it.each([
    ['cut short', '{"paused":tr'],
    ['empty', ''],
    ['of another kind', 'PK\u0003\u0004'],
  ])('refuses a file that is %s, and names it', async (_what, text) => {
    const file = join(folder, 'risk.json');
    await writeFile(file, text);
    const error = await fileStateStore(folder)
      .load('risk')
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'store/corrupt', message: expect.stringContaining(file) });
  });

  it('leaves a refused file as it is', async () => {
    const file = join(folder, 'risk.json');
    await writeFile(file, '{');
    await fileStateStore(folder)
      .load('risk')
      .catch(() => {});
    expect(await readFile(file, 'utf8')).toBe('{');
  });

  it('says store/unavailable where the folder is a file, and keeps the cause', async () => {
    const file = join(folder, 'occupied');
    await writeFile(file, '');
    const error = await fileStateStore(file)
      .save('risk', 1)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'store/unavailable', cause: expect.anything() });
  });

  it('goes on after a save that failed', async () => {
    const store = fileStateStore(folder);
    await store.save('risk', 1n).catch(() => {});
    await store.save('risk', 2);
    expect(await store.load('risk')).toBe(2);
  });
});
