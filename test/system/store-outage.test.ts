import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OwnPostgres } from '../../examples/express-host/drills/own-postgres.ts';
import { randomIds } from '../../src/engine/random-ids.ts';
import { SystemClock } from '../../src/engine/system-clock.ts';
import { type DurableStores, durableStores } from '../../src/persistence/index.ts';
import { migrate, postgresStores } from '../../src/postgres/index.ts';
import {
  aFillRecord,
  anEvaluation,
  anIntentRecord,
  aVerdict,
  uuid,
} from '../../src/testing/contract-stores/records.ts';

const WRITER = join(import.meta.dirname, 'fixtures/store-writer.ts');

let server: OwnPostgres;
let pool: pg.Pool;
let folder: string;

beforeAll(async () => {
  server = await OwnPostgres.start();
  pool = new pg.Pool({ ...server.connection, max: 4, connectionTimeoutMillis: 1000 });
  pool.on('error', () => {});
  await migrate(pool);
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-outage-'));
});

afterAll(async () => {
  await pool.end();
  await server.remove();
  await rm(folder, { recursive: true, force: true });
});

async function open(portfolioId: string): Promise<DurableStores> {
  return durableStores({
    primary: postgresStores(pool, { portfolioId, runtimeMode: 'paper' }),
    spoolFolder: join(folder, portfolioId),
    clock: new SystemClock(),
    ids: randomIds(),
    retryMs: 50,
  });
}

async function column(text: string): Promise<unknown[]> {
  const { rows } = await pool.query(text);
  return rows.map((row) => Object.values(row as object)[0]);
}

const direct = (stores: DurableStores) => vi.waitUntil(() => stores.health.state === 'direct', { timeout: 60_000 });

describe('a server that is stopped and started while decisions are written', () => {
  it('has every row in the end, in order, none lost and none double', async () => {
    const stores = await open('load');
    const states = new Set<string>();
    let isOver = false;
    let count = 0;
    const writing = (async () => {
      for (; !isOver; count++) {
        await stores.decisions.append(anEvaluation(count));
        await stores.decisions.judged([aVerdict(count)]);
        await stores.journal.append(anIntentRecord(`order${count}`));
        await stores.executions.fills([aFillRecord(count)]);
        states.add(stores.health.state);
      }
    })();
    for (let outage = 0; outage < 3; outage++) {
      const before = count;
      await vi.waitUntil(() => count > before + 30, { timeout: 60_000 });
      await server.stop();
      const down = count;
      await vi.waitUntil(() => stores.health.state === 'spooling' && count > down + 30, { timeout: 60_000 });
      await server.start();
      await direct(stores);
    }
    isOver = true;
    await writing;
    await direct(stores);
    const expected = Array.from({ length: count }, (_, number) => number);
    const of = "WHERE portfolio_id = 'load' ORDER BY seq";
    expect(states).toEqual(new Set(['direct', 'spooling']));
    expect(await column(`SELECT decision_id FROM llm_decision_logs ${of}`)).toEqual(expected.map(uuid));
    expect(await column(`SELECT client_order_id FROM order_journal ${of}`)).toEqual(expected.map((n) => `order${n}`));
    expect(await column(`SELECT fill_id FROM execution_fills ${of}`)).toEqual(expected.map((n) => `fill${n}`));
    expect(await column("SELECT count(*) FROM llm_decision_verdicts WHERE portfolio_id = 'load'")).toEqual([
      String(count),
    ]);
    await stores.close();
  });

  it('has every row of many writers, none lost and none double', async () => {
    const stores = await open('many');
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let step = 0; step < 40; step++) {
        await stores.decisions.append(anEvaluation(writer * 1000 + step));
        await stores.journal.append(anIntentRecord(`order${writer}-${step}`));
      }
    });
    await vi.waitUntil(() => stores.health.state === 'direct');
    await server.stop();
    await Promise.all(writers);
    await server.start();
    await direct(stores);
    const counts = await column(`SELECT count(DISTINCT decision_id) FROM llm_decision_logs WHERE portfolio_id = 'many'
      UNION ALL SELECT count(*) FROM order_journal WHERE portfolio_id = 'many'`);
    expect(counts).toEqual(['320', '320']);
    for (let writer = 0; writer < 8; writer++) {
      const steps = await column(`SELECT client_order_id FROM order_journal
        WHERE portfolio_id = 'many' AND client_order_id LIKE 'order${writer}-%' ORDER BY seq`);
      expect(steps).toEqual(Array.from({ length: 40 }, (_, step) => `order${writer}-${step}`));
    }
    await stores.close();
  });
});

describe('a process that is killed while its server is down', () => {
  it('has left everything that it called durable, and the next run brings it in once and in order', async () => {
    const spool = join(folder, 'killed');
    const durable: number[] = [];
    for (let run = 0; run < 3; run++) {
      const child = spawn(process.execPath, [
        ...['--import', 'tsx', WRITER, String(server.connection.port), spool],
        String((durable.at(-1) ?? -1) + 1),
      ]);
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk;
      });
      const lines = () => said.split('\n').length - 1;
      await vi.waitUntil(() => lines() > 10, { timeout: 60_000 });
      await server.stop();
      const down = lines();
      await vi.waitUntil(() => lines() > down + 10, { timeout: 60_000 });
      child.kill('SIGKILL');
      await once(child, 'close');
      durable.push(...said.split('\n').slice(0, -1).map(Number));
      await server.start();
    }
    const stores = await open('killed');
    await direct(stores);
    const rows = await column("SELECT decision_id FROM llm_decision_logs WHERE portfolio_id = 'killed' ORDER BY seq");
    const intents = await column(
      "SELECT client_order_id FROM order_journal WHERE portfolio_id = 'killed' ORDER BY seq",
    );
    // What was being written when it was killed may be there too, and the next run began with it.
    expect(rows.slice(0, durable.length)).toEqual(durable.map(uuid));
    expect(rows.length).toBeLessThanOrEqual(durable.length + 1);
    expect([...new Set(intents)].slice(0, durable.length)).toEqual(durable.map((number) => `order${number}`));
    await stores.close();
  });
});
