import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PersistenceError } from '../../errors/index.ts';
import { makeFolder } from '../../persistence/make-folder.ts';
import type { BacktestResult } from '../result.ts';
import { renderReport } from './render-report.ts';

/**
 * Writes the result as one self-contained HTML page, and the folders above it where they are missing.
 *
 * @throws {PersistenceError} `store/unavailable` when the file cannot be written.
 */
export async function writeReport(result: BacktestResult, path: string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeFile(path, renderReport(result), 'utf8');
  } catch (cause) {
    throw new PersistenceError(`The report could not be written to ${path}.`, {
      code: 'store/unavailable',
      details: { path },
      cause,
    });
  }
}
