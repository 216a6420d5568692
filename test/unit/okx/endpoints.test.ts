import { describe, expect, it } from 'vitest';
import { ConnectivityError } from '../../../src/errors/index.ts';
import { okxEndpoints } from '../../../src/okx/endpoints.ts';
import { endpointName, type OkxAnswer, type OkxRequest } from '../../../src/okx/request.ts';
import { aFillRow, anAlgoRow, anOrderRow } from './rows.ts';

/** An OKX that answers by a function and remembers what it was asked. */
function anOkx(answer: (request: OkxRequest) => OkxAnswer) {
  const requests: OkxRequest[] = [];
  const okx = okxEndpoints(async (request) => {
    requests.push(request);
    return answer(request);
  });
  return { ...okx, requests };
}
const ok = (data: readonly unknown[]): OkxAnswer => ({ status: 200, json: { code: '0', msg: '', data } });
const no = (code: string, status = 200): OkxAnswer => ({ status, json: { code, msg: 'no', data: [] } });

describe('a read', () => {
  it('sends what was asked and gives the rows', async () => {
    const { account, requests } = anOkx(() => ok([{ acctLv: '2', posMode: 'net_mode' }]));
    expect(await account.config()).toMatchObject({ acctLv: '2' });
    expect(requests).toEqual([{ method: 'GET', path: '/api/v5/account/config' }]);
  });

  it.each([
    ['50011', 429, 'net/rate_limited'],
    ['50101', 401, 'auth/wrong_environment'],
    ['50119', 401, 'auth/rejected'],
    ['50001', 503, 'venue/unavailable'],
    ['51001', 200, 'venue/unknown_instrument'],
  ])('that is refused with %s throws', async (code, status, expected) => {
    const { account } = anOkx(() => no(code, status));
    await expect(account.config()).rejects.toMatchObject({ code: expected, details: { venueCode: code } });
  });

  it.each([
    ['a page of a gateway', { status: 502, json: undefined }, 'venue/unavailable'],
    ['cut-off JSON', { status: 200, json: undefined }, 'venue/malformed_response'],
    ['no row where one must be', ok([]), 'venue/malformed_response'],
  ])('that is answered with %s throws', async (_name, answer, code) => {
    await expect(anOkx(() => answer).account.config()).rejects.toMatchObject({ code });
  });

  it('of positions may have none', async () => {
    expect(await anOkx(() => ok([])).account.positions()).toEqual([]);
  });
});

describe('a list in pages', () => {
  const orders = Array.from({ length: 250 }, (_, index) => anOrderRow({ ordId: String(1000 - index) }));
  const paged = (request: OkxRequest): OkxAnswer => {
    const after = request.query?.after;
    const from = after === undefined ? 0 : orders.findIndex(({ ordId }) => ordId === after) + 1;
    return ok(orders.slice(from, from + 100));
  };

  it('is read to its end', async () => {
    const { trade, requests } = anOkx(paged);
    expect((await trade.openOrders()).map(({ ordId }) => ordId)).toEqual(orders.map(({ ordId }) => ordId));
    expect(requests.map(({ query }) => query?.after)).toEqual([undefined, '901', '801']);
  });

  it('of fills goes back by bill and stops where it is old enough', async () => {
    const fills = Array.from({ length: 100 }, (_, index) =>
      aFillRow({ billId: String(900 - index), ts: String(5000 - index) }),
    );
    const { trade, requests } = anOkx(() => ok(fills));
    await trade.fills({ since: 4950, from: 'three_days' });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.query).toEqual({ begin: '4950', limit: '100' });
  });

  it('that grew while it was read has no row twice', async () => {
    const page = orders.slice(0, 100);
    const { trade } = anOkx(({ query }) => ok(query?.after === undefined ? page : [page[99], orders[100]]));
    expect(await trade.openOrders()).toHaveLength(101);
  });

  it('that never ends is malformed', async () => {
    const { trade } = anOkx(() => ok(orders.slice(0, 100)));
    await expect(trade.openOrders()).rejects.toMatchObject({ code: 'venue/malformed_response' });
  });

  it('of conditions is asked for by kind', async () => {
    const { trade, requests } = anOkx(({ query }) => ok(query?.ordType === 'trigger' ? [anAlgoRow()] : []));
    expect(await trade.openAlgos()).toHaveLength(1);
    expect(requests.map(({ query }) => query?.ordType)).toEqual(['conditional,oco', 'trigger', 'move_order_stop']);
  });
});

