import { describe, expect, it } from 'vitest';
import { Decimal } from '../../../src/domain/decimal.ts';
import { scriptedModel } from '../../../src/models/scripted-model.ts';
import { backfill } from '../../../src/persistence/backfill/backfill.ts';
import { readOldState } from '../../../src/persistence/backfill/old-state.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import { replayDecision } from '../../../src/pipeline/replay/replay-decision.ts';
import { aBuy, BTC, cycleBench, ETH, reply } from './builders/cycles.ts';

async function decided(...decisions: readonly Record<string, unknown>[]) {
  const bench = await cycleBench({ script: [reply(...decisions)] });
  const report = await bench.cycle.run('manual');
  return { ...bench, ids: report.decisions.map(({ decisionId }) => decisionId) };
}

describe('a decision that is replayed', () => {
  it('reads and is judged as it was, to the last figure', async () => {
    const { stores, ids } = await decided(aBuy({ size: 0.9 }), aBuy({ symbol: ETH, stop: 3_100, target: 3_300 }));
    for (const id of ids) {
      const { differences, verdicts } = await replayDecision(id, stores);
      expect(differences).toEqual([]);
      expect(verdicts.map(({ outcome }) => outcome)).toEqual(['clamp', 'refuse']);
    }
  });

  it('is judged by the very bands and wishes that it was judged by', async () => {
    const judging = {
      stop: 'required',
      minRewardToRisk: new Decimal(2),
      bands: { maxStopDistance: new Decimal('0.03') },
    } as const;
    const bench = await cycleBench({
      script: [
        reply(aBuy({ stop: null }), aBuy({ symbol: ETH, stop: 2_800, target: 3_500 })),
        reply(aBuy({ stop: 49_000, target: 50_500 })),
      ],
      options: { judging },
    });
    const decisions = [...(await bench.cycle.run('manual')).decisions, ...(await bench.cycle.run('manual')).decisions];
    expect(decisions.map(({ rule }) => rule)).toEqual(['stop_required', 'stop_band', 'reward_to_risk']);
    for (const { decisionId } of decisions) {
      expect((await replayDecision(decisionId, bench.stores)).differences).toEqual([]);
    }
  });

  it('is refused for a price that the prompt called stale, and by that age again', async () => {
    const bench = await cycleBench({ script: [reply(aBuy())], options: { health: { maxQuoteAgeMs: 5_000 } } });
    await bench.clock.advanceAsync(20_000);
    const { decisions } = await bench.cycle.run('manual');
    expect(decisions).toMatchObject([{ outcome: 'denied', rule: 'stale_data' }]);
    expect(decisions[0]?.verdict?.findings[0]?.figures).toMatchObject({ maximumMs: '5000' });
    expect((await replayDecision(decisions[0]?.decisionId ?? '', bench.stores)).differences).toEqual([]);
  });

  it('is the same beside items that were none', async () => {
    const { stores, ids } = await decided(aBuy(), { action: 'close', symbol: ETH }, aBuy({ symbol: ETH, stop: 2_900 }));
    expect(ids).toHaveLength(3);
    expect((await replayDecision(ids[0] ?? '', stores)).differences).toEqual([]);
  });

  it('comes with its prompt, its orders and its fills', async () => {
    const { stores, ids } = await decided(aBuy());
    const { evaluation, orders, fills, decision } = await replayDecision(ids[0] ?? '', stores);
    expect(JSON.stringify(evaluation.messages)).toContain('# Market');
    expect(decision.outcome?.outcome).toBe('executed');
    expect(orders.some(({ state, role }) => state === 'filled' && role === 'entry')).toBe(true);
    expect(fills.map(({ instrument }) => instrument)).toEqual([BTC]);
  });

  it('tells what other limits would have made of it', async () => {
    const { stores, ids } = await decided(aBuy());
    const { verdicts, differences } = await replayDecision(ids[0] ?? '', stores, {
      limits: { maxPositionMarginFraction: '0.02' },
    });
    expect(verdicts[0]).toMatchObject({ outcome: 'clamp' });
    expect(differences).toEqual(['Decision 0 is judged clamp; it was accept.']);
  });

  it('tells what another model would have said to the same prompt', async () => {
    const { stores, ids, model } = await decided(aBuy());
    const other = scriptedModel([reply(aBuy({ confidence: 0.3 }))]);
    const { verdicts, differences } = await replayDecision(ids[0] ?? '', stores, { model: other });
    expect(other.requests[0]?.messages).toEqual(model.requests[0]?.messages);
    expect(verdicts[0]).toMatchObject({ outcome: 'refuse' });
    expect(differences).toEqual([
      'Decision 0 reads otherwise: buy BTC-USDT-SWAP.',
      'Decision 0 is judged refuse; it was accept.',
    ]);
  });

  it('that was taken over without what its judge saw is said to be so', async () => {
    const stores = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
    const old = { decisions: [{ timestamp: '2025-12-30T10:00:00Z', coin: 'BTC', action: 'sell' }] };
    await backfill(readOldState(JSON.stringify(old), 'old.json', { at: 0 }), stores);
    const [taken] = (await stores.decisions.list()).items;
    await expect(replayDecision(taken?.decisionId ?? '', stores)).rejects.toThrow(/What the judge saw .* was not kept/);
  });

  it('that is not there is said to be so', async () => {
    const { stores } = await decided(aBuy());
    await expect(replayDecision('00000000-0000-4000-8000-00000000ffff', stores)).rejects.toMatchObject({
      code: 'store/conflict',
    });
  });
});
