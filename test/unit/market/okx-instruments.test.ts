import { describe, expect, it } from 'vitest';
import { readOkxInstruments } from '../../../src/market/okx-instruments.ts';
import { aFile, refusalOf } from './market-files.ts';

const SWAP = {
  instId: 'DOGE-USDT-SWAP',
  instType: 'SWAP',
  ctType: 'linear',
  ctVal: '100',
  ctMult: '10',
  ctValCcy: 'DOGE',
  settleCcy: 'USDT',
  lotSz: '0.01',
  minSz: '0.02',
  tickSz: '0.00001',
  maxLmtSz: '100000000',
  maxMktSz: '19000',
  lever: '50',
  state: 'live',
};
const SPOT = {
  ...SWAP,
  instId: 'DOGE-USDT',
  instType: 'SPOT',
  ctType: '',
  ctVal: '',
  ctMult: '',
  baseCcy: 'DOGE',
  quoteCcy: 'USDT',
  settleCcy: '',
  maxMktSz: '1000000',
  state: 'preopen',
};

function file(name: string, ...rows: readonly object[]): string {
  return aFile(`${name}.json`, JSON.stringify({ code: '0', msg: '', data: rows }, null, 1));
}

describe('an answer of public/instruments', () => {
  it('turns the contracts of a swap into base units', async () => {
    const { specs } = await readOkxInstruments(file('swap', SWAP));
    expect(specs).toEqual([
      {
        id: 'DOGE-USDT-SWAP',
        type: 'swap',
        baseCurrency: 'DOGE',
        quoteCurrency: 'USDT',
        settleCurrency: 'USDT',
        contractValue: '1000',
        lotSize: '10',
        minQuantity: '20',
        tickSize: '0.00001',
        maxLimitQuantity: '100000000000',
        maxMarketQuantity: '19000000',
        maxLeverage: '50',
        state: 'live',
      },
    ]);
  });

  it('takes the largest market order of spot as a value, and its state in our words', async () => {
    const { specs } = await readOkxInstruments(file('spot', SPOT));
    expect(specs[0]).toMatchObject({
      contractValue: '1',
      maxMarketQuantity: null,
      maxMarketValue: '1000000',
      state: 'pre_open',
    });
  });

  it('lists what cannot be simulated, with the reason', async () => {
    const inverse = { ...SWAP, instId: 'DOGE-USD-SWAP', ctType: 'inverse' };
    const future = { ...SWAP, instId: 'DOGE-USDT-260626', instType: 'FUTURES' };
    const { specs, leftOut } = await readOkxInstruments(file('mixed', inverse, SWAP, future));
    expect([specs.map(({ id }) => id), leftOut]).toEqual([
      ['DOGE-USDT-SWAP'],
      [
        { id: 'DOGE-USD-SWAP', reason: 'is an inverse swap' },
        { id: 'DOGE-USDT-260626', reason: 'is of type FUTURES' },
      ],
    ]);
  });

  it('refuses an inverse swap that is asked for', async () => {
    const inverse = { ...SWAP, instId: 'DOGE-USD-SWAP', ctType: 'inverse' };
    const { message } = await refusalOf(readOkxInstruments(file('asked', inverse), ['DOGE-USD-SWAP']));
    expect(message).toContain('DOGE-USD-SWAP is an inverse swap and cannot be simulated.');
  });

  it('refuses an instrument that is asked for and not there', async () => {
    const { message } = await refusalOf(readOkxInstruments(file('absent', SWAP), ['XRP-USDT']));
    expect(message).toContain('it does not have the instrument XRP-USDT.');
  });

  it('names the line and the field of a row that is not as OKX sends it', async () => {
    const path = file('bad', SWAP, { ...SPOT, tickSz: '0' });
    const { code, message } = await refusalOf(readOkxInstruments(path));
    expect([code, message]).toEqual([
      'config/data_invalid',
      `${path}, line 22: DOGE-USDT: tickSz is not above zero. Save the answer of public/instruments unchanged.`,
    ]);
  });

  it.each([
    ['is no JSON', '{"code": ', 'config/data_unreadable', 'it is no JSON'],
    [
      'is an error',
      '{"code":"50011","msg":"Too Many Requests","data":[]}',
      'config/data_invalid',
      'the answer of public/instruments: code',
    ],
    ['has no rows', '{"code":"0","msg":"","data":[]}', 'config/data_invalid', 'the answer of public/instruments: data'],
  ])('refuses a file that %s', async (name, text, code, why) => {
    const refusal = await refusalOf(readOkxInstruments(aFile(`${name}.json`, text)));
    expect([refusal.code, refusal.message]).toEqual([code, expect.stringContaining(why)]);
  });
});
