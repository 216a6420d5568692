import { describe, expect, it } from 'vitest';
import { costPerDecision } from '../../../src/domain/cost-share.ts';
import { costOf, sumOfCosts } from '../../../src/models/call-cost.ts';
import { type CostLedgerOptions, costLedger } from '../../../src/models/cost-ledger.ts';
import { budgetState } from '../../../src/models/daily-budget.ts';
import type { ModelPrice } from '../../../src/models/token-prices.ts';
import type { ChargedCall } from '../../../src/ports/cost-meter.ts';
import type { ModelReply, ModelUsage } from '../../../src/ports/language-model.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { aReply } from './builders.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const USAGE: ModelUsage = {
  inputTokens: 1_000_000,
  cachedInputTokens: 400_000,
  outputTokens: 100_000,
  reasoningTokens: 90_000,
};

function aCall(parts: Partial<ModelReply> = {}, model = 'deepseek-flash'): ChargedCall {
  const reply = aReply({ sentAt: NOON, usage: USAGE, ...parts });
  return { provider: 'deepseek', model, evaluationId: null, reply };
}

/** The cost in dollars, or why it is not known. */
function told(call: ChargedCall, table?: readonly ModelPrice[]): string {
  const cost = costOf(call, table);
  return cost.known ? `${cost.usd.toFixed()} ${cost.hours}` : cost.reason;
}

describe('the cost of an answer', () => {
  // 0.4 × 0.003 + 0.6 × 0.15 + 0.1 × 0.60
  it('is exact: cached input, input and output by their prices', () => {
    expect(told(aCall())).toBe('0.1512 off_peak');
  });

  it.each([
    ['00:59', 'off_peak'],
    ['01:00', 'peak'],
    ['03:59', 'peak'],
    ['04:00', 'off_peak'],
    ['05:59', 'off_peak'],
    ['06:00', 'peak'],
    ['09:59', 'peak'],
    ['10:00', 'off_peak'],
  ])('at %s UTC is by the %s price', (time, hours) => {
    const sentAt = Date.parse(`2026-11-20T${time}:00Z`);
    expect(told(aCall({ sentAt }))).toBe(`${hours === 'peak' ? '0.3024' : '0.1512'} ${hours}`);
  });

  it('of one token is not rounded', () => {
    const usage = { ...USAGE, inputTokens: 1, cachedInputTokens: 1, outputTokens: 0 };
    expect(told(aCall({ usage }))).toBe('0.000000003 off_peak');
  });

  it('takes all input as uncached where nobody says', () => {
    expect(told(aCall({ usage: { ...USAGE, cachedInputTokens: null } }))).toBe('0.21 off_peak');
  });

  it('is the same under the name that the SDK has for DeepSeek', () => {
    expect(told({ ...aCall(), provider: 'deepseek.chat' })).toBe('0.1512 off_peak');
  });

  it.each<[string, ChargedCall, string]>([
    ['a model without a price', aCall({}, 'deepseek-next'), 'unknown_price'],
    ['a day before the first price', aCall({ sentAt: Date.UTC(2026, 0, 1) }), 'unknown_price'],
    ['an answer without usage', aCall({ usage: null }), 'no_usage'],
    ['an answer that does not count its output', aCall({ usage: { ...USAGE, outputTokens: null } }), 'no_usage'],
  ])('of %s is not known', (_name, call, reason) => {
    expect(told(call)).toBe(reason);
  });

  it.each(['recorded', 'scripted'] as const)('of a %s answer is nothing', (origin) => {
    expect(told(aCall({ origin, usage: null }, 'whatever'))).toBe('0 free');
  });

  it('is by the price that held on the day', () => {
    const price = (from: number, input: string): ModelPrice => ({
      ...{ provider: 'deepseek', model: 'deepseek-flash', from, peak: null },
      offPeak: { cachedInput: '0', input, output: '0' },
    });
    const table = [price(NOON, '5'), price(0, '1')];
    const usage = { ...USAGE, cachedInputTokens: 0 };
    expect([told(aCall({ sentAt: NOON - 1, usage }), table), told(aCall({ usage }), table)]).toEqual([
      '1 off_peak',
      '5 off_peak',
    ]);
  });

  it.each([
    ['0.1512', 3, ['0.0504', '0.0504', '0.0504']],
    ['0.000000000005', 3, ['0.000000000002', '0.000000000002', '0.000000000001']],
    ['1', 1, ['1']],
    ['1', 0, []],
  ])('of %s USD falls on %i decisions to the last digit', (cost, decisions, shares) => {
    expect(costPerDecision(cost, decisions)).toEqual(shares);
  });

  it('of several answers is known when each is', () => {
    expect(sumOfCosts([{ costUsd: '0.1' }, { costUsd: '0.2' }])).toBe('0.3');
    expect(sumOfCosts([{ costUsd: '0.1' }, { costUsd: null }])).toBeNull();
  });
});

