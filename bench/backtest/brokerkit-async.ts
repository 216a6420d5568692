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

/** Every bar is an async call that is awaited; only a cross does more than add. */
function crosses(swap: Instrument): Strategy {
  const quantity = swap.quantityOf(QUANTITY_LOTS).toFixed();
  const averages = new Averages(swap.tickSize.toNumber());
  let closes: Closes | null = null;
  return async (context) => {
    closes ??= context.candles(swap.id).close;
    const cross = averages.next(closes);
    if (cross !== null) await (cross === 'up' ? enter(context, swap, quantity) : leave(context, swap, quantity));
  };
}

type Closes = ReturnType<StrategyContext['candles']>['close'];

/** Both averages as running sums in ticks, over a window of its own: each bar is read once. */
class Averages {
  readonly #tick: number;
  readonly #window = new Int32Array(SLOW_PERIOD);
  #count = 0;
  #fast = 0;
  #slow = 0;
  #lead = 0;

  constructor(tick: number) {
    this.#tick = tick;
  }

  /** Takes the bar that closed last, if one did; what the averages did at it. */
  next(closes: Closes): 'up' | 'down' | null {
    const count = closes.length;
    if (count === this.#count) return null;
    this.#count = count;
    const window = this.#window;
    const close = Math.round(closes.at(count - 1) / this.#tick);
    const slot = (count - 1) % SLOW_PERIOD;
    // Empty slots are zero, so the sums need no beginning of their own.
    this.#slow += close - window[slot]!;
    this.#fast += close - window[(slot + SLOW_PERIOD - FAST_PERIOD) % SLOW_PERIOD]!;
    window[slot] = close;
    const before = this.#lead;
    this.#lead = this.#fast * SLOW_PERIOD - this.#slow * FAST_PERIOD;
    if (count <= SLOW_PERIOD) return null;
    if (before <= 0 && this.#lead > 0) return 'up';
    return before >= 0 && this.#lead < 0 ? 'down' : null;
  }
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
  await broker.placeOrder({
    instrument: swap.id,
    side: 'sell',
    quantity,
    pricing: { type: 'limit', price: swap.priceOf(targetOf(ticks)) },
    effect: 'reduce_only',
  });
  await broker.placeOrder({
    instrument: swap.id,
    side: 'sell',
    quantity,
    pricing: { type: 'stop_market', trigger: { price: swap.priceOf(stopOf(ticks)) } },
    effect: 'reduce_only',
  });
}

async function leave({ broker }: StrategyContext, swap: Instrument, quantity: string): Promise<void> {
  if ((await broker.getPositions()).length === 0) return;
  await broker.placeOrder({
    instrument: swap.id,
    side: 'sell',
    quantity,
    pricing: { type: 'market' },
    effect: 'reduce_only',
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
