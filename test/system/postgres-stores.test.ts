import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnPostgres } from '../../examples/express-host/drills/own-postgres.ts';
import { migrate, openPglite, postgresStores } from '../../src/postgres/index.ts';
import { SCHEMA_STEPS } from '../../src/postgres/schema.ts';
import { anEvaluation, uuid } from '../../src/testing/contract-stores/records.ts';
import { describeStores } from '../../src/testing/index.ts';

let server: OwnPostgres;
let pool: pg.Pool;
let cases = 0;

beforeAll(async () => {
  server = await OwnPostgres.start();
  pool = new pg.Pool({ ...server.connection, max: 5 });
  pool.on('error', () => {});
  await migrate(pool);
});

afterAll(async () => {
  await pool.end();
  await server.remove();
});

async function value(text: string): Promise<unknown> {
  return Object.values((await pool.query(text)).rows[0] as object)[0];
}

describeStores(
  'Stores on a PostgreSQL server',
  () => {
    const portfolioId = `portfolio-${cases++}`;
    return {
      stores: postgresStores(pool, { portfolioId, runtimeMode: 'paper' }),
      otherPortfolio: postgresStores(pool, { portfolioId: `${portfolioId}-other`, runtimeMode: 'paper' }),
      otherMode: postgresStores(pool, { portfolioId, runtimeMode: 'live' }),
      again: () => postgresStores(pool, { portfolioId, runtimeMode: 'paper' }),
    };
  },
  { describe, it },
);

describe('five processes that migrate at the same time', () => {
  it('all succeed, and each step is taken once', async () => {
    await pool.query('CREATE DATABASE fresh');
    const connection = { ...server.connection, database: 'fresh' };
    const clients = Array.from({ length: 5 }, () => new pg.Client(connection));
    await Promise.all(clients.map((client) => client.connect()));
    await Promise.all(clients.map((client) => migrate(client)));
    const versions = await clients[0]?.query('SELECT version FROM brokerkit_migrations ORDER BY version');
    expect(versions?.rows).toEqual(SCHEMA_STEPS.map(({ version }) => ({ version })));
    for (const client of clients) await client.end();
  });
});

describe('stores on a client of their own', () => {
  it('work in another time zone, with another format of dates and with parsers of the host’s own', async () => {
    const client = new pg.Client(server.connection);
    await client.connect();
    await client.query("SET timezone = 'Asia/Kathmandu'; SET datestyle = 'German'; SET extra_float_digits = 0");
    const types = { getTypeParser: () => () => 'nonsense' };
    const parsed = { query: (text: string, values?: unknown[]) => client.query({ text, values: values ?? [], types }) };
    const stores = postgresStores(client, { portfolioId: 'nepal', runtimeMode: 'paper' });
    await stores.decisions.append(anEvaluation(1));
    expect(await stores.decisions.evaluation(anEvaluation(1).evaluationId)).toEqual(anEvaluation(1));
    await expect(
      postgresStores(parsed, { portfolioId: 'nepal', runtimeMode: 'paper' }).decisions.decision(uuid(1)),
    ).rejects.toThrow();
    await client.end();
  });
});

describe('a pool whose connections are cut', () => {
  it('writes what was refused meanwhile when it is asked again', async () => {
    const stores = postgresStores(pool, { portfolioId: 'cut', runtimeMode: 'paper' });
    await stores.decisions.append(anEvaluation(1));
    await pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()
      AND backend_type = 'client backend'`);
    for (const number of [1, 2, 3]) {
      await stores.decisions.append(anEvaluation(number)).catch(() => stores.decisions.append(anEvaluation(number)));
    }
    expect(await value("SELECT count(*) FROM llm_decision_logs WHERE portfolio_id = 'cut'")).toBe('3');
  });
});

describe('a folder of an embedded database', () => {
  it('is refused to a second process, which is told why', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'brokerkit-embedded-'));
    const db = await openPglite(join(folder, 'data'));
    const opener = join(import.meta.dirname, 'fixtures/pglite-opener.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', opener, join(folder, 'data')]);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    await once(child, 'close');
    expect(said).toContain('store/conflict');
    expect(said).toContain(`process ${process.pid}`);
    await db.close();
    await rm(folder, { recursive: true, force: true });
  });
});
