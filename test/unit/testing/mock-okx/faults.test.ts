import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';
import type { FaultKind } from '../../../../src/testing/mock-okx/faults/fault-kind.ts';
import { MockOkx } from '../../../../src/testing/mock-okx/mock-okx.ts';
import { aClient, anOrderBody, SWAP } from './a-client.ts';

let mock: MockOkx;
let clock: FakeClock;
let client: ReturnType<typeof aClient>;
beforeEach(async () => {
  clock = new FakeClock();
  mock = await MockOkx.start({ clock, limits: 'off' });
  client = aClient(mock);
});
afterEach(() => mock.close());

/** Contracts held. */
const held = (): string => mock.exchange.position({ instrument: SWAP, marginMode: 'cross' }).mul(100).toFixed();
const place = (changes: Record<string, unknown> = {}) => client.post('trade/order', anOrderBody(changes));

const CODED: readonly [FaultKind, number, string][] = [
  ['code_50004', 400, '50004'],
  ['code_51149', 500, '51149'],
  ['code_51054', 500, '51054'],
  ['code_50001', 503, '50001'],
  ['code_50013', 429, '50013'],
  ['code_50026', 500, '50026'],
  ['rate_limited', 429, '50011'],
  ['maintenance', 503, '50001'],
];

describe('a fault of a command', () => {
  test.each(CODED)('%s answers with status %i and code %s', async (kind, status, code) => {
    const fault = mock.faults.failNext('place', kind, { when: 'before_execution' });
    expect(await place()).toMatchObject({ status, code, data: [] });
    expect([fault.fired, held()]).toEqual([1, '0']);
  });

  test.each(CODED)('%s after the execution leaves the order', async (kind, status, code) => {
    mock.faults.failNext('place', kind, { when: 'after_execution' });
    expect(await place()).toMatchObject({ status, code });
    expect(held()).toBe('1');
  });

  test.each<FaultKind>(['reset', 'reset_in_body', 'bad_gateway', 'html', 'truncated_json'])(
    '%s loses the answer of an order that was executed',
    async (kind) => {
      const fault = mock.faults.failNext('place', kind);
      await expect(place()).rejects.toThrow();
      expect([fault.fired, held()]).toEqual([1, '1']);
    },
  );

  test.each<FaultKind>(['headers_lost', 'body_lost'])('%s never ends, and the order was executed', async (kind) => {
    const fault = mock.faults.failNext('place', kind);
    const placing = place();
    placing.catch(() => {});
    await expect.poll(() => fault.fired).toBe(1);
    await expect.poll(held).toBe('1');
    await mock.close();
    await expect(placing).rejects.toThrow();
  });

  it('that executes late ends the connection first', async () => {
    const fault = mock.faults.failNext('place', 'late_execution', { delayMs: 3000 });
    await expect(place()).rejects.toThrow();
    expect([fault.fired, held()]).toEqual([1, '0']);
    clock.advance(3000);
    expect(held()).toBe('1');
  });

  it('that empties the data says nothing of the order', async () => {
    mock.faults.failNext('place', 'empty_data');
    expect(await place()).toMatchObject({ status: 200, code: '0', data: [] });
  });

  it('happens as often as it was asked to, and then no more', async () => {
    const fault = mock.faults.failNext('any', 'maintenance', { times: 2 });
    const codes = [(await place()).code, (await client.get('account/config')).code, (await place()).code];
    expect([codes, fault.fired]).toEqual([['50001', '50001', '0'], 2]);
    expect(mock.faults.pending).toEqual([]);
  });

  it('in the read-back hits the read that follows the command, not one before', async () => {
    const fault = mock.faults.failNext('place', 'code_50026', { when: 'read_back' });
    expect((await client.get('account/balance')).code).toBe('0');
    expect((await place()).code).toBe('0');
    expect((await client.get('account/balance')).code).toBe('50026');
    expect(fault.hits).toMatchObject([{ route: 'GET /api/v5/account/balance' }]);
  });

  it('leaves its name in the history of calls', async () => {
    mock.faults.failNext('place', 'code', { code: '50119', when: 'before_execution' });
    await place();
    expect(mock.requests.at(-1)).toMatchObject({ fault: 'code before_execution', status: 401 });
  });
});

