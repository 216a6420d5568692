import assert from 'node:assert/strict';
import type { Stores } from '../../../ports/stores.ts';
import {
  aClosedPosition,
  aFillRecord,
  anEvaluation,
  anIntentRecord,
  anOrderRecord,
  anOutcome,
  aPortfolio,
  aVerdict,
  NOON,
  uuid,
} from '../records.ts';
import { storeSubject } from '../store-case.ts';

/** One of everything. */
async function fill(stores: Stores): Promise<void> {
  await stores.decisions.append(anEvaluation(1));
  await stores.decisions.judged([aVerdict(1)]);
  await stores.decisions.settled([anOutcome(1)]);
  await stores.portfolio.snapshot(aPortfolio(1));
  await stores.portfolio.closed([aClosedPosition(1)]);
  await stores.executions.orders([anOrderRecord(1)]);
  await stores.executions.fills([aFillRecord(1)]);
  const about = { instrument: null, decisionId: null, clientOrderId: null };
  const words = { rule: 'r', message: 'm', figures: {} };
  await stores.risk.append({ entryId: uuid(1), at: NOON, kind: 'note', isBlocked: false, ...about, ...words });
  await stores.audit.append({ entryId: uuid(1), at: NOON, actor: 'a', action: 'b', subject: null, details: null });
  await stores.settings.set({ key: 'k', value: 1, at: NOON, by: 'a' });
  await stores.lessons.upsert({
    lessonId: 'l',
    text: 't',
    instrument: null,
    side: null,
    setup: null,
    evidence: null,
    createdAt: NOON,
    updatedAt: NOON,
    retired: null,
  });
  const usage = { inputTokens: 1, cachedInputTokens: 1, outputTokens: 1, reasoningTokens: 1 };
  const model = { provider: 'p', model: 'm', evaluationId: null };
  await stores.costs.append({ costId: uuid(1), at: NOON, ...model, usage, costUsd: '1' });
  await stores.journal.append(anIntentRecord('a'), 'record');
  await stores.state.save('s', 1);
}

/** Everything that can be read. */
async function contents(stores: Stores): Promise<unknown> {
  return {
    evaluation: await stores.decisions.evaluation(anEvaluation(1).evaluationId),
    decision: await stores.decisions.decision(uuid(1)),
    decisions: (await stores.decisions.list()).items,
    latest: await stores.portfolio.latest(),
    equity: (await stores.portfolio.equity()).items,
    closed: (await stores.portfolio.closedPositions()).items,
    orders: (await stores.executions.listOrders()).items,
    fills: (await stores.executions.listFills()).items,
    risk: (await stores.risk.list()).items,
    audit: (await stores.audit.list()).items,
    settings: await stores.settings.all(),
    lessons: await stores.lessons.list({ status: 'all' }),
    costs: (await stores.costs.list()).items,
    day: await stores.costs.sumOfDay(NOON),
    unfinished: await stores.journal.unfinished(),
    state: await stores.state.load('s'),
  };
}

export const allStores = storeSubject('all stores', (it) => {
  it('never mix portfolios or runtime modes', async ({ stores, otherPortfolio, otherMode }) => {
    const empty = await contents(stores);
    await fill(stores);
    const full = await contents(stores);
    assert.notDeepEqual(full, empty);
    for (const other of [otherPortfolio, otherMode]) {
      assert.deepEqual(await contents(other), empty);
      await fill(other);
      assert.deepEqual(await contents(other), full);
    }
    await otherMode.settings.set({ key: 'k', value: 2, at: NOON, by: 'a' });
    await otherPortfolio.decisions.settled([anOutcome(1, { at: NOON + 99, outcome: 'failed' })]);
    await otherPortfolio.portfolio.snapshot(aPortfolio(2, { positions: [] }));
    assert.deepEqual(await contents(stores), full);
  });

  it('say whose they are', async ({ stores, otherPortfolio, otherMode }) => {
    assert.notEqual(stores.scope.portfolioId, otherPortfolio.scope.portfolioId);
    assert.equal(stores.scope.runtimeMode, otherPortfolio.scope.runtimeMode);
    assert.equal(stores.scope.portfolioId, otherMode.scope.portfolioId);
    assert.notEqual(stores.scope.runtimeMode, otherMode.scope.runtimeMode);
  });

  it('hold for a second access what the first has written', async ({ stores, again }) => {
    if (again === undefined) return;
    await fill(stores);
    const full = await contents(stores);
    const second = await again();
    assert.deepEqual(await contents(second), full);
    await fill(second).catch((error: unknown) => assert.fail(String(error)));
    await second.close();
  });

  it('keep every digit of every figure', async ({ stores }) => {
    const figures = [
      '0.000000000000000000000001',
      '123456789012345678901234567890.123456789012345678901234567891',
      '-7',
    ];
    for (const [number, figure] of figures.entries()) {
      await stores.executions.fills([aFillRecord(number, { price: figure, fee: figure })]);
      await stores.portfolio.closed([aClosedPosition(number, { netPnl: figure })]);
      await stores.portfolio.snapshot(aPortfolio(number, { equity: figure }));
    }
    const order = 'oldest_first';
    const fills = (await stores.executions.listFills({ order })).items;
    const closed = (await stores.portfolio.closedPositions({ order })).items;
    const equity = (await stores.portfolio.equity({ order })).items;
    assert.deepEqual(
      fills.map(({ price, fee }) => [price, fee]),
      figures.map((figure) => [figure, figure]),
    );
    assert.deepEqual(
      closed.map(({ netPnl }) => netPnl),
      figures,
    );
    assert.deepEqual(
      equity.map((point) => point.equity),
      figures,
    );
  });

  it('write equal figures alike, however they were written', async ({ stores }) => {
    await stores.executions.fills([aFillRecord(1, { price: '+0100.500', fee: '-0.0', quantity: '.5' })]);
    const [fill] = (await stores.executions.listFills()).items;
    assert.deepEqual([fill?.price, fill?.fee, fill?.quantity], ['100.5', '0', '0.5']);
  });

  it('take many writes at once and lose none', async ({ stores }) => {
    const numbers = Array.from({ length: 25 }, (_, number) => number);
    await Promise.all([
      ...numbers.map((number) => stores.decisions.append(anEvaluation(number))),
      ...numbers.map((number) => stores.executions.fills([aFillRecord(number)])),
      ...numbers.map((number) => stores.portfolio.snapshot(aPortfolio(number))),
    ]);
    assert.equal((await stores.decisions.list()).items.length, 25);
    assert.equal((await stores.executions.listFills()).items.length, 25);
    assert.equal((await stores.portfolio.equity()).items.length, 25);
    assert.deepEqual(await stores.portfolio.latest(), aPortfolio(24));
  });

  it('close twice', async ({ stores }) => {
    await stores.close();
    await stores.close();
  });
});
