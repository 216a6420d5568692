import { describe, expect, it } from 'vitest';
import { windUp } from '../../../src/cli/wind-up.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { Position } from '../../../src/domain/position.ts';
import type { AccountReader } from '../../../src/ports/broker.ts';
import type { Strategy, StrategyContext } from '../../../src/ports/strategy.ts';
import { aPosition } from '../../../src/testing/builders/a-position.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { anOrder } from '../../../src/testing/builders/an-order.ts';

const ID = 'BTC-USDT-SWAP';

/** What a strategy sees of an account that holds this. */
function holding(positions: readonly Position[], orders: readonly Order[] = []): StrategyContext {
  const account: Partial<AccountReader> = { getPositions: async () => positions, getOpenOrders: async () => orders };
  const context: Partial<StrategyContext> = { positions: async () => positions, account: account as AccountReader };
  return context as StrategyContext;
}

/** A strategy that would hold, and the way in and out around it. */
function aStrategy() {
  const session = { isOver: false };
  const inner: Strategy = () => [{ action: 'hold', instrument: ID, confidence: 1, reasons: [] }];
  return { session, strategy: windUp(inner, { instruments: [ID], isLast: () => session.isOver }) };
}

describe('a strategy that clears up behind itself', () => {
  it('is asked as usual until the last instant', async () => {
    expect(await aStrategy().strategy(holding([]))).toMatchObject([{ action: 'hold' }]);
  });

  it('closes in the end what is held, in its margin mode', async () => {
    const { session, strategy } = aStrategy();
    await strategy(holding([]));
    session.isOver = true;
    const answer = await strategy(holding([aPosition({ marginMode: 'isolated' })]));
    expect(answer).toMatchObject([{ action: 'close', instrument: ID, marginMode: 'isolated' }]);
  });

  it.each([
    ['a position', holding([aPosition()]), /a long position of BTC-USDT-SWAP/],
    ['an order', holding([], [anOrder()]), /a limit order of BTC-USDT-SWAP/],
  ])('does not begin on %s that was there before', async (_what, context, why) => {
    await expect(aStrategy().strategy(context)).rejects.toThrow(why);
  });

  it('lets the strategy inside end as it wants to', async () => {
    const inner: Strategy = Object.assign(() => undefined, { end: async () => ['The end.'] });
    expect(await windUp(inner, { instruments: [ID], isLast: () => true }).end?.()).toEqual(['The end.']);
  });

  it('does not mind what others hold of other instruments', async () => {
    const other = aPosition({ instrument: anInstrument({ id: 'ETH-USDT-SWAP' }) });
    expect(await aStrategy().strategy(holding([other]))).toMatchObject([{ action: 'hold' }]);
  });
});
