import { backtest } from '../../src/backtest/backtest.ts';
import type { BacktestResult as Result } from '../../src/backtest/result.ts';
import { BUILT_IN_INSTRUMENTS } from '../../src/domain/built-in-instruments.ts';
import { Instrument } from '../../src/domain/instrument.ts';
import { candleReplay } from '../../src/market/candle-replay.ts';
import type { Strategy, StrategyContext } from '../../src/ports/strategy.ts';
import type { Contestant } from '../harness/contestant.ts';
import { BAR_MS, type Bars } from './bars.ts';
import { type BacktestResult, type BenchFill, digestFills } from './result.ts';
import { FAST_PERIOD, QUANTITY_LOTS, SLOW_PERIOD, START_EQUITY, stopOf, targetOf } from './rules.ts';

/** The public way: `backtest()`, an async strategy, the simulated broker with everything that it does by default. */
export const contestant: Contestant<Bars, BacktestResult> = {
  name: 'brokerkit, SimulatedBroker, async strategy',
  prepare(bars) {
    const spec = BUILT_IN_INSTRUMENTS.find(({ id }) => id === 'BTC-USDT-SWAP');
    if (spec === undefined) throw new Error('BTC-USDT-SWAP is not built in.');
    const swap = new Instrument({ ...spec, lotSize: '0.0001', minQuantity: '0.0001', tickSize: '0.1' });
    const feed = candleReplay({ candles: [seriesOf(swap, bars)] });
    let result: Result | null = null;
    return {
      async run() {
        result = await backtest({
          broker: {
            kind: 'simulated',
            balances: { USDT: String(START_EQUITY) },
            fees: { swap: { maker: '0.0005', taker: '0.0005' } },
          },
          feed,
          strategy: crosses(swap),
        });
      },
      result() {
        if (result === null) throw new Error('The backtest has not run.');
        return inCommonForm(result, bars);
      },
    };
  },
};

function seriesOf(instrument: Instrument, bars: Bars) {
  return {
    instrument,
    intervalMs: BAR_MS,
    openedAt: Float64Array.from({ length: bars.count }, (_, bar) => bars.startAt + bar * BAR_MS),
    openTicks: bars.open,
    highTicks: bars.high,
    lowTicks: bars.low,
    closeTicks: bars.close,
    volumeLots: bars.volume,
  };
}

/** Averages as running sums in ticks; every bar awaits, only a cross costs more. */
function crosses(swap: Instrument): Strategy {
  const quantity = swap.quantityOf(QUANTITY_LOTS).toFixed();
  const tick = swap.tickSize.toNumber();
  let closes: ReturnType<StrategyContext['candles']>['close'] | null = null;
  let fast = 0;
  let slow = 0;
  let before = 0;
  return async (context) => {
    closes ??= context.candles(swap.id).close;
    const { length } = closes;
    if (length === 0) return;
    const close = Math.round(closes.at(length - 1) / tick);
    fast += close - (length > FAST_PERIOD ? Math.round(closes.at(length - 1 - FAST_PERIOD) / tick) : 0);
    slow += close - (length > SLOW_PERIOD ? Math.round(closes.at(length - 1 - SLOW_PERIOD) / tick) : 0);
    const was = before;
    before = fast * SLOW_PERIOD - slow * FAST_PERIOD;
    if (length <= SLOW_PERIOD) return;
    if (was <= 0 && before > 0) await enter(context, swap, quantity);
    else if (was >= 0 && before < 0) await leave(context, swap, quantity);
  };
}

async function enter({ broker }: StrategyContext, swap: Instrument, quantity: string): Promise<void> {
  if ((await broker.getPositions()).length > 0) return;
  const entry = await broker.placeOrder({
    instrument: swap.id,
    side: 'buy',
    quantity,
    pricing: { type: 'market' },
  });
  const ticks = Number(entry.progress.filledCost) / entry.progress.filledLots;
  const exit = { instrument: swap.id, side: 'sell', quantity, effect: 'reduce_only' } as const;
  await broker.placeOrder({ ...exit, pricing: { type: 'limit', price: swap.priceOf(targetOf(ticks)) } });
  const trigger = { price: swap.priceOf(stopOf(ticks)) };
  await broker.placeOrder({ ...exit, pricing: { type: 'stop_market', trigger } });
}

async function leave({ broker }: StrategyContext, swap: Instrument, quantity: string): Promise<void> {
  if ((await broker.getPositions()).length === 0) return;
  await broker.placeOrder({
    instrument: swap.id,
    side: 'sell',
    quantity,
    effect: 'reduce_only',
    pricing: { type: 'market' },
  });
}

function inCommonForm(result: Result, bars: Bars): BacktestResult {
  const fills = result.fills.map(({ fill, type, effect }): BenchFill => {
    const kind =
      type === 'limit' ? 'target' : type === 'stop_market' ? 'stop' : effect === 'reduce_only' ? 'exit' : 'entry';
    return { bar: Math.floor((fill.at - bars.startAt) / BAR_MS), kind, ticks: fill.facts.ticks };
  });
  const { statistics } = result;
  return {
    orders: statistics.orders.orders,
    fills: fills.length,
    trades: result.trades.length,
    finalEquity: statistics.endEquity.toFixed(),
    fillsDigest: digestFills(fills),
  };
}
