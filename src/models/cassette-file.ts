import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PersistenceError } from '../errors/index.ts';
import type { CassetteStore } from './cassette-store.ts';

/**
 * Keeps a cassette in a file, one line of JSON for each exchange.
 *
 * The file and its folder are made by the first exchange. A last line that a crash tore is left out, and cut off by the
 * next one.
 */
export function cassetteFile(path: string): CassetteStore {
  let keptBytes: number | null = null;
  const read = async (): Promise<readonly string[]> => {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return '';
      throw unavailable(path, 'read', error);
    });
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    keptBytes = whole.length < text.length ? Buffer.byteLength(whole) : null;
    return whole.split('\n').filter((line) => line !== '');
  };
  return {
    name: path,
    read,
    append: async (line) => {
      try {
        if (keptBytes !== null) await truncate(path, keptBytes);
        keptBytes = null;
        await mkdir(dirname(path), { recursive: true });
        await appendFile(path, `${line}\n`, 'utf8');
      } catch (error) {
        throw unavailable(path, 'written', error);
      }
    },
  };
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

function unavailable(path: string, what: string, cause: unknown): PersistenceError {
  return new PersistenceError(`The cassette ${path} cannot be ${what}.`, {
    code: 'store/unavailable',
    details: { cassette: path },
    cause,
  });
}
