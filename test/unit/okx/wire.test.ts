import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isBrokerError } from '../../../src/errors/index.ts';
import {
  accountConfigRow,
  balanceAndPositionRow,
  balanceRow,
  positionRow,
} from '../../../src/okx/wire/account-rows.ts';
import { envelopeOf, readEnvelope } from '../../../src/okx/wire/envelope.ts';
import {
  bookRow,
  candleRow,
  fundingRow,
  priceCandleRow,
  priceLimitRow,
  tickerRow,
} from '../../../src/okx/wire/market-rows.ts';
import { orderRow } from '../../../src/okx/wire/order-row.ts';
import { readRow, readRows } from '../../../src/okx/wire/parse.ts';
import { readFrame } from '../../../src/okx/wire/ws-frame.ts';
import { anOrderRow } from './rows.ts';

function caught(act: () => unknown): { readonly code: string; readonly details: object; readonly message: string } {
  try {
    act();
  } catch (error) {
    if (isBrokerError(error)) return error;
    throw error;
  }
  throw new TypeError('Nothing was thrown.');
}

describe('a row', () => {
  it('that lacks what money depends on is malformed, named by endpoint and path', () => {
    const { sz: _gone, ...row } = anOrderRow();
    const error = caught(() => readRows('GET trade/order', orderRow, [anOrderRow(), row]));
    expect(error.code).toBe('venue/malformed_response');
    expect(error.details).toEqual({ endpoint: 'GET trade/order', path: 'data.1.sz', problem: 'is no string' });
  });

  it.each([
    ['a number instead of text', { sz: 1 }],
    ['words', { sz: 'many' }],
    ['a size below zero', { sz: '-1' }],
    ['an unknown state', { state: 'melted' }],
    ['an unknown side', { side: 'hold' }],
    ['no id', { ordId: '' }],
  ])('with %s is malformed', (_name, change) => {
    const row = { ...anOrderRow(), ...change };
    expect(caught(() => readRow('GET trade/order', orderRow, row)).code).toBe('venue/malformed_response');
  });

  it('that is malformed does not tell its values', () => {
    const row = { ...anOrderRow(), sz: 'secret-value' };
    const error = caught(() => readRow('GET trade/order', orderRow, row));
    expect(JSON.stringify([error.message, error.details])).not.toContain('secret-value');
  });

  it('with fields that nobody knows yet is read all the same', () => {
    expect(readRow('GET trade/order', orderRow, { ...anOrderRow(), newField: { a: 1 } }).ordId).toBe('1001');
  });

  it('knows yes and no as booleans and as texts', () => {
    const flags = [true, 'true', false, 'false', ''].map((reduceOnly) =>
      orderRow.parse({ ...anOrderRow(), reduceOnly }),
    );
    expect(flags.map((row) => row.reduceOnly)).toEqual([true, true, false, false, false]);
  });

  it('of a balance in spot mode has no availEq', () => {
    const row = { uTime: '1', details: [{ ccy: 'USDT', eq: '5', cashBal: '5', availBal: '4', availEq: '' }] };
    expect(readRow('GET account/balance', balanceRow, row).details[0]?.availEq).toBe('');
  });

  it('of a position may have no liquidation price', () => {
    const row = {
      instId: 'A',
      instType: 'SWAP',
      mgnMode: 'cross',
      posSide: 'net',
      pos: '1',
      avgPx: '2',
      lever: '3',
      uTime: '1',
      liqPx: '',
    };
    expect(readRow('GET account/positions', positionRow, row).liqPx).toBe('');
  });

  it('of the account’s settings names a known level and mode', () => {
    const row = { acctLv: '5', posMode: 'net_mode' };
    expect(caught(() => readRow('GET account/config', accountConfigRow, row)).details).toMatchObject({
      path: 'data.0.acctLv',
    });
  });

  it('of a candle has nine fields, more are let be', () => {
    expect(candleRow.parse(['1', '2', '3', '1', '2', '10', '0.1', '5', '0', 'new'])[8]).toBe('0');
    expect(candleRow.safeParse(['1', '2', '3', '1', '2']).success).toBe(false);
  });

  it('of a mark candle has six fields', () => {
    expect(priceCandleRow.parse(['1', '2', '3', '1', '2', '1'])[5]).toBe('1');
  });

  it('of balances and positions in one may have either', () => {
    const row = { pTime: '1', eventType: 'funding_fee', balData: [{ ccy: 'USDT', cashBal: '5', uTime: '1' }] };
    expect(balanceAndPositionRow.parse(row)).toMatchObject({ balData: [{ cashBal: '5' }], posData: [], trades: [] });
  });

  it('of an order tells what is attached to it', () => {
    const attachAlgoOrds = [{ attachAlgoClOrdId: 'aP', slTriggerPx: '1', slOrdPx: '-1' }];
    expect(orderRow.parse({ ...anOrderRow(), attachAlgoOrds }).attachAlgoOrds[0]).toMatchObject({ slOrdPx: '-1' });
  });

  it('of a price limit may have none', () => {
    expect(priceLimitRow.parse({ instId: 'A', buyLmt: '', sellLmt: '', enabled: false, ts: '1' }).enabled).toBe(false);
  });
});

