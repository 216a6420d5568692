import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isBrokerError } from '../../../src/errors/index.ts';
import { orderJournal } from '../../../src/interceptors/order-journal.ts';
import {
  type DurableStores,
  type DurableStoresOptions,
  durableStores,
  type StoreHealth,
} from '../../../src/persistence/index.ts';
import { SpoolFile } from '../../../src/persistence/spool-file.ts';
import {
  aDecision,
  anEndRecord,
  anEvaluation,
  anIntentRecord,
  anOutcome,
  aVerdict,
  uuid,
} from '../../../src/testing/contract-stores/records.ts';
import { anOrder, countingIds } from '../../../src/testing/index.ts';
import { FakeLedger } from '../interceptors/fake-ledger.ts';
import { FlakyStores } from './flaky-stores.ts';
import { SilenceClock } from './silence-clock.ts';

const TIMEOUT_MS = 200;

let folder: string;
let database: FlakyStores;
let opened: DurableStores[];
let clock: SilenceClock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brokerkit-spool-'));
  clock = new SilenceClock(TIMEOUT_MS);
  database = new FlakyStores(clock);
  opened = [];
});

afterEach(async () => {
  vi.restoreAllMocks();
  for (const stores of opened) await stores.close().catch(() => {});
  await rm(folder, { recursive: true, force: true });
});

async function open(options: Partial<DurableStoresOptions> = {}): Promise<DurableStores> {
  const parts = { clock, ids: countingIds(), timeoutMs: TIMEOUT_MS, retryMs: 20 };
  const stores = await durableStores({ primary: database.stores, spoolFolder: folder, ...parts, ...options });
  opened.push(stores);
  return stores;
}

const spooled = async (): Promise<string[]> =>
  (await readFile(join(folder, 'spool.jsonl'), 'utf8')).split('\n').filter((line) => line !== '');
const direct = (stores: DurableStores) => vi.waitUntil(() => stores.health.state === 'direct', { timeout: 10_000 });
const full = () => Promise.reject(Object.assign(new Error('No space left on device'), { code: 'ENOSPC' }));
const ids = async () =>
  (await database.inner.decisions.list({ order: 'oldest_first' })).items.map(({ decisionId }) => decisionId);

describe('stores whose database works', () => {
  it('write into it and leave the spool empty', async () => {
    const stores = await open();
    await stores.decisions.append(anEvaluation(1));
    expect(await ids()).toEqual([uuid(1)]);
    expect(await spooled()).toEqual([]);
    expect(stores.opensAllowed()).toBe(true);
  });

  it('pass on what the database refuses for good', async () => {
    const stores = await open();
    await expect(stores.decisions.settled([anOutcome(1)])).rejects.toMatchObject({ code: 'store/conflict' });
    expect(stores.health.state).toBe('direct');
  });
});

describe.each(['down', 'hangs', 'mute'] as const)('stores whose database is %s', (mood) => {
  it('write onto the disk, and into the database in order and once when it is back', async () => {
    const stores = await open();
    await stores.decisions.append(anEvaluation(1));
    database.mood = mood;
    for (const number of [2, 3, 4]) {
      await stores.decisions.append(anEvaluation(number));
      await stores.decisions.judged([aVerdict(number)]);
    }
    expect(await spooled()).toHaveLength(6);
    database.mood = 'up';
    await direct(stores);
    expect(await ids()).toEqual([1, 2, 3, 4].map(uuid));
    expect((await stores.decisions.decision(uuid(4)))?.verdict).toEqual(aVerdict(4));
    await vi.waitUntil(async () => (await spooled()).length === 0, { timeout: 10_000 });
  });

  it('write every record of the order journal once', async () => {
    const stores = await open();
    database.mood = mood;
    await stores.journal.append(anIntentRecord('a'));
    await stores.journal.append(anEndRecord('a'));
    await stores.journal.append(anIntentRecord('b'));
    database.mood = 'up';
    await direct(stores);
    expect((await stores.journal.unfinished()).map(({ clientOrderId }) => clientOrderId)).toEqual(['b']);
    expect(database.inner.journal).toMatchObject({ records: { length: 3 } });
  });

  it('do not wait for it a second time', async () => {
    const stores = await open({ retryMs: 60_000 });
    database.mood = mood;
    await stores.journal.append(anIntentRecord('a'));
    const attempts = vi.spyOn(database.stores.journal, 'append');
    await stores.journal.append(anIntentRecord('b'));
    expect(attempts).not.toHaveBeenCalled();
  });

  it('let nothing open until it is back', async () => {
    const stores = await open();
    database.mood = mood;
    await stores.journal.append(anIntentRecord('a'));
    expect(stores.opensAllowed()).toBe(false);
    database.mood = 'up';
    await direct(stores);
    expect(stores.opensAllowed()).toBe(true);
  });

  it('let what the spool has taken open where that is wanted', async () => {
    const stores = await open({ onStoreFailure: 'continue' });
    database.mood = mood;
    await stores.decisions.append(anEvaluation(1));
    expect(stores.health).toMatchObject({ state: 'spooling', pending: 1 });
    expect(stores.opensAllowed()).toBe(true);
  });

  it('throw when they are asked for what only it knows', async () => {
    const stores = await open({ retryMs: 60_000 });
    database.mood = mood;
    for (const asked of [
      () => stores.decisions.list(),
      () => stores.settings.set({ key: 'k', value: 1, at: 1, by: 'a' }),
      () => stores.state.load('k'),
    ]) {
      await expect(asked()).rejects.toSatisfy((error) => isBrokerError(error, 'store/unavailable'));
    }
  });
});

