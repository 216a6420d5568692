import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './durable-file.ts';

/**
 * Makes a folder, and those above it that are missing.
 *
 * Node's own recursive `mkdir` never returns where a folder that exists refuses new names as unknown, such as `/proc`.
 *
 * @throws what Node throws where a folder cannot be made.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const parent = dirname(folder);
    if (codeOf(error) === 'ENOENT' && parent !== folder) {
      await makeFolder(parent);
      await mkdirUnlessThere(folder);
    } else await keepFolder(folder, error);
  }
}

async function mkdirUnlessThere(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    await keepFolder(folder, error);
  }
}

/** What stands there already may be the folder, made by another hand meanwhile. */
async function keepFolder(folder: string, error: unknown): Promise<void> {
  const found = await stat(folder).catch(() => null);
  return found?.isDirectory() === true ? undefined : Promise.reject(error);
}
