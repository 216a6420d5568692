import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isBrokerError } from '../errors/index.ts';
import { dataUnreadable } from './data-error.ts';

/**
 * Reads a text file, packed with gzip or not, line by line, and holds no more of it than a piece.
 *
 * `onLine` gets each line without its end, and its number from 1. An empty last line is not told.
 *
 * @throws {ConfigurationError} `config/data_unreadable` when the file cannot be opened or unpacked; what `onLine` throws.
 */
export async function readLines(file: string, onLine: (line: string, number: number) => void): Promise<void> {
  const packed = file.endsWith('.gz');
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  const stream: Readable = packed ? unpacked(source) : source;
  const decoder = new TextDecoder('utf-8');
  let number = 0;
  let rest = '';
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (number === 0 && rest === '' && !packed && chunk[0] === 0x1f && chunk[1] === 0x8b) {
        throw dataUnreadable(file, 'it is packed with gzip, and its name does not end in .gz. Rename it.');
      }
      const text = rest + decoder.decode(chunk, { stream: true });
      let from = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        number += 1;
        onLine(text.slice(from, text.charCodeAt(end - 1) === 13 && end > from ? end - 1 : end), number);
        from = end + 1;
      }
      rest = text.slice(from);
    }
  } catch (error) {
    if (isBrokerError(error)) throw error;
    throw dataUnreadable(file, reason(error), error);
  } finally {
    source.destroy();
  }
  rest += decoder.decode();
  if (rest !== '') onLine(rest.endsWith('\r') ? rest.slice(0, -1) : rest, number + 1);
}

/** The whole text of a file, for formats that are not read by lines. @throws {ConfigurationError} as {@link readLines}. */
export async function readText(file: string): Promise<string> {
  const lines: string[] = [];
  await readLines(file, (line) => lines.push(line));
  return lines.join('\n');
}

function unpacked(source: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.once('error', (error) => gunzip.destroy(error));
  return source.pipe(gunzip);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path.',
  EACCES: 'it may not be read. Check its permissions.',
  EISDIR: 'it is a folder. Name a file.',
  Z_DATA_ERROR: 'it is no whole gzip file. Fetch or pack it again.',
  Z_BUF_ERROR: 'it ends in the middle of its gzip data. Fetch or pack it again.',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? `it cannot be read (${code || String(error)}).`;
}
