import { describe, expect, it } from 'vitest';
import { backtest } from '../../../src/backtest/backtest.ts';
import type { BacktestResult } from '../../../src/backtest/result.ts';
import type { SimulatedBrokerConfig } from '../../../src/config.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { Strategy } from '../../../src/ports/strategy.ts';
import { anIntent } from '../../../src/testing/index.ts';
import { aFeed, MINUTE, type Prices, quiet } from './builders/a-feed.ts';

const BROKER: SimulatedBrokerConfig = { kind: 'simulated', fees: { swap: { maker: '0.0002', taker: '0.0005' } } };

/** Closes at 100, 110, 120, …; each bar opens 5 above the close before. */
const RISING: readonly Prices[] = Array.from({ length: 8 }, (_, index) => {
  const close = 50_000 + index * 100;
  const open = index === 0 ? close : close - 50;
  return [open, close + 10, open - 10, close] as const;
});

const BUY: Decision = {
  action: 'buy',
  instrument: 'BTC-USDT-SWAP',
  confidence: 0.7,
  reasons: ['It rises.'],
  size: { quantity: '0.01' },
};
const CLOSE: Decision = { action: 'close', instrument: 'BTC-USDT-SWAP', confidence: 0.6, reasons: ['It has risen.'] };

/** Answers by the number of the call, from 0. */
function onCalls(answers: Readonly<Record<number, Awaited<ReturnType<Strategy>>>>): Strategy {
  let call = -1;
  return async () => {
    call += 1;
    return answers[call];
  };
}

function play(strategy: Strategy, rows: readonly Prices[] = RISING): Promise<BacktestResult> {
  return backtest({ broker: BROKER, feed: aFeed(rows), strategy });
}