describe('an order that is looked up', () => {
  it('is absent only where OKX says that it does not exist', async () => {
    expect(await anOkx(() => no('51603')).trade.order('A', { clOrdId: 'a' })).toBeNull();
    await expect(anOkx(() => ok([])).trade.order('A', { clOrdId: 'a' })).rejects.toMatchObject({
      code: 'venue/malformed_response',
    });
    await expect(anOkx(() => no('50004')).trade.order('A', { clOrdId: 'a' })).rejects.toMatchObject({
      code: 'net/timeout',
    });
  });

  it('is asked for by our id', async () => {
    const { trade, requests } = anOkx(() => ok([anOrderRow()]));
    await trade.order('BTC-USDT-SWAP', { clOrdId: 'order1' });
    expect(requests[0]).toEqual({
      method: 'GET',
      path: '/api/v5/trade/order',
      query: { instId: 'BTC-USDT-SWAP', clOrdId: 'order1' },
    });
  });
});

describe('a command', () => {
  const taken = ok([{ ordId: '7', clOrdId: 'a', sCode: '0', sMsg: '' }]);

  it.each([
    ['place', 'POST trade/order', (okx: ReturnType<typeof anOkx>) => okx.trade.place({ clOrdId: 'a' }, 9000)],
    ['amend', 'POST trade/amend-order', (okx: ReturnType<typeof anOkx>) => okx.trade.amend({ clOrdId: 'a' }, 9000)],
  ])('to %s is sent with its time limit', async (_name, endpoint, act) => {
    const okx = anOkx(() => taken);
    expect(await act(okx)).toMatchObject({ outcome: 'accepted' });
    expect(okx.requests.map((request) => [endpointName(request), request.expTime])).toEqual([[endpoint, 9000]]);
  });

  it.each([
    ['cancel-order', (okx: ReturnType<typeof anOkx>) => okx.trade.cancel({ clOrdId: 'a' })],
    ['order-algo', (okx: ReturnType<typeof anOkx>) => okx.trade.placeAlgo({ algoClOrdId: 'a' })],
    ['amend-algos', (okx: ReturnType<typeof anOkx>) => okx.trade.amendAlgo({ algoClOrdId: 'a' })],
  ])('to %s has no time limit: OKX takes none', async (path, act) => {
    const okx = anOkx(() => taken);
    await act(okx);
    expect(okx.requests[0]?.path).toBe(`/api/v5/trade/${path}`);
    expect(okx.requests[0]).not.toHaveProperty('expTime');
  });

  it('with several orders sends them in one', async () => {
    const okx = anOkx(() =>
      ok([
        { ordId: '7', clOrdId: 'a', sCode: '0' },
        { ordId: '', clOrdId: 'b', sCode: '51008' },
      ]),
    );
    const outcomes = await okx.trade.placeMany([{ clOrdId: 'a' }, { clOrdId: 'b' }], 9000);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'refused']);
    expect(okx.requests[0]).toMatchObject({
      path: '/api/v5/trade/batch-orders',
      body: [{ clOrdId: 'a' }, { clOrdId: 'b' }],
    });
  });

  it('with none sends nothing', async () => {
    const okx = anOkx(() => taken);
    expect(await okx.trade.cancelMany([])).toEqual([]);
    expect(okx.requests).toEqual([]);
  });

  it('that has no answer is in doubt and does not throw', async () => {
    const okx = okxEndpoints(async () => {
      throw new ConnectivityError('No answer.', { code: 'net/timeout' });
    });
    expect(await okx.trade.place({ clOrdId: 'a' }, 1)).toMatchObject({
      outcome: 'unknown',
      cause: { code: 'net/timeout' },
    });
  });

  it('to set leverage is accepted without an id', async () => {
    const okx = anOkx(() => ok([{ instId: 'A', lever: '3', mgnMode: 'cross', posSide: '' }]));
    expect((await okx.account.setLeverage({ instId: 'A', lever: '3', mgnMode: 'cross' })).outcome).toBe('accepted');
  });
});
