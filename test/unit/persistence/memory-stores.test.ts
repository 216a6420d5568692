import { describe, expect, it } from 'vitest';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import type { Stores } from '../../../src/ports/stores.ts';
import {
  aClosedPosition,
  aFillRecord,
  anEvaluation,
  anOrderRecord,
  anOutcome,
  aPortfolio,
  aVerdict,
  NOON,
  uuid,
} from '../../../src/testing/contract-stores/records.ts';

async function filledStores(): Promise<Stores> {
  const stores = memoryStores({ portfolioId: 'one', runtimeMode: 'paper' });
  await stores.decisions.append(anEvaluation(1));
  await stores.decisions.judged([aVerdict(1, { findings: [{ rule: 'size', figures: { before: '1' } }] })]);
  await stores.decisions.settled([anOutcome(1)]);
  await stores.portfolio.snapshot(aPortfolio(1));
  await stores.portfolio.closed([aClosedPosition(1)]);
  await stores.executions.orders([anOrderRecord(1)]);
  await stores.executions.fills([aFillRecord(1)]);
  await stores.lessons.upsert({
    lessonId: 'one',
    text: 'Longs have worked.',
    instrument: null,
    side: 'long',
    setup: null,
    evidence: { trades: 9 },
    createdAt: NOON,
    updatedAt: NOON,
    retired: null,
  });
  return stores;
}

/** Writes something else into every field that lets itself be written to. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    spoil(part);
    Reflect.set(value, key, 'spoilt');
  }
}

describe('what was read from stores in memory', () => {
  it.each<[string, (stores: Stores) => Promise<unknown>]>([
    ['a decision', (stores) => stores.decisions.decision(uuid(1))],
    ['an evaluation', (stores) => stores.decisions.evaluation(anEvaluation(1).evaluationId)],
    ['a list of decisions', (stores) => stores.decisions.list()],
    ['the newest portfolio', (stores) => stores.portfolio.latest()],
    ['the positions', (stores) => stores.portfolio.positions()],
    ['the equity', (stores) => stores.portfolio.equity()],
    ['closed positions', (stores) => stores.portfolio.closedPositions()],
    ['orders', (stores) => stores.executions.listOrders()],
    ['fills', (stores) => stores.executions.listFills()],
    ['lessons', (stores) => stores.lessons.list()],
  ])('changes nothing of what is kept when a caller writes into it: %s', async (_what, read) => {
    const stores = await filledStores();
    const before = JSON.stringify(await read(stores));
    spoil(await read(stores));
    expect(JSON.stringify(await read(stores))).toBe(before);
    expect(before).toContain(':');
  });

  it('tells of a verdict that came after it was read', async () => {
    const stores = memoryStores({ portfolioId: 'one', runtimeMode: 'paper' });
    await stores.decisions.append(anEvaluation(1));
    const before = await stores.decisions.decision(uuid(1));
    await stores.decisions.judged([aVerdict(1)]);
    expect([before?.verdict, (await stores.decisions.decision(uuid(1)))?.verdict?.outcome]).toEqual([null, 'accept']);
  });

  it('tells of an order as it was written last', async () => {
    const stores = memoryStores({ portfolioId: 'one', runtimeMode: 'paper' });
    await stores.executions.orders([anOrderRecord(1, { state: 'working' })]);
    await stores.executions.listOrders();
    await stores.executions.orders([anOrderRecord(1, { state: 'canceled', updatedAt: NOON + 1_000_000 })]);
    expect((await stores.executions.listOrders()).items.map(({ state }) => state)).toEqual(['canceled']);
  });
});
