import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measurement } from './measurement.ts';
import type { Start } from './suite.ts';

// Both end up in one folder when they are built.
const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));

/**
 * Runs a contestant in a fresh process and returns what it measured of itself: of its first run, or of a second one in
 * the same process.
 */
export function measure(suite: string, contestant: string, size: number, start: Start): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    let measurement: Measurement | null = null;
    const child = fork(CHILD, [suite, contestant, String(size), start], { execArgv: ['--expose-gc'] });
    child.on('message', (message) => {
      measurement = message as Measurement;
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (measurement !== null) resolve(measurement);
      else reject(new Error(`${suite}/${contestant} ended without a result (${signal ?? `exit code ${code}`}).`));
    });
  });
}
