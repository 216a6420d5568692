import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCandles, readFunding, readMarks } from '../../../src/market/candle-csv.ts';
import { aFile, LISTED, refusalOf } from './market-files.ts';

const HEADER = 'ts_ms,open,high,low,close,volume';
const GOOD = ['0,100.0,101.5,99.5,101,12.34567', '60000,101,102,100.5,100.5,0'];
const options = { instruments: LISTED, instrument: 'BTC-USDT-SWAP', intervalMs: 60_000 };

describe('reading candles', () => {
  it('takes prices as ticks and volumes as lots, rounded down', async () => {
    const series = await readCandles(aFile('good.csv', [HEADER, ...GOOD]), options);
    expect({
      at: [...series.openedAt],
      open: [...series.openTicks],
      high: [...series.highTicks],
      low: [...series.lowTicks],
      close: [...series.closeTicks],
      volume: [...series.volumeLots],
    }).toEqual({
      at: [0, 60000],
      open: [1000, 1010],
      high: [1015, 1020],
      low: [995, 1005],
      close: [1010, 1005],
      volume: [123456, 0],
    });
  });

  it.each([
    ['packed with gzip', 'packed.csv.gz', [HEADER, ...GOOD].join('\n')],
    ['with Windows line ends', 'windows.csv', [HEADER, ...GOOD, ''].join('\r\n')],
    ['without a last line end', 'endless.csv', [HEADER, ...GOOD].join('\n')],
    ['with a byte order mark', 'marked.csv', `\uFEFF${[HEADER, ...GOOD].join('\n')}`],
  ])('reads a file %s', async (_name, name, text) => {
    const series = await readCandles(aFile(name, text), options);
    expect([...series.closeTicks]).toEqual([1010, 1005]);
  });

  it('takes instrument and interval from the name of the file', async () => {
    const file = aFile('candles-okx-ETH-USDT-SWAP-5m.csv', [HEADER, '0,100.01,100.01,100.01,100.01,1']);
    const series = await readCandles(file, { instruments: LISTED });
    expect([series.instrument.id, series.intervalMs]).toEqual(['ETH-USDT-SWAP', 300_000]);
  });

  it('takes the interval from the first two rows where nothing else tells it', async () => {
    const series = await readCandles(aFile('untold.csv', [HEADER, ...GOOD]), {
      instruments: LISTED,
      instrument: 'BTC-USDT',
    });
    expect(series.intervalMs).toBe(60_000);
  });

  it('keeps prices beyond 32 bits of ticks exact', async () => {
    const file = aFile('high.csv', [HEADER, '0,300000000.1,300000000.1,300000000.1,300000000.1,1']);
    expect((await readCandles(file, options)).openTicks[0]).toBe(3_000_000_001);
  });

  it('lets a gap stand where gaps are allowed', async () => {
    const file = aFile('gap-allowed.csv', [HEADER, GOOD[0]!, '180000,101,102,100.5,100.5,1']);
    const series = await readCandles(file, { ...options, gaps: 'allow' });
    expect([...series.openedAt]).toEqual([0, 180_000]);
  });

  it.each([
    ['a price that is no number', '60000,abc,102,100.5,100.5,0', 'open "abc" is no decimal'],
    ['an exponent', '60000,1e2,102,100.5,100.5,0', 'open "1e2" is no decimal'],
    ['an empty field', '60000,,102,100.5,100.5,0', 'open "" is no decimal'],
    ['a price off the tick', '60000,101.05,102,100.5,100.5,0', 'open "101.05" is not on the tick 0.1 of BTC-USDT-SWAP'],
    ['a price of zero', '60000,0,102,100.5,100.5,0', 'open "0" is not above zero'],
    ['a negative price', '60000,-1,102,100.5,100.5,0', 'open "-1" is not above zero'],
    ['a high below the low', '60000,101,100,102,101,0', 'high is below low'],
    ['a high below the close', '60000,101,101.5,100,102,0', 'high is below open or close'],
    ['a low above the open', '60000,101,103,102,102,0', 'low is above open or close'],
    ['a negative volume', '60000,101,102,100.5,100.5,-1', 'volume "-1" is below zero'],
    ['a missing field', '60000,101,102,100.5,100.5', 'it has 5 fields; 6 belong there'],
    ['a field too many', '60000,101,102,100.5,100.5,0,9', 'it has 7 fields; 6 belong there'],
    ['an empty line', '', 'it has 1 fields; 6 belong there'],
    ['a time that is no number', 'noon,101,102,100.5,100.5,0', 'ts_ms "noon" is no time'],
    ['a time with a fraction', '60000.5,101,102,100.5,100.5,0', 'ts_ms "60000.5" is no time'],
    ['a time that stands still', '0,101,102,100.5,100.5,0', 'ts_ms 0 does not rise above 0'],
    ['a time between two bars', '90000,101,102,100.5,100.5,0', 'it begins 90000 ms after the row before'],
    ['a missing bar', '120000,101,102,100.5,100.5,0', '1 bar is missing before it'],
  ])('names file, line and trouble of %s', async (name, row, why) => {
    const file = aFile(`${name.replaceAll(' ', '-')}.csv`, [HEADER, GOOD[0]!, row, GOOD[1]!]);
    const { code, message, line } = await refusalOf(readCandles(file, options));
    expect({ code, line, begins: message.startsWith(`${file}, line 3: ${why}`) ? 'as it ought to' : message }).toEqual({
      code: 'config/data_invalid',
      line: 3,
      begins: 'as it ought to',
    });
  });

  it.each([
    [
      'wrong columns',
      ['time,open,high,low,close,volume', ...GOOD],
      'line 1: the header is "time,open,high,low,close,volume".',
    ],
    ['no rows', [HEADER], 'it has no rows.'],
    ['no header', GOOD, 'line 1: the header is "0,100.0'],
  ])('refuses a file with %s', async (name, lines, why) => {
    const { code, message } = await refusalOf(readCandles(aFile(`${name}.csv`, lines), options));
    expect(`${code}: ${message}`).toContain(why);
  });

  it.each([
    ['that is not there', 'missing.csv', 'there is no such file'],
    ['that is a folder', '.', 'it is a folder'],
  ])('says so of a file %s', async (_name, name, why) => {
    const { code, message } = await refusalOf(readCandles(join(dirname(aFile('beside.csv', [])), name), options));
    expect(`${code} ${message}`).toMatch(new RegExp(`^config/data_unreadable .*${why}`));
  });

  it('says so of a file that only claims to be packed', async () => {
    const file = aFile('claims.csv.gz', '');
    writeFileSync(file, 'no gzip at all');
    expect((await refusalOf(readCandles(file, options))).message).toContain('it is no whole gzip file');
  });

  it('says so of a file whose packed data breaks off', async () => {
    const file = aFile('breaks.csv.gz', [HEADER, ...GOOD]);
    writeFileSync(file, readFileSync(file).subarray(0, 40));
    expect((await refusalOf(readCandles(file, options))).code).toBe('config/data_unreadable');
  });

  it.each([
    [
      'an instrument that is not known',
      'candles-SOL-USDT-SWAP-5m.csv',
      'the instrument SOL-USDT-SWAP is not known. Known are: BTC-USDT-SWAP',
    ],
    ['no instrument in its name', 'prices.csv', 'its name tells no instrument'],
  ])('refuses a file with %s', async (_name, name, why) => {
    const { message } = await refusalOf(readCandles(aFile(name, [HEADER, ...GOOD]), { instruments: LISTED }));
    expect(message).toContain(why);
  });
});

