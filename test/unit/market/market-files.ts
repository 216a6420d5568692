import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUILT_IN_INSTRUMENTS } from '../../../src/domain/built-in-instruments.ts';
import { Instrument, type InstrumentId } from '../../../src/domain/instrument.ts';

export const LISTED = BUILT_IN_INSTRUMENTS.map((spec) => new Instrument(spec));

export function listed(id: InstrumentId): Instrument {
  const found = LISTED.find((instrument) => instrument.id === id);
  if (found === undefined) throw new Error(`No built-in instrument ${id}.`);
  return found;
}

const folder = mkdtempSync(join(tmpdir(), 'market-'));

/** Writes a file of the given lines and answers its path; a name that ends in `.gz` is packed. */
export function aFile(name: string, lines: readonly string[] | string): string {
  const path = join(folder, name);
  const text = typeof lines === 'string' ? lines : `${lines.join('\n')}\n`;
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

/** What a promise was rejected with: its code and message. */
export async function refusalOf(work: Promise<unknown>): Promise<{ code: string; message: string; line: unknown }> {
  try {
    await work;
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: Record<string, unknown> };
    return { code, message, line: details?.line };
  }
  throw new Error('It was not refused.');
}
