import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_INSTRUMENTS } from '../../../src/domain/built-in-instruments.ts';
import { Instrument } from '../../../src/domain/instrument.ts';
import { readBook } from '../../../src/market/book-jsonl.ts';
import { readCandles, readFunding, readMarks } from '../../../src/market/candle-csv.ts';
import { candleReplay } from '../../../src/market/candle-replay.ts';
import { readOkxInstruments } from '../../../src/market/okx-instruments.ts';
import { readTrades } from '../../../src/market/trade-csv.ts';
import { LISTED } from './market-files.ts';
import { RecordingSink } from './recording-sink.ts';

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** The recorded files stand beside the repository and are no part of it. */
describe.skipIf(!existsSync(DATA))('recorded market data (left out where ../shared/data is not there)', () => {
  const instruments2022 = async () =>
    (await readOkxInstruments(`${DATA}okx-instruments-2022-05.json`)).specs.map((spec) => new Instrument(spec));

  it('gives the built-in instruments their figures', async () => {
    const ids = BUILT_IN_INSTRUMENTS.map(({ id }) => id);
    const { specs } = await readOkxInstruments(`${DATA}okx-instruments-2026-04.json`, ids);
    const plain = (spec: object) =>
      JSON.stringify(new Instrument(spec as (typeof specs)[number]), (_key, value) =>
        typeof value === 'bigint' ? `${value}` : value,
      );
    expect([...specs].map(plain).sort()).toEqual([...BUILT_IN_INSTRUMENTS].map(plain).sort());
  });

  it('of two swaps replays 70,499 bars each in step, hourly marks with them', async () => {
    const instruments = await instruments2022();
    const ids = ['BTC-USDT-SWAP', 'ETH-USDT-SWAP'];
    const candles = await Promise.all(
      ids.map((id) => readCandles(`${DATA}candles-okx-${id}-5m.csv.gz`, { instruments })),
    );
    const marks = await Promise.all(ids.map((id) => readMarks(`${DATA}mark-okx-${id}-1h.csv.gz`, { instruments })));
    const feed = candleReplay({ candles, marks });
    const sink = new RecordingSink(instruments);
    feed.attach(sink);
    let steps = 0;
    while (feed.next()) steps += 1;
    const count = (word: string) => sink.heard.filter((line) => line.startsWith(word)).length;
    // The last hour of marks ends after the last candle.
    expect([steps, count('open'), count('close'), count('basis')]).toEqual([70_499, 140_998, 140_998, 11_748]);
  });

  it('has volumes that are whole contracts, to the last one', async () => {
    const instruments = await instruments2022();
    const series = await readCandles(`${DATA}candles-okx-BTC-USDT-SWAP-5m.csv.gz`, { instruments });
    expect([series.volumeLots[0], series.volumeLots.filter((lots) => lots === 0).length]).toEqual([34_338, 189]);
  });

  it('is refused with the instruments of another time where the tick differs', async () => {
    const coarse = LISTED.map((instrument) => new Instrument({ ...instrument, tickSize: '1' }));
    const reading = readCandles(`${DATA}candles-okx-BTC-USDT-SWAP-5m.csv.gz`, { instruments: coarse });
    await expect(reading).rejects.toThrow(/line 2: open "37630.5" is not on the tick 1 of BTC-USDT-SWAP/);
  });

  it.each([
    ['funding-okx-ETH-USDT-SWAP.csv', 284],
    ['funding-binance-ETHUSDT-PERP.csv', 329],
  ])('has every settlement of %s', async (name, rows) => {
    const series = await readFunding(`${DATA}${name}`, { instruments: LISTED, instrument: 'ETH-USDT-SWAP' });
    expect(series.at.length).toBe(rows);
  });

  it('has every trade and every book message of the capture, without a break', async () => {
    const subject = { instruments: LISTED, instrument: 'BTC-USDT-SWAP' };
    const trades = await readTrades(`${DATA}trades-binance-BTCUSDT-PERP.csv.gz`, subject);
    const book = await readBook(`${DATA}book-binance-BTCUSDT-PERP.jsonl.gz`, subject);
    expect([trades.at.length, book.at.length]).toEqual([21_313, 6_548]);
  });
});
