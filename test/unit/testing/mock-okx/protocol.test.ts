import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import { MockOkx } from '../../../../src/testing/mock-okx/mock-okx.ts';
import { aClient, anOrderBody, SWAP } from './a-client.ts';

let mock: MockOkx;
beforeEach(async () => {
  mock = await MockOkx.start();
});
afterEach(() => mock.close());

describe('the headers of a private call', () => {
  test.each([
    ['without a key', { 'ok-access-key': '' }, '50103'],
    ['without a passphrase', { 'ok-access-passphrase': '' }, '50104'],
    ['without a signature', { 'ok-access-sign': '' }, '50106'],
    ['without a timestamp', { 'ok-access-timestamp': '' }, '50107'],
    ['with another key', { 'ok-access-key': 'another' }, '50111'],
    ['with a timestamp that is none', { 'ok-access-timestamp': 'yesterday' }, '50112'],
    ['with a timestamp of long ago', { 'ok-access-timestamp': '2020-01-01T00:00:00.000Z' }, '50102'],
    ['with a signature of something else', { 'ok-access-sign': 'AAAA' }, '50113'],
    ['with another passphrase', { 'ok-access-passphrase': 'wrong' }, '50105'],
    ['without the demo header', { 'x-simulated-trading': '0' }, '50101'],
  ])('are refused %s', async (_name, headers, code) => {
    const reply = await aClient(mock, { headers }).get('account/balance');
    expect(reply).toMatchObject({ status: 401, code, data: [] });
  });

  it('sign the query string, too', async () => {
    const client = aClient(mock);
    expect((await client.get('account/balance', { ccy: 'USDT' })).code).toBe('0');
  });

  it('are refused with the demo header by a key for live trading', async () => {
    const live = await MockOkx.start({ environment: 'live' });
    expect((await aClient(live).get('account/config')).code).toBe('50101');
    await live.close();
  });

  it('let a key that may only read not trade', async () => {
    const reading = await MockOkx.start({ permissions: 'read_only' });
    expect((await aClient(reading).post('trade/order', anOrderBody())).code).toBe('50120');
    await reading.close();
  });
});

describe('a call', () => {
  it('of an unknown route is refused by name and remembered', async () => {
    const reply = await aClient(mock).get('account/nonsense');
    expect([reply.status, reply.msg]).toEqual([
      404,
      'The mock exchange does not know the route GET /api/v5/account/nonsense.',
    ]);
    expect(mock.requests.at(-1)).toMatchObject({ path: '/api/v5/account/nonsense', known: false, status: 404 });
  });

  it('with a body that is no JSON is refused', async () => {
    const reply = await fetch(`${mock.restUrl}/api/v5/trade/order`, { method: 'POST', body: '{' });
    expect(reply.status).toBe(401);
  });

  it('of the time needs no signature', async () => {
    const reply = await fetch(`${mock.restUrl}/api/v5/public/time`);
    const { data } = (await reply.json()) as { data: { ts: string }[] };
    expect(Math.abs(Number(data[0]?.ts) - mock.clock.now())).toBeLessThan(5000);
  });
});

describe('limits', () => {
  let clock: FakeClock;
  beforeEach(async () => {
    await mock.close();
    clock = new FakeClock();
    mock = await MockOkx.start({ clock });
  });

  it('refuse the 61st order of an instrument within two seconds and note the violation', async () => {
    const client = aClient(mock);
    const bodies = Array.from({ length: 61 }, () => anOrderBody({ ordType: 'limit', px: '59000', sz: '0.01' }));
    const replies = await Promise.all(bodies.map((body) => client.post('trade/order', body)));
    expect(replies.filter(({ code }) => code === '50011').map(({ status }) => status)).toEqual([429]);
    expect(mock.limits.violations).toMatchObject([{ quota: 'trade/order', key: `mock|${SWAP}`, limit: 60 }]);
  });

  it('count a batch by its items and another instrument apart', async () => {
    const client = aClient(mock);
    const batch = Array.from({ length: 20 }, () => anOrderBody({ ordType: 'limit', px: '59000', sz: '0.01' }));
    for (let round = 0; round < 15; round++) await client.post('trade/batch-orders', batch);
    expect((await client.post('trade/batch-orders', batch)).code).toBe('50011');
    const other = anOrderBody({ instId: 'ETH-USDT-SWAP', sz: '0.01' });
    expect((await client.post('trade/order', other)).code).toBe('0');
  });

  it('give a call back one window after it was made', async () => {
    const client = aClient(mock);
    for (let call = 0; call < 5; call++) await client.get('account/config');
    expect((await client.get('account/config')).code).toBe('50011');
    clock.advance(2001);
    expect((await client.get('account/config')).code).toBe('0');
  });

  it('only note what comes too often where they do not enforce', async () => {
    mock.limits.mode = 'record';
    const client = aClient(mock);
    for (let call = 0; call < 6; call++) expect((await client.get('account/config')).code).toBe('0');
    expect(mock.limits.violations).toHaveLength(1);
  });
});