describe('what OKX really answered', () => {
  it('about funding is read', () => {
    const row = {
      instId: 'BTC-USDT-SWAP',
      fundingRate: '0.0000182221218054',
      fundingTime: '1743609600000',
      nextFundingRate: '',
      nextFundingTime: '1743638400000',
      settState: 'settled',
    };
    expect(fundingRow.parse(row).fundingRate).toBe('0.0000182221218054');
  });
});

describe('an envelope', () => {
  it('is told from everything else', () => {
    expect(envelopeOf({ code: '0', msg: '', data: [1] })).toEqual({ code: '0', msg: '', data: [1] });
    expect(envelopeOf({ code: '1', msg: 'x', data: {} })?.data).toEqual([]);
    expect([undefined, null, 'x', [], {}].map(envelopeOf)).toEqual([null, null, null, null, null]);
  });

  it('is demanded where nothing can be concluded without', () => {
    expect(caught(() => readEnvelope('GET public/time', '<html>')).code).toBe('venue/malformed_response');
  });
});

describe('a message of the WebSocket', () => {
  it.each([
    ['pong', 'pong', { kind: 'pong' }],
    ['login', '{"event":"login","code":"0","msg":"","connId":"a"}', { kind: 'event', event: 'login', code: '0' }],
    [
      'an error',
      '{"event":"error","code":"60009","msg":"Login failed."}',
      { kind: 'event', event: 'error', code: '60009' },
    ],
    [
      'a notice',
      '{"event":"notice","code":"64008","msg":"upgrade"}',
      { kind: 'event', event: 'notice', code: '64008' },
    ],
    [
      'a subscription',
      '{"event":"subscribe","arg":{"channel":"orders","instType":"ANY"},"connId":"a"}',
      { kind: 'event', event: 'subscribe', arg: { channel: 'orders', instType: 'ANY' } },
    ],
    [
      'the number of connections',
      '{"event":"channel-conn-count","channel":"orders","connCount":"2","connId":"a"}',
      { kind: 'event', event: 'channel-conn-count', connCount: '2' },
    ],
    [
      'too many connections',
      '{"event":"channel-conn-count-error","channel":"orders","connCount":"30","connId":"a"}',
      { kind: 'event', event: 'channel-conn-count-error' },
    ],
    [
      'the answer to an order',
      '{"id":"1","op":"order","code":"0","msg":"","data":[{"ordId":"7","sCode":"0"}]}',
      { kind: 'answer', op: 'order', data: [{ ordId: '7', sCode: '0' }] },
    ],
    [
      'a book',
      '{"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{"asks":[],"bids":[],"ts":"1","seqId":1,"prevSeqId":-1}]}',
      { kind: 'push', channel: 'books', instId: 'BTC-USDT', action: 'snapshot' },
    ],
    [
      'a page of a snapshot',
      '{"arg":{"channel":"positions"},"eventType":"snapshot","curPage":1,"lastPage":false,"data":[]}',
      { kind: 'push', eventType: 'snapshot', isLastPage: false },
    ],
  ])('is read: %s', (_name, message, expected) => {
    expect(readFrame(message)).toMatchObject(expected);
  });

  it.each(['{"a":1}', '[]', 'hello', '{"arg":{},"data":[]}'])('that is none is malformed: %s', (message) => {
    expect(caught(() => readFrame(message)).code).toBe('venue/malformed_response');
  });

  it('of a ticker and of a book is read by its own rows', () => {
    const ticker = { instId: 'A', last: '1', askPx: '2', askSz: '1', bidPx: '', bidSz: '', ts: '5' };
    expect(tickerRow.parse(ticker).bidPx).toBe('');
    const book = { asks: [['2', '1', '0', '3']], bids: [], ts: '1', seqId: 5, prevSeqId: 4, checksum: 0 };
    expect(bookRow.parse(book).asks[0]?.slice(0, 2)).toEqual(['2', '1']);
  });
});

describe('the schemas of rows', () => {
  it('leave numbers as the texts that they are', () => {
    const files = ['account-rows', 'order-row', 'algo-row', 'market-rows', 'instrument-row'];
    for (const file of files) {
      const source = readFileSync(new URL(`../../../src/okx/wire/${file}.ts`, import.meta.url), 'utf8');
      expect(source).not.toMatch(/z\.coerce|parseFloat|Number\(/);
    }
  });
});
