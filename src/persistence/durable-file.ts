import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Puts a text in a file's place so that a crash leaves either what was there or all of the new text. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  try {
    await writeFlushed(await open(fresh, 'w'), text);
    await rename(fresh, file);
    await flushFolder(dirname(file));
  } catch (cause) {
    await unlink(fresh).catch(() => {});
    throw cause;
  }
}

/** Makes names in a folder durable. Windows cannot open a folder and does not need it. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The code of what Node's file functions throw, such as `ENOENT`. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

async function writeFlushed(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
}