describe('whoever writes without a pause while the database catches up', () => {
  it('waits for it, so that it does', async () => {
    const stores = await open();
    database.mood = 'down';
    let count = 0;
    const writing = (async () => {
      do await stores.decisions.append(anEvaluation(count++));
      while (stores.health.state !== 'direct');
    })();
    await vi.waitUntil(() => stores.health.pending > 20, { timeout: 10_000 });
    database.mood = 'up';
    await direct(stores);
    await writing;
    expect(await ids()).toHaveLength(Math.min(count, 100));
    expect(count).toBeGreaterThan(20);
  });
});

describe('orders while the database is down', () => {
  const ledger = new FakeLedger();
  const send = (left: string[], name: string) => async () => {
    left.push(name);
    return undefined;
  };

  it('are denied when they open, and leave when they reduce, both with their intents on the disk', async () => {
    const stores = await open({ retryMs: 60_000 });
    const ring = orderJournal(stores.journal);
    const left: string[] = [];
    database.mood = 'down';
    const [entry, exit] = [anOrder({ clientOrderId: 'a' }), anOrder({ clientOrderId: 'b' })];
    const denial = await ring.place?.(entry, send(left, 'entry'), ledger.context('opens'));
    await ring.place?.(exit, send(left, 'exit'), ledger.context('reduces'));
    expect(denial).toMatchObject({ code: 'journal_unavailable', message: expect.stringContaining('It is down.') });
    expect(left).toEqual(['exit']);
    expect(await spooled()).toHaveLength(2);
  });

  it('open where that is wanted, once their intent is on the disk', async () => {
    const stores = await open({ retryMs: 60_000, onStoreFailure: 'continue' });
    const ring = orderJournal(stores.journal);
    const left: string[] = [];
    database.mood = 'down';
    await ring.place?.(anOrder({ clientOrderId: 'a' }), send(left, 'entry'), ledger.context('opens'));
    expect(left).toEqual(['entry']);
    expect(await spooled()).toHaveLength(1);
  });

  it.each(['halt_opens', 'continue'] as const)(
    'only leave when they reduce where the disk is full too (%s), and are journaled afterwards',
    async (onStoreFailure) => {
      const stores = await open({ onStoreFailure });
      const ring = orderJournal(stores.journal);
      const left: string[] = [];
      database.mood = 'down';
      const disk = vi.spyOn(SpoolFile.prototype, 'append').mockImplementation(full);
      const denial = await ring.place?.(anOrder({ clientOrderId: 'a' }), send(left, 'entry'), ledger.context('opens'));
      await ring.place?.(anOrder({ clientOrderId: 'b' }), send(left, 'exit'), ledger.context('reduces'));
      expect(denial).toMatchObject({ code: 'journal_unavailable' });
      expect(left).toEqual(['exit']);
      expect(stores.health.state).toBe('lost');
      disk.mockRestore();
      database.mood = 'up';
      await direct(stores);
      await ring.stop?.();
      expect((await stores.journal.unfinished()).map(({ clientOrderId }) => clientOrderId)).toEqual(['b']);
    },
  );
});

describe('stores of which neither the database nor the disk works', () => {
  it('say so, let nothing open, and write what they were given when one of them is back', async () => {
    const stores = await open({ onStoreFailure: 'continue', retryMs: 60_000 });
    database.mood = 'down';
    const disk = vi.spyOn(SpoolFile.prototype, 'append').mockImplementation(full);
    await expect(stores.decisions.append(anEvaluation(1))).rejects.toMatchObject({
      code: 'store/unavailable',
      message: expect.stringContaining('No space left on device'),
    });
    expect(stores.opensAllowed()).toBe(false);
    disk.mockRestore();
    await stores.decisions.append(anEvaluation(2));
    expect(await spooled()).toHaveLength(2);
    expect(stores.opensAllowed()).toBe(true);
    database.mood = 'up';
    await stores.close();
    expect(await ids()).toEqual([uuid(1), uuid(2)]);
  });

  it('say when they are closed what is lost', async () => {
    const stores = await open({ retryMs: 60_000 });
    database.mood = 'down';
    vi.spyOn(SpoolFile.prototype, 'append').mockImplementation(full);
    await stores.decisions.append(anEvaluation(1)).catch(() => {});
    await expect(stores.close()).rejects.toMatchObject({ code: 'store/unavailable', details: { count: 1 } });
  });
});