describe('what a fault does to the exchange', () => {
  it('fills a market order in part and cancels the rest', async () => {
    mock.faults.failNext('place', 'partial_fill');
    const { data } = await place({ sz: '10' });
    const order = await client.row('trade/order', { instId: SWAP, ordId: String(data[0]?.ordId) });
    expect(order).toMatchObject({ state: 'canceled', accFillSz: '5', sz: '10' });
  });

  it('loses attached protection without a word', async () => {
    mock.faults.failNext('place', 'lost_algo');
    await place({ attachAlgoOrds: [{ slTriggerPx: '59000', slOrdPx: '-1' }] });
    expect((await client.get('trade/orders-algo-pending', { ordType: 'conditional' })).data).toEqual([]);
  });

  it('executes a command twice', async () => {
    mock.faults.failNext('place', 'duplicate');
    await place();
    expect(held()).toBe('2');
  });

  it('refuses for margin, or because the instrument is suspended', async () => {
    mock.faults.failNext('place', 'insufficient_margin');
    mock.faults.failNext('place', 'instrument_suspended');
    const codes = [await place(), await place(), await place()].map(({ data }) => data[0]?.sCode);
    expect(codes).toEqual(['51008', '51022', '0']);
  });

  it('lets another command overtake', async () => {
    mock.faults.failNext('place', 'reorder');
    const first = place({ sz: '1' });
    await expect.poll(() => clock.pending).toBe(1);
    await place({ sz: '2' });
    expect((await first).data[0]?.sCode).toBe('0');
    const [newest] = (await client.get('trade/fills')).data;
    expect(newest).toMatchObject({ fillSz: '1' });
  });

  it('moves the clock of the server, until the client reads the time again', async () => {
    mock.faults.failNext('place', 'clock_skew');
    const behind = aClient(mock, { headers: { 'ok-access-timestamp': new Date(clock.now()).toISOString() } });
    expect((await behind.post('trade/order', anOrderBody())).code).toBe('50102');
    expect((await place()).code).toBe('0');
  });

  it('answers a read as it was answered before', async () => {
    await client.get('account/positions');
    await place();
    mock.faults.failNext('read_positions', 'stale_snapshot');
    expect((await client.get('account/positions')).data).toEqual([]);
    expect((await client.get('account/positions')).data).toHaveLength(1);
  });

  it.each([
    ['liquidation', '0', 'full_liquidation', '-'],
    ['adl', '1', 'adl', '-'],
  ] as const)('%s takes a position away', async (kind, left, category, sign) => {
    await place({ sz: '2' });
    mock.faults.failNext('read_balance', kind);
    await client.get('account/balance');
    expect(await client.row('account/positions', { instId: SWAP })).toMatchObject({ pos: left });
    const [order] = (await client.get('trade/orders-history', { instType: 'SWAP' })).data;
    expect(order).toMatchObject({ category });
    const [fill] = (await client.get('trade/fills')).data;
    expect(String(fill?.tradeId).startsWith(sign)).toBe(true);
  });
});

describe('faults by chance', () => {
  it('are the same for the same seed', async () => {
    const codes = async (): Promise<string> => {
      const chance = mock.faults.random({ rate: 0.5, seed: 7, kinds: ['code_50026'], when: 'before_execution' });
      const replies = [];
      for (let call = 0; call < 20; call++) replies.push((await place({ sz: '0.01' })).code);
      chance.stop();
      expect(chance.record.fired).toBe(replies.filter((code) => code === '50026').length);
      return replies.join();
    };
    const first = await codes();
    expect(first).toContain('50026');
    expect(await codes()).toBe(first);
  });
});
