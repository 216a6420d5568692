import { describe, expect, it } from 'vitest';
import { BUY, CLOSE, DEADLINE_MS, DELAYS, HALF_A_COIN, TROUBLES } from './answers.ts';
import type { Wire } from './asked-model.ts';
import { BTC, HttpWorld, type VenueName } from './http-world.ts';

/** What holds of a cycle that asks DeepSeek over HTTP, however the question travels and wherever the orders go. */
export function describeCycleOverHttp(name: string, options: { readonly venue: VenueName; readonly wire: Wire }): void {
  const open = () => HttpWorld.open({ ...options, model: { deadlineMs: DEADLINE_MS } });

  describe(name, () => {
    it.each(Object.entries(DELAYS))('buys once, protected, when DeepSeek answers %s', async (_name, course) => {
      await using world = await open();
      const report = await world.answering(...course.answers);
      expect(report).toMatchObject({ status: 'completed', decisions: [{ instrument: BTC, outcome: 'executed' }] });
      expect([report.durations.model, world.deepSeek.requests.length]).toEqual([course.tookMs, course.asked]);
      expect(await world.truth()).toEqual({ ...HALF_A_COIN, orders: 1 });
    });

    it.each(Object.entries(TROUBLES))('places nothing after %s, and can still close', async (_name, course) => {
      await using world = await open();
      await world.answering(BUY);
      const failed = await world.answering(...course.answers);
      expect(failed).toMatchObject({
        status: 'model_failed',
        decisions: [],
        problem: expect.stringMatching(course.problem),
      });
      expect([failed.durations.model, world.deepSeek.requests.length]).toEqual([course.tookMs, 1 + course.asked]);
      expect(await world.truth()).toEqual({ ...HALF_A_COIN, orders: 1 });
      expect(await world.stores.decisions.evaluation(failed.evaluationId)).toMatchObject({
        decisions: [],
        abstained: { message: failed.problem?.replace(/^\w+: /, '') },
      });

      const closed = await world.answering(CLOSE);
      expect(closed.decisions).toMatchObject([{ action: 'close', outcome: 'executed' }]);
      expect(await world.settledTruth()).toEqual({ quantity: '0', stops: [], orders: 2 });
    });
  });
}
