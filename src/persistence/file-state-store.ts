import { type FileHandle, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { PersistenceError } from '../errors/index.ts';
import type { StateStore } from '../ports/state-store.ts';
import { jsonText } from './json-text.ts';

/**
 * A {@link StateStore} of one JSON file per key in a folder, which is made when it is missing.
 *
 * A save writes a file beside the old one, flushes it to the disk and then takes the old one's name, so that a crash
 * leaves either the old value or the new one. Saves of a key take effect in the order of the calls. One process at a time
 * may use a folder.
 */
export function fileStateStore(folder: string): StateStore {
  const fileOf = (key: string): string => join(folder, `${encodeURIComponent(key)}.json`);
  const lastSave = new Map<string, Promise<void>>();

  return {
    async load(key) {
      const file = fileOf(key);
      let text: string;
      try {
        text = await readFile(file, 'utf8');
      } catch (cause) {
        if (codeOf(cause) === 'ENOENT') return null;
        throw unavailable(`The state file ${file} cannot be read.`, file, cause);
      }
      try {
        return JSON.parse(text);
      } catch (cause) {
        throw new PersistenceError(
          `The state file ${file} is not valid JSON. Restore it from a backup, or remove it to begin anew.`,
          { code: 'store/corrupt', details: { file, key }, cause },
        );
      }
    },

    async save(key, value) {
      // Taken at the call, so that a value which changes later is saved as it was.
      const text = jsonText(key, value);
      const before = lastSave.get(key) ?? Promise.resolve();
      const saved = before.catch(() => {}).then(() => writeDurably(folder, fileOf(key), text));
      lastSave.set(key, saved);
      const forget = (): void => {
        if (lastSave.get(key) === saved) lastSave.delete(key);
      };
      saved.then(forget, forget);
      return saved;
    },
  };
}

async function writeDurably(folder: string, file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  try {
    await mkdir(folder, { recursive: true });
    await flushed(await open(fresh, 'w'), text);
    await rename(fresh, file);
    await flushFolder(folder);
  } catch (cause) {
    await unlink(fresh).catch(() => {});
    throw unavailable(`The state file ${file} cannot be written.`, file, cause);
  }
}

async function flushed(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Without this the new name itself may be lost in a crash. Windows cannot open a folder and does not need it. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unavailable(message: string, file: string, cause: unknown): PersistenceError {
  return new PersistenceError(message, {
    code: 'store/unavailable',
    advice: { retry: 'after', delayMs: 1000 },
    details: { file },
    cause,
  });
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
