import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('./fixtures/patient-script.ts', import.meta.url));

describe('a script that awaits requests without a free token', () => {
  it('does not end before they have had their turn, and ends by itself after that', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', SCRIPT]);
    expect(stdout).toBe('one\ntwo\nthree\n');
  });
});
