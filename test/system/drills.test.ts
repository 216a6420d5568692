import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isFullProof } from '../setup/properties.ts';

const ROOT = join(import.meta.dirname, '../..');
const DRILL = 'examples/express-host/drills/drill.ts';

async function run(...given: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', DRILL, ...given], {
    cwd: ROOT,
    env: { ...process.env, TSX_TSCONFIG_PATH: 'examples/tsconfig.json' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, said };
}

describe('a drill of the host', () => {
  it.each(['e2e', 'failover', 'ws-drop', 'db-outage', 'model-outage', 'clock-skew', 'rate-limit-storm'])(
    'passes: %s',
    {
      timeout: 300_000,
    },
    async (name) => {
      const { code, said } = await run(name);
      expect(said).toContain('PASSED');
      expect(code).toBe(0);
    },
  );

  it('passes: crash', { timeout: 1_800_000 }, async () => {
    const { code, said } = await run('crash', `--kills=${isFullProof ? 50 : 3}`);
    expect(said).toContain('PASSED');
    expect(code).toBe(0);
  });

  it('of another name is refused with those that there are', { timeout: 60_000 }, async () => {
    const { code, said } = await run('fire');
    expect(code).toBe(2);
    expect(said).toContain('e2e, failover, ws-drop');
  });
});
