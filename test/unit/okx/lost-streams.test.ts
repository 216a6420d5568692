import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadOkx } from '../../../src/okx/session/load-okx.ts';
import { DemoBench, SWAP } from './demo-bench.ts';

/** What the first connection would load otherwise, within the time of one test. */
beforeAll(async () => void (await loadOkx()), 60_000);

let bench: DemoBench;
afterEach(() => bench.close());

async function connected(...options: Parameters<typeof DemoBench.start>): Promise<void> {
  bench = await DemoBench.start(...options);
  await bench.broker.connect();
}

describe('a connection behind which nobody is any more', () => {
  it.each(['public', 'private', 'business'] as const)(
    'is noticed within 10 s on the %s one, and replaced',
    async (url) => {
      await connected();
      const order = await bench.rest();
      const since = bench.clock.now();
      bench.mock.streams.faults.inject({ kind: 'half_open', where: { url } });
      bench.mock.market.setPrice(SWAP, '58000');
      expect((await bench.became('lost')) - since).toBeLessThanOrEqual(10_000);
      await bench.became('restored');
      expect((await bench.broker.getOrder(order)).state).toBe('filled');
      expect(await bench.broker.reconcile()).toEqual([]);
    },
  );

  it('is noticed as soon as it is configured', async () => {
    await connected({}, { silenceMs: 3_000 });
    const since = bench.clock.now();
    bench.mock.streams.faults.inject({ kind: 'half_open', where: { url: 'private' } });
    expect((await bench.became('lost')) - since).toBeLessThanOrEqual(3_500);
  });
});

describe('a connection that is closed', () => {
  it('is back, with all that was missed, within 5 s', async () => {
    await connected();
    const order = await bench.rest();
    const since = bench.clock.now();
    bench.mock.streams.faults.inject({ kind: 'drop' });
    bench.mock.market.setPrice(SWAP, '58000');
    await bench.became('restored');
    expect(await bench.broker.reconcile()).toEqual([]);
    expect(bench.clock.now() - since).toBeLessThan(5_000);
    expect((await bench.broker.getOrder(order)).state).toBe('filled');
  });
});

describe('an upgrade of the service (64008)', () => {
  it('moves every connection before the old one ends, and nothing is lost in between', async () => {
    await connected();
    const order = await bench.rest();
    const before = bench.mock.streams.connections.map(({ id }) => id);
    bench.mock.streams.faults.inject({ kind: 'upgrade_notice', closesAfterMs: 60_000 });
    const areNew = () => bench.mock.streams.connections.every(({ id }) => !before.includes(id));
    await bench.until(() => areNew() && bench.mock.streams.connections.length === 3);
    bench.mock.market.setPrice(SWAP, '58000');
    await bench.until(async () => (await bench.broker.getOrder(order)).state === 'filled');
    expect(bench.connection.map(({ state }) => state)).not.toContain('lost');
    expect(await bench.broker.reconcile()).toEqual([]);
  });
});

describe('an upgrade of the service whose new connections are turned away', () => {
  it('tries again until they stand, on the old ones meanwhile', async () => {
    await connected();
    const before = bench.mock.streams.connections.map(({ id }) => id);
    const fault = bench.mock.streams.faults.inject({ kind: 'refuse_dial', times: 4 });
    bench.mock.streams.faults.inject({ kind: 'upgrade_notice', closesAfterMs: 60_000 });
    const areNew = () => bench.mock.streams.connections.every(({ id }) => !before.includes(id));
    await bench.until(() => areNew() && bench.mock.streams.connections.length === 3);
    expect(fault.fired).toBe(4);
    expect(bench.connection.map(({ state }) => state)).not.toContain('lost');
  });
});

describe('a login that is refused', () => {
  it('fails the first connection in words', async () => {
    bench = await DemoBench.start();
    const fault = bench.mock.streams.faults.inject({ kind: 'fail_login', where: { url: 'private' } });
    await expect(bench.broker.connect()).rejects.toMatchObject({ code: 'auth/rejected' });
    expect(fault.fired).toBe(1);
    await bench.broker.connect();
  });

  it('is tried again later where the connection had stood', async () => {
    await connected();
    const fault = bench.mock.streams.faults.inject({ kind: 'fail_login', where: { url: 'private' }, times: 2 });
    bench.mock.streams.faults.inject({ kind: 'drop', where: { url: 'private' } });
    await bench.became('restored');
    expect(fault.fired).toBe(2);
    expect(await bench.broker.reconcile()).toEqual([]);
  });
});

describe('too many connections of the account on a channel', () => {
  it.each(['orders', 'positions', 'orders-algo'])('on %s give way to another attempt', async (channel) => {
    await connected();
    const where = { channel };
    const fault = bench.mock.streams.faults.inject({ kind: 'channel_conn_count_error', where });
    bench.mock.streams.faults.inject({ kind: 'drop' });
    await bench.became('restored');
    const order = await bench.rest();
    bench.mock.market.setPrice(SWAP, '58000');
    await bench.until(async () => (await bench.broker.getOrder(order)).state === 'filled');
    expect(fault.fired).toBe(1);
  });
});

describe('the price of the streams', () => {
  it('is what a quote says, without asking OKX', async () => {
    await connected();
    await bench.broker.getQuote(SWAP);
    bench.mock.market.setPrice(SWAP, '60500');
    await bench.until(async () => (await bench.broker.getQuote(SWAP)).last?.toFixed() === '60500');
    const asked = bench.mock.requests.filter(({ path }) => path.endsWith('/market/ticker')).length;
    const { bid, ask, mark } = await bench.broker.getQuote(SWAP);
    expect([bid?.toFixed(), ask?.toFixed(), mark?.toFixed()]).toEqual(['60499.9', '60500.1', '60500']);
    expect(bench.mock.requests.filter(({ path }) => path.endsWith('/market/ticker'))).toHaveLength(asked);
  });

  it('is asked for while the streams are gone, and fails as stale where OKX does not answer', async () => {
    await connected();
    bench.mock.streams.faults.inject({ kind: 'refuse_dial', times: 1_000 });
    bench.mock.streams.faults.inject({ kind: 'drop' });
    await bench.became('lost');
    expect((await bench.broker.getQuote(SWAP)).last?.toFixed()).toBe('60000');
    const fault = bench.mock.faults.failNext('GET /api/v5/market/ticker', 'bad_gateway', { times: 100 });
    await bench.clock.advance(2_000);
    await expect(bench.broker.getQuote(SWAP)).rejects.toMatchObject({ code: 'venue/stale' });
    expect(fault.fired).toBeGreaterThan(0);
    bench.mock.faults.clear();
    bench.mock.streams.faults.lift();
    await bench.became('restored');
  });
});
