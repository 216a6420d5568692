import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/persistence/make-folder.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'make-folder-'));
});
afterEach(() => rm(root, { recursive: true }));

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path)).isDirectory();
}

describe('making a folder', () => {
  it('makes those above it too', async () => {
    await makeFolder(join(root, 'a', 'b', 'c'));
    expect(await isFolder(join(root, 'a', 'b', 'c'))).toBe(true);
  });

  it('leaves one alone that is there', async () => {
    await mkdir(join(root, 'a'));
    await writeFile(join(root, 'a', 'kept'), '');
    await makeFolder(join(root, 'a'));
    expect((await stat(join(root, 'a', 'kept'))).isFile()).toBe(true);
  });

  it('may be asked for by several at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => makeFolder(join(root, 'a', 'b'))));
    expect(await isFolder(join(root, 'a', 'b'))).toBe(true);
  });

  it.each([
    ['stands in its place', 'file', 'EEXIST'],
    ['stands above it', join('file', 'folder'), 'ENOTDIR'],
  ])('fails where a file %s', async (_where, path, code) => {
    await writeFile(join(root, 'file'), '');
    await expect(makeFolder(join(root, path))).rejects.toMatchObject({ code });
  });

  it.runIf(process.platform === 'linux')('fails where the system lets nobody make one, and does not hang', async () => {
    await expect(makeFolder('/proc/of/nobody')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
