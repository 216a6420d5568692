import type { Candles, Column } from '../../../../src/domain/market.ts';

/** Bars of a test: open time, open, high, low, close, volume. */
export type BarRow = readonly [
  openedAt: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
];

function column(values: readonly number[]): Column {
  return {
    length: values.length,
    at: (index) => values.at(index) ?? Number.NaN,
    last: (count) => Float64Array.from(values.slice(-count)),
  };
}

/** Closed bars from rows. */
export function candlesOf(instrument: string, intervalMs: number, rows: readonly BarRow[]): Candles {
  const pick = (index: number): Column => column(rows.map((row) => row[index] as number));
  return {
    instrument,
    intervalMs,
    length: rows.length,
    openedAt: pick(0),
    open: pick(1),
    high: pick(2),
    low: pick(3),
    close: pick(4),
    volume: pick(5),
  };
}

/** Bars of a test that only closes matter to. */
export function candlesOfCloses(
  instrument: string,
  intervalMs: number,
  closes: readonly number[],
  startsAt = 0,
): Candles {
  return candlesOf(
    instrument,
    intervalMs,
    closes.map((close, index) => [startsAt + index * intervalMs, close, close, close, close, 1]),
  );
}
