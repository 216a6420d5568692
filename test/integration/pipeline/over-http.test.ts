import { describe, expect, it } from 'vitest';
import { Scheduler } from '../../../src/runtime/scheduler.ts';
import type { MockAnswer } from '../../../src/testing/mock-deepseek/mock-answer.ts';
import { reply } from '../../unit/pipeline/builders/cycles.ts';
import { BUY, CLOSE, HALF_A_COIN } from './answers.ts';
import { loopback } from './asked-model.ts';
import { describeCycleOverHttp } from './describe-cycle-over-http.ts';
import { BTC, HttpWorld, VENUES } from './http-world.ts';

const HOLD = reply({ action: 'hold', symbol: BTC, confidence: 0.5 });
const NO_BALANCE: MockAnswer = { type: 'error', status: 402 };
const MINUTE = 60_000;

describe.each(VENUES)('over a real socket', (venue) => {
  describeCycleOverHttp(`a cycle that asks DeepSeek and trades at the ${venue} venue`, { venue, wire: loopback });

  it('writes prompt, decision, verdict, outcome, order, fill and account, joined by the decision', async () => {
    await using world = await HttpWorld.open({ venue });
    const { evaluationId, decisions } = await world.answering(BUY);
    const { stores } = world;
    const [{ decisionId, clientOrderIds } = { decisionId: '', clientOrderIds: [] }] = decisions;
    expect(await stores.decisions.evaluation(evaluationId)).toMatchObject({
      ...{ provider: 'deepseek', model: 'deepseek-flash', reply: BUY, finishReason: 'stop' },
      usage: { cachedInputTokens: 0, inputTokens: expect.any(Number) },
    });
    expect(await stores.decisions.decision(decisionId)).toMatchObject({
      evaluationId,
      verdict: { outcome: 'accept' },
      outcome: { outcome: 'executed', clientOrderIds },
    });
    await world.settledTruth();
    await world.answering(HOLD);
    const { items: orders } = await stores.executions.listOrders();
    expect(orders.find(({ clientOrderId }) => clientOrderId === clientOrderIds[0])).toMatchObject({
      ...{ decisionId, state: 'filled', filledQuantity: '0.5' },
    });
    const { items: fills } = await stores.executions.listFills();
    expect(new Set(fills.map((fill) => fill.decisionId))).toEqual(new Set([decisionId]));
    expect(await stores.portfolio.positions()).toMatchObject([
      { instrument: BTC, quantity: '0.5', stopPrice: '58000', protection: 'verified', decisionIds: [decisionId] },
    ]);
  });

  it('judges an answer by the price of the moment at which it came', async () => {
    await using world = await HttpWorld.open({ venue });
    world.deepSeek.script({ type: 'slow', afterMs: 50_000, text: BUY });
    const running = world.cycleNow();
    await world.clock.until(() => world.deepSeek.requests.length === 1, 1_000);
    world.setPrice('57500');
    const { decisions } = await world.during(running);
    expect(decisions).toMatchObject([{ outcome: 'denied', rule: 'stop_side' }]);
    expect(await world.truth()).toEqual({ quantity: '0', stops: [], orders: 0 });
  });

  it('opens nothing from the third failure in a row on until the model answers, and closes with that answer', async () => {
    let blockedBy = (): string | null => null;
    await using world = await HttpWorld.open({ venue, cycle: { opensBlockedBy: () => blockedBy() } });
    const scheduler = new Scheduler({
      run: (trigger) => world.cycleNow(trigger),
      clock: world.clock,
      intervalMs: 30_000,
    });
    blockedBy = () => scheduler.opensBlockedBy;
    const ran = (cycles: number) =>
      world.clock.until(() => {
        const { completed, failed, isBusy } = scheduler.status;
        return !isBusy && completed + failed === cycles;
      }, 10 * MINUTE);
    world.deepSeek.script(BUY, NO_BALANCE, NO_BALANCE, NO_BALANCE, CLOSE, BUY);
    await world.during(scheduler.start());
    await ran(4);
    expect(scheduler.status).toMatchObject({ failed: 3, opensBlockedBy: expect.stringContaining('safe mode') });
    expect(await world.truth()).toEqual({ ...HALF_A_COIN, orders: 1 });
    await ran(5);
    expect(await world.settledTruth()).toEqual({ quantity: '0', stops: [], orders: 2 });
    await ran(6);
    expect(scheduler.status).toMatchObject({ completed: 3, opensBlockedBy: null });
    expect(await world.truth()).toMatchObject({ quantity: expect.stringMatching(/^0\.(5|49)/), orders: 3 });
    await scheduler.stop();
  });
});