describe('a ledger of costs', () => {
  const aLedger = (options: Partial<CostLedgerOptions> = {}, clock = new FakeClock(NOON)) => {
    let id = 0;
    return costLedger({ clock, newId: () => `cost-${++id}`, ...options });
  };

  it('tells each cost for the store', () => {
    const cost = aLedger().charge({ ...aCall(), evaluationId: 'e1' });
    expect(cost).toEqual({
      ...{ costId: 'cost-1', at: NOON, provider: 'deepseek', model: 'deepseek-flash', evaluationId: 'e1' },
      ...{ usage: USAGE, costUsd: '0.1512' },
    });
  });

  it('sums calls, tokens and money by the day', () => {
    const ledger = aLedger();
    ledger.charge(aCall());
    ledger.charge(aCall({ sentAt: NOON + 11 * 3_600_000 }));
    ledger.charge(aCall({ sentAt: NOON + 12 * 3_600_000 }));
    ledger.charge(aCall({}, 'deepseek-next'));
    expect(ledger.ofDay(NOON)).toEqual({
      ...{ dayStart: Date.UTC(2026, 10, 20), calls: 3, costUsd: '0.3024', unpricedCalls: 1 },
      ...{ inputTokens: 3_000_000, cachedInputTokens: 1_200_000, outputTokens: 300_000, reasoningTokens: 270_000 },
    });
    expect(ledger.ofDay(NOON + 86_400_000).calls).toBe(1);
  });

  it('pauses opens from the call on that reaches the budget, until the day is over', () => {
    const clock = new FakeClock(NOON);
    const ledger = aLedger({ budget: { limitUsd: '0.3024' } }, clock);
    const states = [];
    for (let call = 0; call < 2; call++) {
      states.push(ledger.budget().opens);
      ledger.charge(aCall());
    }
    states.push(ledger.budget().opens);
    clock.advance(12 * 3_600_000);
    states.push(ledger.budget().opens);
    expect(states).toEqual(['allowed', 'allowed', 'paused', 'allowed']);
  });

  it('goes on from what was spent before a restart', () => {
    const before = aLedger();
    before.charge(aCall());
    const ledger = aLedger({ budget: { limitUsd: '0.2' } });
    ledger.resume(before.ofDay(NOON));
    ledger.charge(aCall());
    expect(ledger.budget()).toMatchObject({ reason: 'spent', figures: { spentUsd: '0.3024', limitUsd: '0.2' } });
  });

  it('forgets no cost that the store does not have when it takes over what that knows', () => {
    const ledger = aLedger();
    ledger.charge(aCall());
    ledger.resume(aLedger().ofDay(NOON));
    expect(ledger.ofDay(NOON)).toMatchObject({ calls: 1, costUsd: '0.1512', inputTokens: 1_000_000 });
  });

  it('never pauses without a budget', () => {
    const ledger = aLedger();
    ledger.charge(aCall({}, 'deepseek-next'));
    expect(ledger.budget()).toEqual({ opens: 'allowed' });
  });

  it('refuses a budget that is no decimal at once', () => {
    expect(() => aLedger({ budget: { limitUsd: 'much' } })).toThrow('daily budget');
  });

  it.each([
    [undefined, 'paused'],
    ['pause_opens', 'paused'],
    ['count_as_zero', 'allowed'],
  ] as const)('with a call of unknown price and %s has opens %s', (unpriced, opens) => {
    const ledger = aLedger();
    ledger.charge(aCall({}, 'deepseek-next'));
    const budget = { limitUsd: '5', ...(unpriced === undefined ? {} : { unpriced }) };
    expect(budgetState(ledger.ofDay(NOON), budget).opens).toBe(opens);
  });
});
