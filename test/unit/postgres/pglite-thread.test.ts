import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPglite } from '../../../src/postgres/open-pglite.ts';

let program = '';
let threads = 0;

// A true thread, with another program.
vi.mock('node:worker_threads', async (original) => {
  const real = await original<typeof import('node:worker_threads')>();
  return {
    ...real,
    Worker: class extends real.Worker {
      constructor(_program: string, options: import('node:worker_threads').WorkerOptions) {
        threads += 1;
        super(`const { parentPort } = require('node:worker_threads'); ${program}`, options);
      }
    },
  };
});

const OPENS = 'parentPort.postMessage({ id: 0, rows: [] });';
const ENDS_WHEN_ASKED = `${OPENS} parentPort.on('message', () => process.exit(3));`;

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'brokerkit-thread-')), 'data');
  await mkdir(folder);
  await writeFile(join(folder, 'PG_VERSION'), '17');
  threads = 0;
});

afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

describe('a database whose thread ends', () => {
  it('refuses what it was being asked', async () => {
    program = ENDS_WHEN_ASKED;
    await using db = await openPglite(folder);
    await expect(db.query('SELECT 1')).rejects.toThrow('has ended');
  });

  it('refuses what it is asked later', async () => {
    program = ENDS_WHEN_ASKED;
    await using db = await openPglite(folder);
    await db.query('SELECT 1').catch(() => {});
    await expect(db.query('SELECT 1')).rejects.toThrow('has ended');
  });

  it('lets go of its folder when it is closed', async () => {
    program = ENDS_WHEN_ASKED;
    const db = await openPglite(folder);
    await db.query('SELECT 1').catch(() => {});
    await db.close();
    program = `${OPENS} parentPort.on('message', ({ id }) => parentPort.postMessage({ id, rows: [] }));`;
    await using again = await openPglite(folder);
    expect(await again.query('SELECT 1')).toEqual({ rows: [] });
  });

  it('is not open when that happens before', async () => {
    program = 'process.exit(3)';
    await expect(openPglite(folder)).rejects.toMatchObject({ code: 'store/unavailable' });
  });

  it('says what its program fell over', async () => {
    program = `${OPENS} parentPort.on('message', () => { throw new Error('out of memory'); });`;
    await using db = await openPglite(folder);
    await expect(db.query('SELECT 1')).rejects.toThrow('out of memory');
  });
});

describe('the thread of a database', () => {
  beforeEach(() => {
    program = `${OPENS} parentPort.on('message', ({ id }) => parentPort.postMessage({ id, rows: [] }));`;
  });

  it('is another one than the one that has made it', async () => {
    await rm(folder, { recursive: true });
    await using _db = await openPglite(folder);
    expect(threads).toBe(2);
  });

  it('is the first one where it was made before', async () => {
    await using _db = await openPglite(folder);
    expect(threads).toBe(1);
  });
});