describe('a spool that a former run has left', () => {
  async function leave(...numbers: number[]): Promise<void> {
    const stores = await open({ retryMs: 60_000 });
    database.mood = 'down';
    for (const number of numbers) await stores.decisions.append(anEvaluation(number));
    await stores.journal.append(anIntentRecord('a'));
    await stores.close();
  }

  it('is written before anything new, and only then may something open', async () => {
    await leave(1, 2);
    const stores = await open();
    expect(stores.opensAllowed()).toBe(false);
    await stores.decisions.append(anEvaluation(3));
    database.mood = 'up';
    await direct(stores);
    expect(await ids()).toEqual([1, 2, 3].map(uuid));
  });

  it('counts among what is unfinished', async () => {
    await leave(1);
    const stores = await open({ retryMs: 60_000 });
    await expect(stores.journal.unfinished()).rejects.toMatchObject({ code: 'store/unavailable' });
    database.mood = 'up';
    expect((await stores.journal.unfinished()).map(({ clientOrderId }) => clientOrderId)).toEqual(['a']);
  });

  it('is written once, also when the run before was killed after it had written it', async () => {
    await leave(1, 2);
    const text = await readFile(join(folder, 'spool.jsonl'), 'utf8');
    database.mood = 'up';
    const second = await open();
    await direct(second);
    await second.close();
    await writeFile(join(folder, 'spool.jsonl'), text);
    const third = await open();
    await direct(third);
    expect(await ids()).toEqual([uuid(1), uuid(2)]);
    expect(database.inner.journal).toMatchObject({ records: { length: 1 } });
  });

  it('is read without the line that a crash has torn', async () => {
    await leave(1, 2);
    const text = await readFile(join(folder, 'spool.jsonl'), 'utf8');
    await writeFile(join(folder, 'spool.jsonl'), text.slice(0, -20));
    database.mood = 'up';
    const stores = await open();
    await direct(stores);
    expect(await ids()).toEqual([uuid(1), uuid(2)]);
    expect(await stores.journal.unfinished()).toEqual([]);
  });

  it('is refused where it cannot be read, and left as it is', async () => {
    const text = '{"id":"x","kind":"unheard of"}\n';
    await writeFile(join(folder, 'spool.jsonl'), text);
    await expect(open()).rejects.toMatchObject({ code: 'store/corrupt', details: { line: 1 } });
    expect(await readFile(join(folder, 'spool.jsonl'), 'utf8')).toBe(text);
  });

  it('is not shared', async () => {
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'store/conflict' });
  });
});

describe('a write that waits and can never be made', () => {
  it('is put aside and holds up nothing', async () => {
    const stores = await open({ retryMs: 60_000 });
    database.mood = 'down';
    await stores.decisions.append(anEvaluation(1));
    await stores.decisions.settled([anOutcome(99)]);
    await stores.decisions.append(anEvaluation(2));
    database.mood = 'up';
    await stores.close();
    expect(await ids()).toEqual([uuid(1), uuid(2)]);
    expect(await readFile(join(folder, 'refused.jsonl'), 'utf8')).toContain(uuid(99));
  });

  it('is refused at the call where its form shows that', async () => {
    const stores = await open({ retryMs: 60_000 });
    database.mood = 'down';
    const evaluation = anEvaluation(1, { decisions: [aDecision(1, { confidence: '1e5' })] });
    await expect(stores.decisions.append(evaluation)).rejects.toMatchObject({ code: 'order/invalid_number' });
    expect(await spooled()).toEqual([]);
  });
});

describe('whoever watches the stores', () => {
  it('hears when they stop and when they are back', async () => {
    const heard: StoreHealth[] = [];
    const stores = await open({ onChange: (health) => heard.push(health) });
    database.mood = 'down';
    await stores.decisions.append(anEvaluation(1));
    await stores.decisions.append(anEvaluation(2));
    database.mood = 'up';
    await direct(stores);
    expect(heard.map(({ state }) => state)).toEqual(['spooling', 'direct']);
    expect(heard[0]).toMatchObject({ reason: 'It is down.', since: expect.any(Number) });
  });
});
