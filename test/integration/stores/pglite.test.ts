import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedDatabase,
  embeddedStores,
  migrate,
  openPglite,
  postgresStores,
} from '../../../src/postgres/index.ts';
import { migration } from '../../../src/postgres/migrate.ts';
import { SCHEMA_STEPS } from '../../../src/postgres/schema.ts';
import { TABLES } from '../../../src/postgres/tables.ts';
import { anEvaluation, uuid } from '../../../src/testing/contract-stores/records.ts';
import { describeStores } from '../../../src/testing/index.ts';

let parent: string;
let folder: string;
let db: EmbeddedDatabase;
let cases = 0;

// Making a PGlite takes seconds, so that one serves the whole file.
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'brokerkit-pglite-'));
  folder = join(parent, 'deep', 'data');
  db = await openPglite(folder);
  await migrate(db);
}, 120_000);

afterAll(async () => {
  await db.close();
  await rm(parent, { recursive: true, force: true });
});

async function column(text: string): Promise<unknown[]> {
  return (await db.query(text)).rows.map((row) => Object.values(row as object)[0]);
}

describeStores(
  'Stores in PGlite',
  () => {
    // Scopes that were never used are as good as empty tables, and prove more.
    const portfolioId = `portfolio-${cases++}`;
    return {
      stores: postgresStores(db, { portfolioId, runtimeMode: 'paper' }),
      otherPortfolio: postgresStores(db, { portfolioId: `${portfolioId}-other`, runtimeMode: 'paper' }),
      otherMode: postgresStores(db, { portfolioId, runtimeMode: 'live' }),
      again: () => postgresStores(db, { portfolioId, runtimeMode: 'paper' }),
    };
  },
  { describe, it },
);

describe('the tables', () => {
  it.each([
    'llm_prompt_payloads',
    'llm_decision_logs',
    'autotrade_llm_risk_journal',
    'autotrade_runtime_settings',
    'auto_portfolios',
    'portfolio_positions',
    'portfolio_closed_positions',
  ])('have %s among them', async (name) => {
    expect(await column(`SELECT to_regclass('${name}')::text`)).toEqual([name]);
  });

  it.each(TABLES.map((table) => [table.name, table] as const))(
    'have every column that is written to %s',
    async (name, table) => {
      const there = await column(`SELECT column_name FROM information_schema.columns WHERE table_name = '${name}'`);
      expect(there).toEqual(expect.arrayContaining(table.columnNames.split(', ')));
    },
  );

  it('say of every row whose it is', async () => {
    const without = await column(`SELECT table_name FROM information_schema.tables t WHERE table_schema = 'public'
      AND table_name <> 'brokerkit_migrations' AND (SELECT count(*) FROM information_schema.columns c
        WHERE c.table_name = t.table_name AND column_name IN ('portfolio_id', 'runtime_mode') AND is_nullable = 'NO') < 2`);
    expect(without).toEqual([]);
  });

  it('keep what tools answered as jsonb that may be null', async () => {
    const type = await column(`SELECT data_type || ' ' || is_nullable FROM information_schema.columns
      WHERE table_name = 'llm_decision_logs' AND column_name = 'tool_payload_json'`);
    expect(type).toEqual(['jsonb YES']);
  });

  it('keep a payload once and inline, under the hash of its content', async () => {
    const stores = postgresStores(db, { portfolioId: 'payloads', runtimeMode: 'simulator' });
    const messages = [{ role: 'user', content: 'The same.' }];
    for (const number of [1, 2]) await stores.decisions.append(anEvaluation(number, { messages }));
    const rows = await db.query(`SELECT storage_uri, content, sha256 = encode(sha256(content::bytea), 'hex') AS named
      FROM llm_prompt_payloads WHERE portfolio_id = 'payloads' AND kind = 'prompt'`);
    expect(rows.rows).toEqual([{ storage_uri: 'inline:', content: JSON.stringify(messages), named: true }]);
  });

  it('let SQL search in what tools answered, whatever characters it holds', async () => {
    const stores = postgresStores(db, { portfolioId: 'tools', runtimeMode: 'simulator' });
    const toolPayload = [{ name: 'candles', arguments: 'a\0b \\u0000 \ud800 \u{1F680}' }];
    await stores.decisions.append(anEvaluation(1, { toolPayload }));
    const found = await column(`SELECT tool_payload_json -> 0 ->> 'arguments' FROM llm_decision_logs
      WHERE portfolio_id = 'tools' AND tool_payload_json @> '[{"name": "candles"}]'`);
    expect(found).toEqual(['a\uFFFDb \\u0000 \uFFFD \u{1F680}']);
  });

  it('refuse an evaluation whose payload someone has changed', async () => {
    const stores = postgresStores(db, { portfolioId: 'tampered', runtimeMode: 'live' });
    await stores.decisions.append(anEvaluation(1));
    await db.query(`UPDATE llm_prompt_payloads SET content = 'x' WHERE portfolio_id = 'tampered' AND kind = 'reply'`);
    const read = stores.decisions.evaluation(anEvaluation(1).evaluationId);
    await expect(read).rejects.toMatchObject({
      code: 'store/corrupt',
      message: expect.stringContaining('was changed'),
    });
  });

  it('are read through indexes in every list', async () => {
    const lists = [
      ['llm_decision_logs', 'at', "instrument = 'BTC-USDT-SWAP'"],
      ['llm_decision_logs', 'at', 'true'],
      ['llm_decision_outcomes', 'decided_at', "outcome = 'denied'"],
      ['execution_fills', 'at', "decision_id = 'x'"],
      ['portfolio_closed_positions', 'closed_at', 'true'],
    ] as const;
    await db.query('SET enable_seqscan = off');
    for (const [table, at, condition] of lists) {
      const seq = table === 'llm_decision_outcomes' ? 'decision_seq' : 'seq';
      const plan = await column(`EXPLAIN SELECT * FROM ${table} WHERE portfolio_id = 'p' AND runtime_mode = 'live'
        AND ${condition} ORDER BY ${at} DESC, ${seq} DESC LIMIT 100`);
      expect(plan.join('\n')).toContain('Index Scan Backward');
      expect(plan.join('\n')).not.toContain('Sort');
    }
    await db.query('SET enable_seqscan = on');
  });
});