describe('reading marks', () => {
  it('keeps the closing mark of each bar, known when the bar has ended', async () => {
    const file = aFile('mark-BTC-USDT-SWAP-1h.csv', ['ts_ms,open,high,low,close', '0,100.1,100.2,100.05,100.12345678']);
    const series = await readMarks(file, { instruments: LISTED });
    expect([series.closedAt[0], series.closeMarks[0]]).toEqual([3_600_000, 10_012_345_678]);
  });
});

describe('reading funding', () => {
  const subject = { instruments: LISTED, instrument: 'ETH-USDT-SWAP' };

  it('keeps rates in units of 10^-16 and marks in mark points', async () => {
    const file = aFile('funding.csv', ['ts_ms,funding_rate,mark_price', '0,0.0001,2256.59895238', '5,-0.00002474,']);
    const series = await readFunding(file, subject);
    expect([[...series.at], [...series.rate], [...series.marks]]).toEqual([
      [0, 5],
      [1_000_000_000_000n, -247_400_000_000n],
      [225_659_895_238, Number.NaN],
    ]);
  });

  it('reads rates without marks', async () => {
    const series = await readFunding(aFile('bare.csv', ['ts_ms,funding_rate', '0,0.0001']), subject);
    expect(series.marks[0]).toBeNaN();
  });

  it.each([
    ['a time that falls', ['5,0.1,10', '4,0.1,10'], 'line 3: ts_ms 4 does not rise above 5'],
    ['a rate that is no number', ['5,much,10'], 'line 2: funding_rate "much" is no decimal'],
    ['a mark of zero', ['5,0.1,0'], 'line 2: mark_price is not above zero'],
  ])('refuses %s', async (name, rows, why) => {
    const file = aFile(`funding ${name}.csv`, ['ts_ms,funding_rate,mark_price', ...rows]);
    expect((await refusalOf(readFunding(file, subject))).message).toContain(why);
  });

  it('refuses funding of a spot instrument', async () => {
    const file = aFile('spot-funding.csv', ['ts_ms,funding_rate', '0,0.0001']);
    const { message } = await refusalOf(readFunding(file, { ...subject, instrument: 'ETH-USDT' }));
    expect(message).toContain('ETH-USDT is no swap');
  });
});
