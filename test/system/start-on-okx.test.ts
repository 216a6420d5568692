import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MockOkx } from '../../src/testing/mock-okx/mock-okx.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'start-okx-'));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm start` as a user runs it, with these variables and no key from elsewhere. */
function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(ROOT, 'src/cli/start.ts'), '--broker', 'okx_demo', '--out', folder, ...argv],
      { cwd: ROOT, env: { PATH: process.env.PATH ?? '', HOME: folder, ...env } },
    );
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (text) => {
      said.stdout += text;
    });
    child.stderr.on('data', (text) => {
      said.stderr += text;
    });
    child.on('close', (status) => resolve({ status, ...said }));
  });
}

describe('npm start -- --broker okx_demo --mock', () => {
  let ended: Ended;
  beforeAll(async () => {
    ended = await start(['--mock', '--bars', '700']);
  });

  it('ends well', () => {
    expect([ended.status, ended.stderr]).toEqual([0, '']);
  });

  it.each([
    ['decisions', /% sure/],
    ['fills', /market (buy|sell) filled: [\d.]+ at/],
    ['the end of positions', /ended by (stop|target|decision): .*net/],
    ['equity', /net, equity [\d,]+\.\d\d$/m],
    ['the latency of its orders', /^market +acknowledged +\d+ +[\d.]+ ms +[\d.]+ ms +[\d.]+ ms$/m],
  ])('shows %s', (_what, line) => {
    expect(ended.stdout).toMatch(line);
  });

  it('names a report that is there', () => {
    expect(existsSync(/^Report {2}(.+\.html)$/m.exec(ended.stdout)?.[1] ?? '')).toBe(true);
  });
});

describe('npm start -- --broker okx_demo', () => {
  let mock: MockOkx;
  beforeAll(async () => {
    mock = await MockOkx.start();
  });
  afterAll(() => mock.close());

  it('says which keys are missing', async () => {
    const { status, stderr } = await start([]);
    expect([status, stderr]).toEqual([
      2,
      'config/missing_variable: OKX demo trading needs a key of demo trading. Set OKX_DEMO_API_KEY, OKX_DEMO_SECRET_KEY, OKX_DEMO_PASSPHRASE; docs/okx-setup.md says how to get one.\n',
    ]);
  });

  it('connects with the keys of the environment, looks, and ends', async () => {
    const { apiKey, secretKey, passphrase } = mock.credentials;
    const keys = { OKX_DEMO_API_KEY: apiKey, OKX_DEMO_SECRET_KEY: secretKey, OKX_DEMO_PASSPHRASE: passphrase };
    const { status, stdout } = await start(['--rest', mock.restUrl, '--ws', mock.wsUrl, '--minutes', '0'], keys);
    expect([status, /^Equity +100,000\.00 → 100,000\.00 USDT$/m.test(stdout)]).toEqual([0, true]);
  });

  it('says in words that OKX refuses the key', async () => {
    const keys = { OKX_DEMO_API_KEY: 'a', OKX_DEMO_SECRET_KEY: 'b', OKX_DEMO_PASSPHRASE: 'c' };
    const { status, stderr } = await start(['--rest', mock.restUrl, '--ws', mock.wsUrl], keys);
    expect([status, stderr.split('\n')[0]]).toEqual([1, expect.stringMatching(/^auth\/rejected: /)]);
  });
});