describe('migrate', () => {
  it('has payloads kept as they are where Postgres runs in the process', async () => {
    const storage = `SELECT attstorage::text FROM pg_attribute
      WHERE attrelid = 'llm_prompt_payloads'::regclass AND attname = 'content'`;
    expect(await column(storage)).toEqual(['e']);
    const payload = 'the same words again and again, '.repeat(2_000);
    await db.query(
      `INSERT INTO llm_prompt_payloads (portfolio_id, runtime_mode, sha256, kind, encoding, content, size_bytes, created_at)
       VALUES ('kept', 'paper', 'x', 'prompt', 'text', $1, 1, now())`,
      [payload],
    );
    const kept = `SELECT pg_column_size(content) FROM llm_prompt_payloads WHERE portfolio_id = 'kept'`;
    expect(await column(kept)).toEqual([payload.length]);
    await db.query(`DELETE FROM llm_prompt_payloads WHERE portfolio_id = 'kept'`);
  });

  it('changes nothing the second time', async () => {
    await migrate(db);
    expect(await column('SELECT version FROM brokerkit_migrations')).toEqual(
      SCHEMA_STEPS.map(({ version }) => version),
    );
  });

  it('takes only the steps that the database has not seen', async () => {
    const step = { version: 999, sql: 'CREATE TABLE from_a_later_step (id integer);' };
    await db.query(migration([...SCHEMA_STEPS, step]));
    await db.query(migration([...SCHEMA_STEPS, step]));
    expect(await column(`SELECT to_regclass('from_a_later_step')::text`)).toEqual(['from_a_later_step']);
  });

  it('refuses tables of a newer version and leaves them alone', async () => {
    await db.query('INSERT INTO brokerkit_migrations (version) VALUES (1000)');
    await expect(migrate(db)).rejects.toMatchObject({
      code: 'store/newer_schema',
      message: expect.stringContaining('version 1000'),
    });
    await db.query('DELETE FROM brokerkit_migrations WHERE version >= 999');
  });

  it('does all of a step or nothing', async () => {
    const before = await column('SELECT max(version) FROM brokerkit_migrations');
    const broken = { version: 1000, sql: 'CREATE TABLE half_done (id integer); SELECT 1 / 0;' };
    await expect(db.query(migration([...SCHEMA_STEPS, broken]))).rejects.toThrow('division by zero');
    expect(await column(`SELECT to_regclass('half_done')::text`)).toEqual([null]);
    expect(await column('SELECT max(version) FROM brokerkit_migrations')).toEqual(before);
  });
});

describe('an embedded database', () => {
  it('keeps a second one out of its folder', async () => {
    await expect(openPglite(folder)).rejects.toMatchObject({
      code: 'store/conflict',
      message: expect.stringContaining(`${folder}.lock is held by this process`),
    });
  });

  it('has after it was closed what was written before, and lets another in', async () => {
    const scope = { portfolioId: 'reopened', runtimeMode: 'paper' } as const;
    await postgresStores(db, scope).decisions.append(anEvaluation(1));
    await db.close();
    await db.close();
    const stores = await embeddedStores(folder, scope);
    expect(await stores.decisions.decision(uuid(1))).not.toBeNull();
    await stores.close();
    db = await openPglite(folder);
  });

  it('leaves the process its time while a statement runs', async () => {
    let turns = 0;
    let isAnswered = false;
    const turn = (): void => {
      turns += 1;
      if (!isAnswered) setImmediate(turn);
    };
    turn();
    await db.query('SELECT count(*) FROM generate_series(1, 1000000)');
    isAnswered = true;
    expect(turns).toBeGreaterThan(100);
  });

  it('says store/unavailable for a folder that cannot be made, and lets go of the lock', async () => {
    for (let time = 0; time < 2; time++) {
      await expect(openPglite('/proc/brokerkit/data')).rejects.toMatchObject({ code: 'store/unavailable' });
    }
  });
});

describe('an embedded database that is changed over and over', () => {
  it('uses the space of what was changed again', { timeout: 60_000 }, async () => {
    // Vacuumed after the first hundreds of its own writes.
    await using own = await openPglite(join(parent, 'changed'));
    await own.query('CREATE TABLE rewritten (id int PRIMARY KEY, content text)');
    await own.query("INSERT INTO rewritten SELECT i, '' FROM generate_series(1, 10) i");
    // No compression makes it small, so that it lies outside of the row.
    const rewrite = (salt: number) =>
      own.query(
        `UPDATE rewritten SET content = (SELECT string_agg(md5(random()::text || i || ${salt}), '') FROM generate_series(1, 200) i)`,
      );
    const kilobytes = async (): Promise<number> => {
      const [row] = (await own.query("SELECT pg_total_relation_size('rewritten') / 1024 AS size")).rows;
      return Number((row as { readonly size: string }).size);
    };
    for (let salt = 0; salt < 500; salt++) await rewrite(salt);
    const before = await kilobytes();
    for (let salt = 0; salt < 400; salt++) await rewrite(salt);
    expect(await kilobytes()).toBeLessThan(before * 1.2);
  });
});