describe('a strategy in a backtest', () => {
  it('sees as many bars as have closed', async () => {
    const seen: number[] = [];
    await play(({ candles }) => {
      seen.push(candles('BTC-USDT-SWAP').length);
    });
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('sees no bar that ends after the instant of its decision', async () => {
    const ends: boolean[] = [];
    await play(({ at, candles }) => {
      const { openedAt, intervalMs, length } = candles('BTC-USDT-SWAP');
      if (length > 0) ends.push(openedAt.at(-1) + intervalMs <= at);
    });
    expect(ends).toEqual(new Array(7).fill(true));
  });

  it('is first asked after the warm-up', async () => {
    const asked: number[] = [];
    const strategy: Strategy = ({ at }) => {
      asked.push(at);
    };
    await backtest({ broker: BROKER, feed: aFeed(RISING), strategy, warmupBars: 5 });
    expect(asked[0]).toBe(5 * MINUTE);
  });

  it('is told what became of the orders that it returned the time before', async () => {
    const told: (readonly Order[])[] = [];
    let call = 0;
    await play(({ lastOrders }) => {
      told.push(lastOrders);
      call += 1;
      return call === 3 ? [anIntent(), anIntent({ quantity: '0.00001' })] : undefined;
    });
    expect(told.map((orders) => orders.map(({ state }) => state))).toEqual([
      [],
      [],
      [],
      ['filled', 'denied'],
      [],
      [],
      [],
      [],
    ]);
  });

  it('ends the run by what it throws', async () => {
    const failing: Strategy = () => {
      throw new TypeError('lost the thread');
    };
    await expect(play(failing)).rejects.toThrow('lost the thread');
  });

  it('asks in vain for candles that the feed does not have', async () => {
    const lost: Strategy = ({ candles }) => {
      candles('DOGE-USDT');
    };
    await expect(play(lost)).rejects.toMatchObject({ code: 'venue/unknown_instrument' });
  });
});

describe('an order that a strategy returns', () => {
  it('fills at the open of the bar that begins at its decision', async () => {
    const result = await play(onCalls({ 3: [anIntent()] }));
    expect(result.fills.map(({ fill }) => [fill.at, fill.price.toFixed()])).toEqual([[3 * MINUTE, '50250']]);
  });

  it('is held against the close that was known when it was decided', async () => {
    const result = await play(onCalls({ 3: [anIntent()] }));
    expect(result.statistics.costs.slippage.toFixed()).toBe('0.5');
  });

  it('that makes no sense ends the run', async () => {
    const wrong = onCalls({ 1: [anIntent({ quantity: 'a lot' })] });
    await expect(play(wrong)).rejects.toMatchObject({ code: 'order/invalid_number' });
  });
});

describe('a decision that a strategy returns', () => {
  it('to enter becomes an order of its size', async () => {
    const result = await play(onCalls({ 3: [BUY] }));
    expect(result.openPositions.map(({ quantity }) => quantity.toFixed())).toEqual(['0.01']);
  });

  it('to enter by a share of the equity is sized by leverage and price', async () => {
    const share: Decision = { ...BUY, size: { marginFraction: '0.1' }, leverage: '2' };
    // 10,000 × 0.1 × 2 ÷ 50,200 is 0.03984…, which is 398 lots.
    const result = await play(onCalls({ 3: [share] }));
    expect(result.openPositions.map(({ quantity }) => quantity.toFixed())).toEqual(['0.0398']);
  });

  it('to close leads from the trade back to the reasons of both ends', async () => {
    const result = await play(onCalls({ 3: [BUY], 6: [CLOSE] }));
    const reasons = result.trades.map(({ entryDecision, exitDecision }) => [
      entryDecision?.decision.reasons,
      exitDecision?.decision.reasons,
    ]);
    expect(reasons).toEqual([[['It rises.'], ['It has risen.']]]);
  });

  it('leaves stop and target in the trade that the stop ended', async () => {
    const rows = [...quiet(50_000, 4), [50_000, 50_000, 49_000, 49_000] as const, ...quiet(49_000, 2)];
    const result = await play(onCalls({ 3: [{ ...BUY, stop: '49500', target: '51000' }] }), rows);
    const [trade] = result.trades;
    expect([trade?.closedBy, trade?.stopPrice?.toFixed(), trade?.targetPrice?.toFixed()]).toEqual([
      'stop_loss',
      '49500',
      '51000',
    ]);
  });

  it('that is too small for an order keeps the reason why', async () => {
    const result = await play(onCalls({ 3: [{ ...BUY, size: { quantity: '0.00001' } }] }));
    expect(result.decisions.map(({ reason }) => reason?.code)).toEqual(['below_min_quantity']);
  });

  it('to close where nothing is open keeps the reason why', async () => {
    const result = await play(onCalls({ 3: [CLOSE] }));
    expect(result.decisions.map(({ reason }) => reason?.code)).toEqual(['nothing_to_reduce']);
  });

  it('to stand aside is counted and places nothing', async () => {
    const hold: Decision = { action: 'hold', instrument: 'BTC-USDT-SWAP', confidence: 0.5, reasons: [] };
    const result = await play(onCalls({ 2: [hold], 3: [hold] }));
    expect([result.decisionCounts.hold, result.statistics.orders.orders]).toEqual([2, 0]);
  });
});

describe('the result of a backtest', () => {
  /** Bought 0.01 at 50,250 and sold at 50,550: 3.00 gross, 0.0005 × 1,008 of fees. */
  const roundTrip = () => play(onCalls({ 3: [BUY], 6: [CLOSE] }));

  it.each([
    ['grossPnl', '3'],
    ['fees', '0.504'],
    ['netPnl', '2.496'],
    ['endEquity', '10002.496'],
    ['funding', '0'],
    ['unrealizedPnl', '0'],
  ] as const)('has as %s %s', async (figure, amount) => {
    const { statistics } = await roundTrip();
    expect(statistics[figure].toFixed()).toBe(amount);
  });

  it('counts orders, fills and trades', async () => {
    const { statistics } = await roundTrip();
    expect([
      statistics.orders.orders,
      statistics.orders.filled,
      statistics.orders.fills,
      statistics.trades.count,
    ]).toEqual([2, 2, 2, 1]);
  });

  it('ends its curve with the equity at the end', async () => {
    const { equity } = await roundTrip();
    expect(equity.equityAt(equity.length - 1)).toBeCloseTo(10_002.496, 8);
  });

  it('counts an open position at the last close', async () => {
    const result = await play(onCalls({ 3: [BUY] }));
    // From 50,250 to 50,700 on 0.01, less 0.25125 of fees.
    expect([result.statistics.unrealizedPnl.toFixed(), result.statistics.netPnl.toFixed()]).toEqual(['4.5', '4.24875']);
  });

  it('is the same to the last byte for the same feed, configuration and strategy', async () => {
    const texts = [JSON.stringify(await roundTrip()), JSON.stringify(await roundTrip())];
    expect(texts[0]).toBe(texts[1]);
  });

  it('says what it assumes', async () => {
    const { assumptions } = await roundTrip();
    expect(assumptions).toContainEqual({ label: 'Fees of swaps', value: '0.02 % maker, 0.05 % taker' });
  });

  it('passes on what the feed has to say about its data', async () => {
    const { notes } = await roundTrip();
    expect(notes.join(' ')).toContain('No funding of BTC-USDT-SWAP was recorded');
  });

  it('is announced by a last word on progress', async () => {
    const words: number[] = [];
    const feed = aFeed(RISING);
    await backtest({ broker: BROKER, feed, strategy: () => undefined, onProgress: ({ at }) => words.push(at) });
    expect(words.at(-1)).toBe(feed.endsAt);
  });
});
