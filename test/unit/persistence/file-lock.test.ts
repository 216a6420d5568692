import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type FileLock = typeof import('../../../src/persistence/file-lock.ts');

/** What is done right after a file was begun and before it has its text. */
const halfway = vi.hoisted((): { act: (() => Promise<void>) | null } => ({ act: null }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const stop = async (): Promise<void> => {
    const act = halfway.act;
    halfway.act = null;
    await act?.();
  };
  return {
    ...real,
    writeFile: async (...args: Parameters<typeof real.writeFile>) => {
      const [file, , options] = args;
      await real.writeFile(file, '', options);
      await stop();
      await real.writeFile(file, args[1]);
    },
    open: async (...args: Parameters<typeof real.open>) => {
      const handle = await real.open(...args);
      await stop();
      return handle;
    },
  };
});

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-lock-'));
  file = join(folder, 'db.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The module anew, as another process has it. */
async function another(): Promise<FileLock> {
  vi.resetModules();
  return import('../../../src/persistence/file-lock.ts');
}

describe('a lock file', () => {
  it('is not taken from one that came while it was being written', async () => {
    const { takeLock } = await another();
    halfway.act = () => writeFile(file, `${process.ppid}\n`);
    await expect(takeLock(file)).rejects.toMatchObject({ code: 'store/conflict' });
    expect(await readFile(file, 'utf8')).toBe(`${process.ppid}\n`);
  });

  it('is known to every copy of the module in a process', async () => {
    const [one, other] = [await another(), await another()];
    await one.takeLock(file);
    await expect(other.takeLock(file)).rejects.toMatchObject({
      code: 'store/conflict',
      message: expect.stringContaining('this process'),
    });
  });

  it('says whose it is from its first moment on', async () => {
    const { takeLock } = await another();
    const seen: string[] = [];
    halfway.act = async () => void seen.push(...(await readdir(folder)));
    await takeLock(file);
    expect([seen.includes('db.lock'), await readFile(file, 'utf8')]).toEqual([false, `${process.pid}\n`]);
  });

  it('leaves nothing behind when it is let go of', async () => {
    const { takeLock } = await another();
    const release = await takeLock(file);
    await release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over from a process that died, and from one that died while it wrote', async () => {
    const { takeLock } = await another();
    await writeFile(file, '');
    await writeFile(`${file}.${process.pid}.0`, '');
    await (await takeLock(file))();
    await writeFile(file, '4194999\n');
    await takeLock(file);
    expect(await readFile(file, 'utf8')).toBe(`${process.pid}\n`);
  });

  it('is refused while a process that lives has it', async () => {
    const { takeLock } = await another();
    await writeFile(file, `${process.ppid}\n`);
    await expect(takeLock(file)).rejects.toMatchObject({
      code: 'store/conflict',
      message: expect.stringContaining(`process ${process.ppid}`),
    });
  });
});
