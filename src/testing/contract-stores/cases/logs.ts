import assert from 'node:assert/strict';
import type { ModelCost } from '../../../ports/model-cost-store.ts';
import type { RiskJournalEntry } from '../../../ports/risk-journal.ts';
import { NOON, uuid } from '../records.ts';
import { storeSubject } from '../store-case.ts';

const DAY_MS = 86_400_000;
const DAY_START = NOON - DAY_MS / 2;

function aRiskEntry(number: number, parts: Partial<RiskJournalEntry> = {}): RiskJournalEntry {
  return {
    entryId: uuid(number),
    at: NOON + number,
    kind: 'breach',
    rule: 'leverage_limit',
    isBlocked: false,
    instrument: 'BTC-USDT-SWAP',
    decisionId: uuid(900 + number),
    clientOrderId: null,
    message: 'The leverage is above the limit.',
    figures: { leverage: '6', allowed: '3' },
    ...parts,
  };
}

function aCost(number: number, parts: Partial<ModelCost> = {}): ModelCost {
  return {
    costId: uuid(number),
    at: NOON + number,
    provider: 'deepseek',
    model: 'm',
    evaluationId: null,
    usage: { inputTokens: 1000, cachedInputTokens: 900, outputTokens: 50, reasoningTokens: null },
    costUsd: '0.1',
    ...parts,
  };
}

export const logs = storeSubject('journals and costs', (it) => {
  it('gives back entries of the risk journal, by rule and by decision, each once', async ({ stores }) => {
    const other = aRiskEntry(2, { rule: 'drawdown_limit', kind: 'pause', isBlocked: true, decisionId: null });
    for (const entry of [aRiskEntry(1), other, aRiskEntry(1)]) await stores.risk.append(entry);
    assert.deepEqual((await stores.risk.list()).items, [other, aRiskEntry(1)]);
    assert.deepEqual((await stores.risk.list({ rule: 'drawdown_limit' })).items, [other]);
    assert.deepEqual((await stores.risk.list({ decisionId: uuid(901) })).items, [aRiskEntry(1)]);
  });

  it('gives back entries of the audit log, by actor and by action, each once and as they were first', async ({
    stores,
  }) => {
    const pause = { entryId: uuid(1), at: NOON, actor: 'ann', action: 'pause', subject: null, details: { why: ['x'] } };
    const mode = { entryId: uuid(2), at: NOON, actor: 'bob', action: 'mode', subject: 'live', details: null };
    for (const entry of [pause, mode, { ...pause, actor: 'eve' }]) await stores.audit.append(entry);
    assert.deepEqual((await stores.audit.list()).items, [mode, pause]);
    assert.deepEqual((await stores.audit.list({ actor: 'ann' })).items, [pause]);
    assert.deepEqual((await stores.audit.list({ action: 'mode' })).items, [mode]);
  });

  it('sums what models cost in one day, UTC, exactly', async ({ stores }) => {
    const unpriced = { usage: { inputTokens: null, cachedInputTokens: null, outputTokens: null, reasoningTokens: 7 } };
    for (const cost of [
      aCost(1, { at: DAY_START - 1 }),
      aCost(2, { at: DAY_START }),
      aCost(3, { costUsd: '0.2' }),
      aCost(3, { costUsd: '0.2' }),
      aCost(4, { at: DAY_START + DAY_MS - 1, costUsd: null, ...unpriced }),
      aCost(5, { at: DAY_START + DAY_MS }),
    ]) {
      await stores.costs.append(cost);
    }
    assert.deepEqual(await stores.costs.sumOfDay(NOON), {
      dayStart: DAY_START,
      calls: 3,
      costUsd: '0.3',
      unpricedCalls: 1,
      inputTokens: 2000,
      cachedInputTokens: 1800,
      outputTokens: 100,
      reasoningTokens: 7,
    });
  });

  it('sums a day without calls to nothing', async ({ stores }) => {
    const { calls, costUsd } = await stores.costs.sumOfDay(NOON);
    assert.deepEqual({ calls, costUsd }, { calls: 0, costUsd: '0' });
  });
});
