import { describe, expect, it, vi } from 'vitest';
import { openPglite, postgresStores, type SqlDatabase } from '../../../src/postgres/index.ts';
import { anEvaluation } from '../../../src/testing/contract-stores/records.ts';

vi.mock('@electric-sql/pglite', () => {
  throw new Error('Cannot find package');
});

function failing(error: unknown): SqlDatabase {
  return { query: () => Promise.reject(error) };
}

function stores(db: SqlDatabase) {
  return postgresStores(db, { portfolioId: 'p', runtimeMode: 'paper' });
}

describe('stores on a database that fails', () => {
  it.each([
    ['is not there', { code: 'ECONNREFUSED' }, 'store/unavailable'],
    ['is shut down', { code: '57P01' }, 'store/unavailable'],
    ['has no tables', { code: '42P01' }, 'store/unavailable'],
    ['says nothing of why', {}, 'store/unavailable'],
    ['knows the id', { code: '23505', constraint: 'llm_decision_logs_pkey' }, 'store/conflict'],
    ['misses what is referred to', { code: '23503' }, 'store/conflict'],
    ['takes no such number', { code: '22003' }, 'store/invalid_record'],
    ['finds a rule broken', { code: '23514' }, 'store/invalid_record'],
  ])('because it %s say so with a code', async (_why, parts, code) => {
    const error = Object.assign(new Error('It went wrong'), parts);
    await expect(stores(failing(error)).decisions.append(anEvaluation(1))).rejects.toMatchObject({ code });
  });

  it('tell the SQLSTATE and the message, and nothing of the statement', async () => {
    const parts = { code: '23505', constraint: 'some_key', detail: 'Key (x)=(secret)', query: 'INSERT secret' };
    const error: unknown = await stores(failing(Object.assign(new Error('duplicate key'), parts)))
      .decisions.append(anEvaluation(1))
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ details: { sqlState: '23505', constraint: 'some_key' } });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('say to call migrate where there are no tables', async () => {
    const error = Object.assign(new Error('relation does not exist'), { code: '42P01' });
    await expect(stores(failing(error)).audit.list()).rejects.toThrow('Call migrate() first.');
  });
});

describe('stores on a database', () => {
  it('write an evaluation with ten decisions in one statement', async () => {
    const query = vi.fn(async () => ({ rows: [{ row: '{"fresh":1}' }] }));
    const decisions = Array.from({ length: 10 }, (_, index) => ({ ...anEvaluation(index).decisions[0]!, index }));
    await stores({ query }).decisions.append(anEvaluation(1, { decisions }));
    expect(query).toHaveBeenCalledTimes(1);
  });
});

describe('an embedded database whose package is not installed', () => {
  it('names the command that installs it', async () => {
    await expect(openPglite()).rejects.toMatchObject({
      code: 'config/missing_package',
      message: expect.stringContaining('npm install @electric-sql/pglite'),
    });
  });
});
