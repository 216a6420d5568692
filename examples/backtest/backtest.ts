import { backtest, candleReplay, type Strategy, syntheticCandles, writeReport } from 'brokerkit/backtest';

const SYMBOL = 'BTC-USDT-SWAP';
const BARS = 50;

/** Buys at the highest close of the last fifty bars, with a stop below and a target above. */
const breakout: Strategy = async ({ candles, positions }) => {
  const { close, length } = candles(SYMBOL);
  if (length < BARS || (await positions()).length > 0) return;
  const last = close.at(-1);
  if (last < Math.max(...close.last(BARS))) return;
  return [
    {
      action: 'buy',
      instrument: SYMBOL,
      size: { marginFraction: '0.1' },
      stop: (last * 0.99).toFixed(1),
      target: (last * 1.02).toFixed(1),
      confidence: 0.6,
      reasons: [`The highest close of ${BARS} bars.`],
    },
  ];
};

const result = await backtest({
  broker: { kind: 'simulated', balances: { USDT: '10000' } },
  // readCandles('BTC-USDT-SWAP-5m.csv.gz', …) takes recorded ones.
  feed: candleReplay(syntheticCandles({ bars: 2_000, seed: 7 })),
  strategy: breakout,
  warmupBars: BARS,
});
const { trades, netPnl } = result.statistics;
console.log('trades', trades.count, 'net', netPnl.toFixed(2));
const [, , file] = process.argv;
if (file !== undefined) await writeReport(result, file);
