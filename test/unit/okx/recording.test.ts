import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SystemClock } from '../../../src/engine/system-clock.ts';
import { type OkxEndpoints, okxEndpoints } from '../../../src/okx/endpoints.ts';
import { loadOkx } from '../../../src/okx/session/load-okx.ts';
import { openSession } from '../../../src/okx/session/okx-session.ts';
import { MockOkx } from '../../../src/testing/mock-okx/mock-okx.ts';
import { record } from '../../recordings/record.ts';
import { type Recording, redacted, replay } from '../../recordings/recording.ts';

const SWAP = 'BTC-USDT-SWAP';

describe('a recording of an exchange', () => {
  let mock: MockOkx;
  let recording: Recording;

  beforeAll(async () => {
    mock = await MockOkx.start({ prices: { [SWAP]: '50000' }, historyMinutes: 1 });
    const hosts = { rest: mock.restUrl, ws: mock.wsUrl };
    const credentials = mock.credentials;
    const session = openSession({ okx: await loadOkx(), credentials, hosts, clock: new SystemClock() });
    recording = await record({
      send: session.send,
      recordedFrom: 'a mock',
      at: new Date(0),
      clientOrderId: 'recordedorder1',
    });
    await session.close();
    // OKX's part of ccxt takes long to load where other tests run beside.
  }, 60_000);
  afterAll(() => mock.close());

  function replayed(): OkxEndpoints {
    return okxEndpoints(replay(recording));
  }

  it('has prices, the account, an order and refusals', () => {
    expect(recording.calls.map(({ name }) => name)).toEqual([
      'ticker',
      'instrument',
      'balance',
      'positions',
      'place',
      'order',
      'error: duplicate id',
      'cancel',
      'error: unknown instrument',
      'error: below the minimum',
      'error: cancel of an unknown order',
      'error: unknown order',
    ]);
  });

  it('leaves nothing behind at the exchange', () => {
    expect(mock.exchange.openOrders()).toEqual([]);
  });

  it('has no word of the key', () => {
    const text = JSON.stringify(recording);
    expect(Object.values(mock.credentials).filter((secret) => text.includes(secret))).toEqual([]);
  });

  it('is read as the exchange was: the ticker', async () => {
    expect((await replayed().public.ticker(SWAP)).last).toBe('50000');
  });

  it('is read as the exchange was: the balance', async () => {
    const { details } = await replayed().account.balance();
    expect(details.map(({ ccy, cashBal }) => `${ccy} ${Number(cashBal)}`)).toEqual(['USDT 100000']);
  });

  it('is read as the exchange was: no positions', async () => {
    expect(await replayed().account.positions()).toEqual([]);
  });

  it('is read as the exchange was: an order, from acceptance to cancel, under one id', async () => {
    const { trade } = replayed();
    const body = { instId: SWAP, clOrdId: 'recordedorder1' };
    const placed = await trade.place(body);
    const order = await trade.order(SWAP, { clOrdId: 'recordedorder1' });
    const ids = [placed.outcome === 'accepted' ? placed.item.ordId : placed.outcome, order?.ordId];
    expect([new Set(ids).size, order?.state]).toEqual([1, 'live']);
  });

  it.each([
    ['a duplicate id', 1, 'duplicate_live'],
    ['an unknown instrument', 2, 'refused'],
    ['less than the minimum', 3, 'refused'],
  ])('keeps the refusal of %s', async (_what, earlier, outcome) => {
    const { trade } = replayed();
    const body = { instId: SWAP, clOrdId: 'x' };
    for (let skipped = 0; skipped < earlier; skipped++) await trade.place(body);
    expect((await trade.place(body)).outcome).toBe(outcome);
  });

  it('has no answer to what was not asked', async () => {
    await expect(replayed().public.ticker('ETH-USDT-SWAP')).rejects.toThrow('The recording has no further');
  });
});

describe('a recording that is redacted', () => {
  it('names nobody, and keeps equal ids equal', () => {
    const call = (ordId: string) => ({
      name: 'order',
      request: { method: 'GET', path: '/api/v5/trade/order', query: { ordId } } as const,
      answer: { status: 200, json: { data: [{ ordId, uid: '77', label: 'mine', px: '1' }] } },
    });
    const all = redacted({ recordedFrom: 'x', recordedAt: 'y', calls: [call('123'), call('123'), call('124')] });
    expect(all.calls.map(({ request, answer }) => [request.query?.ordId, answer.json])).toEqual([
      ['900000001', { data: [{ ordId: '900000001', uid: 'redacted', label: 'redacted', px: '1' }] }],
      ['900000001', { data: [{ ordId: '900000001', uid: 'redacted', label: 'redacted', px: '1' }] }],
      ['900000002', { data: [{ ordId: '900000002', uid: 'redacted', label: 'redacted', px: '1' }] }],
    ]);
  });
});
