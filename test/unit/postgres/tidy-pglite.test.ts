import { beforeEach, describe, expect, it } from 'vitest';
import { TidyPglite } from '../../../src/postgres/tidy-pglite.ts';
import { turns } from '../../../src/testing/fake-clock.ts';

const WRITE = 'WITH one AS (INSERT INTO a VALUES (1)) SELECT 1';
const TIDY = ['VACUUM (ANALYZE) public.a', 'VACUUM (ANALYZE) public.b'];

let asked: string[];
let answer: (text: string) => Promise<{ rows: readonly unknown[] }>;
let tidy: TidyPglite;

beforeEach(() => {
  asked = [];
  answer = async () => ({ rows: [] });
  tidy = new TidyPglite({
    query: (text) => {
      asked.push(text);
      if (text.includes('pg_stat_user_tables')) {
        return Promise.resolve({ rows: [{ name: 'public.a' }, { name: 'public.b' }] });
      }
      return answer(text);
    },
  });
});

async function ask(text: string, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await tidy.query(text);
  await turns();
}

function vacuumed(): readonly string[] {
  return asked.filter((text) => text.startsWith('VACUUM'));
}

describe('an embedded database', () => {
  it('is vacuumed after the first hundreds of writes of a run, table by table', async () => {
    await ask(WRITE, 499);
    expect(vacuumed()).toEqual([]);
    await ask(WRITE, 1);
    expect(vacuumed()).toEqual(TIDY);
  });

  it('is vacuumed again after thousands more', async () => {
    await ask(WRITE, 500 + 4_999);
    expect(vacuumed()).toEqual(TIDY);
    await ask(WRITE, 1);
    expect(vacuumed()).toEqual([...TIDY, ...TIDY]);
  });

  it('is not vacuumed for what is only read', async () => {
    await ask('SELECT * FROM a', 1_000);
    expect(vacuumed()).toEqual([]);
  });

  it('is vacuumed when a transaction has ended, and never inside it', async () => {
    await tidy.query('BEGIN');
    await ask(WRITE, 600);
    expect(vacuumed()).toEqual([]);
    await tidy.query('COMMIT');
    await ask(WRITE, 1);
    expect(vacuumed()).toEqual(TIDY);
  });

  it('is left alone from where a transaction begins between two tables', async () => {
    answer = async (text) => {
      if (text.startsWith('VACUUM')) await tidy.query('BEGIN');
      return { rows: [] };
    };
    await ask(WRITE, 500);
    expect(vacuumed()).toEqual(TIDY.slice(0, 1));
  });

  it('does its work although it could not be vacuumed', async () => {
    answer = (text) => (text.startsWith('VACUUM') ? Promise.reject(new Error('full')) : Promise.resolve({ rows: [1] }));
    await ask(WRITE, 500);
    expect(await tidy.query('SELECT 1')).toEqual({ rows: [1] });
  });

  it('is closed after the table that is being vacuumed, and before the next', async () => {
    let done = (): void => {};
    answer = (text) =>
      text.startsWith('VACUUM')
        ? new Promise((resolve) => {
            done = () => resolve({ rows: [] });
          })
        : Promise.resolve({ rows: [] });
    await ask(WRITE, 500);
    const ended = tidy.end().then(() => asked.push('closed'));
    await turns();
    done();
    await ended;
    expect(asked.slice(-2)).toEqual([TIDY[0], 'closed']);
  });
});
