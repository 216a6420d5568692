import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { OwnPostgres } from '../../examples/express-host/drills/own-postgres.ts';
import { migrate, openPglite } from '../../src/postgres/index.ts';
import { CYCLES, fillYear } from './fill-year.ts';
import { type HostProcess, startHostProcess } from './host-process.ts';

/** `npm run bench:year`: how soon a host answers over a year of five-minute cycles, on PGlite and on PostgreSQL. */
const TARGET_MS = 50;
const READS = 200;
const WARM_UPS = 30;
const FLAGS = ['--port', '0', '--log-level', 'error', '--interval', '60'];
const API = '/internal/autotrade/v1';
const DAY = 86_400_000;

/** As autovacuum, and its like for the embedded database, leave tables in the course of a year. */
const TIDY = 'VACUUM (ANALYZE)';

/** Each read is another one, so that none is answered out of what was read before. */
const READ: Readonly<Record<string, (index: number, end: number) => string>> = {
  'decisions, newest': (index, end) => `decisions?${page(index, end)}`,
  'decisions of a symbol': (index, end) => `decisions?symbol=ETH-USDT-SWAP&order=${order(index)}&${page(index, end)}`,
  'decisions by outcome': (index, end) => `decisions?outcome=rejected&order=${order(index)}&${page(index, end)}`,
  'decisions of some time': (index, end) =>
    `decisions?from=${end - (index + 3) * DAY}&to=${end - (index + 1) * DAY}&limit=50`,
  'a decision, whole': (index) =>
    `decisions/00000000-0000-4000-8001-${(3 * (CYCLES - index * 400) + 1).toString(16).padStart(12, '0')}`,
  portfolio: () => 'portfolio',
  'equity of the year': (index, end) => `equity?from=${end - 400 * DAY - index}&points=${400 + (index % 100)}`,
  'equity of a week': (index, end) => `equity?from=${end - (index + 7) * DAY}&to=${end - index * DAY}`,
};

let isMet = true;
await onPglite();
await onServer();
if (!isMet) process.exitCode = 1;

async function onPglite(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'brokerkit-year-'));
  try {
    const db = await openPglite(join(folder, 'database'));
    await migrate(db);
    await fillYear(db, told('PGlite'));
    await db.query(TIDY);
    await db.close();
    await measure('PGlite', await startHostProcess([...FLAGS, '--data', folder]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function onServer(): Promise<void> {
  const server = await OwnPostgres.start();
  const folder = await mkdtemp(join(tmpdir(), 'brokerkit-year-'));
  try {
    const client = new pg.Client(server.connection);
    await client.connect();
    await migrate(client);
    await fillYear(client, told('PostgreSQL'));
    await client.query(TIDY);
    await client.end();
    const { host, port, user, database } = server.connection;
    process.env.DATABASE_URL = `postgres://${user}@${host}:${port}/${database}`;
    await measure('PostgreSQL', await startHostProcess([...FLAGS, '--data', folder]));
  } finally {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(name: string, host: HostProcess): Promise<void> {
  try {
    const begunAt = performance.now();
    await firstCycle(host);
    const end = Date.now();
    process.stdout.write(
      `\n${name}: ${CYCLES} cycles, three decisions each; ${READS} reads of each kind, one after the other, from the end of the first cycle on, ${(performance.now() - begunAt).toFixed(0)} ms after it listened\n`,
    );
    for (const [kind, path] of Object.entries(READ)) {
      const took: number[] = [];
      for (let index = 0; index < WARM_UPS + READS; index++) {
        const url = `${host.url}${API}/${path(index, end)}`;
        // The portfolio has no parameters: an answer is given again for a quarter of a second.
        if (kind === 'portfolio') await new Promise((resolve) => setTimeout(resolve, 260));
        const start = performance.now();
        const answer = await fetch(url);
        const text = await answer.text();
        if (index >= WARM_UPS) took.push(performance.now() - start);
        if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text.slice(0, 300)}`);
      }
      took.sort((one, other) => one - other);
      const at = (share: number): number => took[Math.floor(took.length * share)] ?? Number.NaN;
      const p95 = at(0.95);
      isMet &&= p95 <= TARGET_MS;
      process.stdout.write(
        `  ${kind.padEnd(24)} p50 ${at(0.5).toFixed(1).padStart(6)} ms   p95 ${p95.toFixed(1).padStart(6)} ms   ${p95 <= TARGET_MS ? 'met' : `NOT MET (${TARGET_MS})`}\n`,
      );
    }
  } finally {
    await host.stop();
  }
}

/** What starts reads what the last run left, and the markets. */
async function firstCycle({ url }: HostProcess): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}${API}/scheduler`);
    const { lastCycle } = (await answer.json()) as { readonly lastCycle?: object | null };
    if (answer.ok && lastCycle !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Of all that is there, and never the same twice. */
function page(index: number, end: number): string {
  return `limit=${30 + (index % 40)}&from=${end - 400 * DAY - index}`;
}

function order(index: number): string {
  return index % 2 === 0 ? 'newest_first' : 'oldest_first';
}

function told(name: string): (done: string) => void {
  const begunAt = performance.now();
  return (done) => process.stderr.write(`${name}: ${done}, ${((performance.now() - begunAt) / 1000).toFixed(0)} s\n`);
}
