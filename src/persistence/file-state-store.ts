import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PersistenceError } from '../errors/index.ts';
import type { StateStore } from '../ports/state-store.ts';
import { codeOf, replaceFile } from './durable-file.ts';
import { jsonText } from './json-text.ts';
import { makeFolder } from './make-folder.ts';

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
  try {
    await makeFolder(folder);
    await replaceFile(file, text);
  } catch (cause) {
    throw unavailable(`The state file ${file} cannot be written.`, file, cause);
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
