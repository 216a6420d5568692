import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import type { Order } from '../../../src/domain/order.ts';
import { Feedback } from '../../../src/pipeline/feedback/feedback.ts';
import { Scheduler } from '../../../src/runtime/scheduler.ts';
import { aBuy, BTC, type CycleBench, cycleBench, ETH, reply } from './builders/cycles.ts';
import { toldVenue } from './builders/told-venue.ts';

const MINUTE = 60_000;

/** A cycle and a broker that both observe, and what the venue was sent: side, quantity, instrument. */
async function observing(...replies: readonly string[]): Promise<CycleBench & { readonly sent: readonly string[] }> {
  const sent: string[] = [];
  const note = ({ side, quantity, instrument }: Order): void => {
    sent.push(`${side} ${quantity.toFixed()} ${instrument}`);
  };
  const bench = await cycleBench({
    script: replies,
    riskMode: 'observe',
    decorateVenue: (venue) => toldVenue(venue, note),
  });
  return { ...bench, sent };
}

describe('in observe, where the model owns risk,', () => {
  it('40 % of the equity at 6x with a confidence of 0.78 goes out as it was stated', async () => {
    const { cycle, broker, sent, stores } = await observing(reply(aBuy({ size: 0.4, leverage: 6, confidence: 0.78 })));
    const { decisions } = await cycle.run('manual');
    expect(decisions).toMatchObject([{ outcome: 'executed', rule: null }]);
    // 40 % of 10,000 at 6x is 24,000, at 50,000 that is 0.48.
    expect(sent).toEqual([`buy 0.48 ${BTC}`]);
    const [position] = await broker.getPositions();
    expect([position?.quantity.toFixed(), position?.leverage.toFixed()]).toEqual(['0.48', '6']);
    const row = await stores.decisions.decision(decisions[0]?.decisionId ?? '');
    expect(row?.verdict).toMatchObject({ outcome: 'accept', decision: { size: { marginFraction: '0.4' } } });
  });

  it('a confidence of 0.32 sends nothing', async () => {
    const { cycle, broker, sent } = await observing(reply(aBuy({ confidence: 0.32 })));
    expect((await cycle.run('manual')).decisions).toMatchObject([{ outcome: 'denied', rule: 'confidence' }]);
    expect([sent, await broker.getPositions()]).toEqual([[], []]);
  });

  it('a self-pause of 2 sits out exactly two cycles', async () => {
    const bench = await observing(JSON.stringify({ decisions: [], pauseCycles: 2 }), reply(aBuy()), reply());
    const scheduler = new Scheduler({
      run: (trigger) => bench.cycle.run(trigger),
      clock: bench.clock,
      intervalMs: 5 * MINUTE,
    });
    await scheduler.start();
    const asked: number[] = [];
    for (let interval = 0; interval < 5; interval++) {
      await bench.pass(0);
      asked.push(bench.model.requests.length);
      await bench.pass(5);
    }
    await scheduler.stop();
    expect(asked).toEqual([1, 1, 1, 2, 3]);
    expect(bench.sent).toHaveLength(1);
  });

  it('a long of 20 % and a short of 10 % both go out, and their stated value at risk is held against the result', async () => {
    const risk = (valueAtRisk: number) => ({ statedRisk: { valueAtRisk, maxLoss: 1_000 } });
    const both = reply(
      aBuy({ size: 0.2, leverage: 1, stop: 45_000, ...risk(50) }),
      aBuy({ action: 'sell', symbol: ETH, size: 0.1, leverage: 1, stop: 3_300, target: 2_700, ...risk(50) }),
    );
    const closes = reply({ action: 'close', symbol: BTC }, { action: 'close', symbol: ETH });
    const { cycle, sent, stores, model, clock, pass } = await observing(both, closes, reply());
    const { decisions } = await cycle.run('manual');
    // 2,000 at 50,000 and 1,000 at 3,000, down to the lot.
    expect(sent).toEqual([`buy 0.04 ${BTC}`, `sell 0.333 ${ETH}`]);
    await pass(1, { [BTC]: '48000', [ETH]: '3010' });
    await cycle.run('manual');
    const { statedLosses } = (await new Feedback({
      stores,
      now: () => clock.now(),
      minConfidence: new Decimal('0.6'),
    }).look()) ?? { statedLosses: null };
    expect(statedLosses?.valueAtRisk).toEqual({ trades: 2, exceeded: 1, exceededRate: 0.5 });
    expect(statedLosses?.maxLoss).toMatchObject({ trades: 2, exceeded: 0 });
    expect(statedLosses?.broken).toMatchObject([{ decisionId: decisions[0]?.decisionId, figure: 'valueAtRisk' }]);
    await pass(1);
    await cycle.run('manual');
    expect(JSON.stringify(model.requests[2]?.messages)).toContain('stated value at risk 50');
  });

  it('a stated exposure of 5 % that comes to 12 % is flagged in its row and goes out', async () => {
    const { cycle, sent, stores } = await observing(
      reply(aBuy({ size: 0.12, leverage: 1, statedRisk: { targetExposureFraction: 0.05 } })),
    );
    const { decisions } = await cycle.run('manual');
    expect(sent).toEqual([`buy 0.024 ${BTC}`]);
    const row = await stores.decisions.decision(decisions[0]?.decisionId ?? '');
    expect(row).toMatchObject({
      outcome: { outcome: 'executed' },
      verdict: {
        outcome: 'accept',
        findings: [{ rule: 'stated_risk', effect: 'flag', figures: { stated: '0.05', actual: '0.12' } }],
        risk: { statedAgainstActual: [{ figure: 'targetExposureFraction', isExceeded: true }] },
      },
    });
    const [breach] = (await stores.risk.list()).items;
    expect(breach).toMatchObject({ rule: 'stated_risk', isBlocked: false, decisionId: decisions[0]?.decisionId });
  });
});

describe('in observe, a limit that only the broker sees,', () => {
  const limits = { maxLeverage: '50', maxPositionMarginFraction: '1', maxGrossNotionalMultiple: '50' };

  it.each([
    ['that an order breaks', { size: 0.7, leverage: 1 }, 'position_margin_limit'],
    ['that a leverage breaks', { size: 0.01, leverage: 40 }, 'leverage_limit'],
  ])('is in the risk journal: one %s', async (_what, change, rule) => {
    const script = [reply(aBuy(change))];
    const { cycle, stores } = await cycleBench({
      script,
      riskMode: 'observe',
      options: { risk: { mode: 'observe', limits } },
    });
    const [decision] = (await cycle.run('manual')).decisions;
    expect(decision).toMatchObject({ outcome: 'executed' });
    const items = (await stores.risk.list({ rule })).items;
    expect(items).toMatchObject([{ kind: 'breach', isBlocked: false, instrument: BTC }]);
    const [clientOrderId] = decision?.clientOrderIds ?? [];
    expect(items[0]).toMatchObject({ clientOrderId, decisionId: decision?.decisionId });
  });

  it.each([
    ['order', { size: 0.7, leverage: 1 }, 'position_margin_limit'],
    ['leverage', { size: 0.01, leverage: 40 }, 'leverage_limit'],
  ])('is there once, with its decision, where the judge sees it too: an %s', async (_what, change, rule) => {
    const { cycle, stores } = await cycleBench({ script: [reply(aBuy(change))], riskMode: 'observe' });
    const [decision] = (await cycle.run('manual')).decisions;
    const items = (await stores.risk.list({ rule })).items;
    expect(items).toMatchObject([{ isBlocked: false, decisionId: decision?.decisionId }]);
  });
});
