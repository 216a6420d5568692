import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PersistenceError } from '../errors/index.ts';
import { codeOf } from './durable-file.ts';

const KEY = Symbol.for('brokerkit.held-locks');
/** Locks that this process holds: one list for all copies of this module, as it has its own for `import` and `require`. */
const HELD = heldByProcess();

/** Files of a process of our id that died while it took the lock. */
const MOST_LEFT = 100;

/** Lets go of a lock. */
export type ReleaseLock = () => Promise<void>;

/**
 * Takes a lock file that names the process which holds it. One that a dead process has left is taken over.
 *
 * It keeps processes of one machine apart; those that cannot see each other, as in two containers, it does not.
 *
 * @throws {PersistenceError} `store/conflict` when someone who lives holds it.
 */
export async function takeLock(file: string): Promise<ReleaseLock> {
  const path = resolve(file);
  if (HELD.has(path)) throw isHeld(file, process.pid);
  HELD.add(path);
  try {
    if (!(await create(path))) {
      await removeStale(path);
      if (!(await create(path))) throw isHeld(file, null);
    }
  } catch (error) {
    HELD.delete(path);
    throw error;
  }
  return async () => {
    if (HELD.delete(path)) await unlink(path).catch(() => {});
  };
}

/**
 * Whether the lock could be put into its place, which only one process can.
 *
 * It is written beforehand, under a name of ours: nobody ever sees a lock that does not say yet whose it is.
 */
async function create(path: string): Promise<boolean> {
  const own = await writeOwn(path);
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(own).catch(() => {});
  }
}

/** Writes a file that nobody else has; its name. */
async function writeOwn(path: string): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const own = `${path}.${process.pid}.${attempt}`;
    try {
      await writeFile(own, `${process.pid}\n`, { flag: 'wx' });
      return own;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || attempt >= MOST_LEFT) throw error;
    }
  }
}

/** Removes a lock whose process is gone. Of several who try, the one that can rename it goes on. */
async function removeStale(path: string): Promise<void> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const holder = /^[1-9]\d*\n$/.test(text) ? Number(text) : null;
  // Our own id in a lock that we do not hold was another's before us, as in a container that began anew. A text that is
  // no id was cut short by a crash.
  if (holder !== null && holder !== process.pid && isAlive(holder)) throw isHeld(path, holder);
  const aside = `${path}.${process.pid}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const taken = await readFile(aside, 'utf8');
  if (taken !== text) {
    // Another took the stale one over in between: it is theirs.
    await rename(aside, path);
    throw isHeld(path, null);
  }
  await unlink(aside);
}

function heldByProcess(): Set<string> {
  const shared: typeof globalThis & { [KEY]?: Set<string> } = globalThis;
  shared[KEY] ??= new Set();
  return shared[KEY];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // There, and not ours to signal.
    return codeOf(error) === 'EPERM';
  }
}

function isHeld(file: string, holder: number | null): PersistenceError {
  const who = holder === null ? 'another process' : holder === process.pid ? 'this process' : `process ${holder}`;
  return new PersistenceError(
    `${file} is held by ${who}. Only one may use it at a time; if none does, remove the file.`,
    { code: 'store/conflict', details: { file, holder } },
  );
}
