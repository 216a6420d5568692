import { describe, expect, it } from 'vitest';
import type { Denial } from '../../../src/domain/denial.ts';
import { OrderRing } from '../../../src/engine/ring.ts';
import type { OrderInterceptor, RingContext, RingResult, RiskDirection } from '../../../src/ports/interceptor.ts';
import { silentLogger } from '../../../src/ports/logger.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';

const DENIAL: Denial = { code: 'trading_paused', message: 'Paused.', figures: {}, nearest: null };

/** What a ring of one step answers, and how often it sent. */
function aPassage(
  place: OrderInterceptor['place'],
  direction: RiskDirection = 'opens',
  send: () => RingResult = () => undefined,
) {
  let sent = 0;
  const ring = new OrderRing([{ name: 'step', ...(place === undefined ? {} : { place }) }], silentLogger);
  const count = (): RingResult => {
    sent++;
    return send();
  };
  const answer = ring.place(anOrder(), count, { direction } as RingContext);
  return { answer, sent: () => sent };
}

describe('a step of the order ring that answers at once', () => {
  it('lets an order on without a promise', () => {
    const { answer, sent } = aPassage((_order, next) => next());
    expect([answer, sent()]).toEqual([undefined, 1]);
  });

  it('stops it without a promise', () => {
    const { answer, sent } = aPassage(() => DENIAL);
    expect([answer, sent()]).toEqual([DENIAL, 0]);
  });

  it('hands on the denial that it forgot to return', () => {
    const forgetful: OrderInterceptor['place'] = (_order, next) => {
      next();
      return undefined;
    };
    expect(aPassage(forgetful, 'opens', () => DENIAL).answer).toEqual(DENIAL);
  });

  it.each([
    ['opens', 'stopped_by_interceptor', 0],
    ['reduces', undefined, 1],
  ] as const)('counts as failed when it neither passes nor denies an order that %s', async (direction, code, times) => {
    const { answer, sent } = aPassage(() => undefined, direction);
    expect([(await answer)?.code, sent()]).toEqual([code, times]);
  });

  it('does not send a second time what failed further in', async () => {
    const twice: OrderInterceptor['place'] = (_order, next) => {
      next();
      return next();
    };
    const { answer, sent } = aPassage(twice, 'reduces', () => {
      throw new Error('further in');
    });
    await expect(answer).rejects.toThrow('further in');
    expect(sent()).toBe(1);
  });
});
