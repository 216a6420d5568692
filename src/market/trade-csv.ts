import type { Instrument } from '../domain/instrument.ts';
import type { IntegerColumn } from './candle-series.ts';
import { readCsv } from './csv-reader.ts';
import { DecimalGrid } from './decimal-grid.ts';
import { type FileSubject, instrumentOfFile } from './file-name.ts';
import { GrowingColumn } from './growing-column.ts';

/** Trades of one instrument's market in columns, in order of time. */
export interface TradeSeries {
  readonly instrument: Instrument;
  readonly at: Float64Array;
  readonly ticks: IntegerColumn;
  readonly lots: IntegerColumn;
  /** 1 where the taker bought, 0 where it sold. */
  readonly takerBuys: Uint8Array;
}

const COLUMNS = ['recv_ns', 'ts_ms', 'trade_id', 'price', 'size', 'taker_side'];
const SHORT_COLUMNS = ['ts_ms', 'price', 'size', 'taker_side'];

/**
 * Reads trades `recv_ns,ts_ms,trade_id,price,size,taker_side` (or without `recv_ns` and `trade_id`), packed or not.
 *
 * `ts_ms` is the exchange's time and orders the rows; sizes are base units and round down to the lot.
 *
 * @throws {ConfigurationError} `config/data_unreadable`, or `config/data_invalid` with file and line.
 */
export async function readTrades(file: string, options: FileSubject): Promise<TradeSeries> {
  const instrument = instrumentOfFile(file, options);
  const tickGrid = new DecimalGrid(instrument.tickSize);
  const lotGrid = new DecimalGrid(instrument.lotSize);
  const at = new GrowingColumn();
  const ticks = new GrowingColumn();
  const lots = new GrowingColumn();
  const buys = new GrowingColumn();
  await readCsv(file, [COLUMNS, SHORT_COLUMNS], (row) => {
    const long = row.columns.length === COLUMNS.length;
    const [time, price, size, side] = long ? ([1, 3, 4, 5] as const) : ([0, 1, 2, 3] as const);
    const instant = row.instant(time);
    if (instant < at.newest()) {
      throw row.invalid(`ts_ms ${instant} lies before ${at.newest()} of the row before.`, 'Sort the rows by ts_ms.');
    }
    const taker = row.text(side);
    if (taker !== 'buy' && taker !== 'sell') {
      throw row.invalid(`taker_side is ${JSON.stringify(taker.slice(0, 20))}.`, 'It must be buy or sell.');
    }
    at.push(instant);
    ticks.push(row.ticks(price, tickGrid, instrument.id));
    lots.push(row.lots(size, lotGrid));
    buys.push(taker === 'buy' ? 1 : 0);
  });
  return {
    instrument,
    at: at.floats(),
    ticks: ticks.integers(),
    lots: lots.integers(),
    takerBuys: Uint8Array.from(buys.floats()),
  };
}
