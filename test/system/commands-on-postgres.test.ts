import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnPostgres } from '../../examples/express-host/drills/own-postgres.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'commands-'));
let server: OwnPostgres;

beforeAll(async () => {
  server = await OwnPostgres.start();
}, 120_000);

afterAll(async () => {
  await server.remove();
  rmSync(home, { recursive: true, force: true });
});

function address(): string {
  const { host, port, user, database } = server.connection;
  return `postgres://${user}@${host}:${port}/${database}`;
}

async function node(program: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = ['--import', 'tsx', join(ROOT, program), ...argv];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    maxBuffer: 64e6,
  });
  return stdout;
}

const brokerkit = (argv: readonly string[], env = {}) => node('src/cli/brokerkit.ts', argv, env);

describe('the commands', { timeout: 300_000 }, () => {
  it('take an old state over into a PostgreSQL server, and list what is there', async () => {
    const file = join(home, 'old.json');
    writeFileSync(
      file,
      JSON.stringify({
        decisions: [{ timestamp: '2025-12-30T10:00:00Z', coin: 'BTC', action: 'sell', confidence: 0.7 }],
      }),
    );
    await brokerkit(['backfill', file, '--database', address(), '--portfolio', 'old']);
    const listed = await brokerkit(['replay', '--portfolio', 'old'], { DATABASE_URL: address() });
    expect(listed).toMatch(/^2025-12-30 10:00 {2}[\da-f-]{36} {2}sell +BTC-USDT-SWAP/m);
  });

  it('say that a server does not answer', async () => {
    const elsewhere = ['replay', '--database', 'postgres://me:secret@127.0.0.1:1/none'];
    await expect(brokerkit(elsewhere)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^store\/unavailable: (?!.*secret)/),
    });
  });

  it('judge every decision of a run that npm start has kept as it was judged', async () => {
    const folder = join(home, 'run');
    const out = join(home, 'out.html');
    await node('src/cli/start.ts', ['--bars', '1500', '--quiet', '--data', folder, '--out', out]);
    const decisions: unknown = JSON.parse(await brokerkit(['replay', '--data', folder, '--json']));
    const ids = (decisions as readonly { decisionId: string }[]).map(({ decisionId }) => decisionId);
    const told: string[] = [];
    for (const id of ids.slice(0, 4)) told.push(await brokerkit(['replay', id, '--data', folder]));
    expect(told.length).toBe(4);
    expect(told.filter((text) => !text.includes('No difference: it is read and judged as it was.'))).toEqual([]);
  });
});
