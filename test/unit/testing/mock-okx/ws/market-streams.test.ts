import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../../src/testing/fake-clock.ts';
import { MockOkx } from '../../../../../src/testing/mock-okx/mock-okx.ts';
import { placeOrder, trade } from './place-order.ts';
import { RawClient } from './raw-client.ts';

const SWAP = 'BTC-USDT-SWAP';
const MINUTE = 60_000;
let mock: MockOkx;

beforeEach(async () => {
  mock = await MockOkx.start({ clock: new FakeClock(Date.UTC(2026, 0, 1) + 10_000) });
});
afterEach(() => mock.close());

async function subscribed(channel: string, url: 'public' | 'business' = 'public'): Promise<RawClient> {
  const client = await RawClient.dial(mock, url);
  await client.subscribe({ channel, instId: SWAP });
  return client;
}

describe('the tickers channel', () => {
  it('begins with the ticker as it stands', async () => {
    const client = await subscribed('tickers');
    expect((await client.push('tickers')).data).toMatchObject([{ instId: SWAP, last: '60000', bidPx: '59999.9' }]);
  });

  it('tells of a new price once', async () => {
    const client = await subscribed('tickers');
    await client.push('tickers');
    mock.market.setPrice(SWAP, '60500');
    expect((await client.pushes('tickers')).map(({ data }) => data?.[0].last)).toEqual(['60500']);
  });

  it('says nothing of other instruments', async () => {
    const client = await subscribed('tickers');
    await client.push('tickers');
    mock.market.setPrice('ETH-USDT-SWAP', '3100');
    expect(await client.pushes('tickers')).toEqual([]);
  });
});

describe('the trades channel', () => {
  it("tells of the market's trades and of the account's", async () => {
    const client = await subscribed('trades');
    mock.market.trade(SWAP, { price: '60000', quantity: '0.5', taker: 'sell' });
    trade(mock, 'buy', '3');
    expect((await client.pushes('trades')).map(({ data }) => [data?.[0].side, data?.[0].sz])).toEqual([
      ['sell', '50'],
      ['buy', '3'],
    ]);
  });
});

describe('the books channel', () => {
  it('begins with the whole book after no sequence', async () => {
    const client = await subscribed('books');
    const { action, data } = await client.push('books');
    expect([action, data?.[0].prevSeqId, data?.[0].asks.length, data?.[0].asks[0][0]]).toEqual([
      'snapshot',
      -1,
      10,
      '60000.1',
    ]);
  });

  it('chains each change to the one before it', async () => {
    const client = await subscribed('books');
    for (const price of ['60100', '60200', '60300']) mock.market.setPrice(SWAP, price);
    const sequence = (await client.pushes('books')).map(({ data }) => data?.[0]);
    expect(sequence.slice(1).map(({ prevSeqId }) => prevSeqId)).toEqual(
      sequence.slice(0, -1).map(({ seqId }) => seqId),
    );
  });

  it('sends only levels that changed, with size 0 for those that have gone', async () => {
    const client = await subscribed('books');
    mock.market.book(SWAP, {
      bids: [['59990', '1']],
      asks: [
        ['60010', '1'],
        ['60020', '2'],
      ],
    });
    await client.pushes('books');
    mock.market.bookUpdate(SWAP, {
      asks: [
        ['60010', '0'],
        ['60020', '3'],
      ],
    });
    expect((await client.push('books')).data).toMatchObject([
      {
        bids: [],
        asks: [
          ['60010', '0', '0', '0'],
          ['60020', '300', '0', '1'],
        ],
      },
    ]);
  });

  it('has the constant 0 for a checksum', async () => {
    const client = await subscribed('books');
    expect((await client.push('books')).data?.[0].checksum).toBe(0);
  });

  it("shows the account's own orders", async () => {
    const client = await subscribed('books');
    await client.push('books');
    placeOrder(mock, { px: '59000', sz: '7' });
    expect((await client.push('books')).data).toMatchObject([{ bids: [['59000', '7', '0', '1']], asks: [] }]);
  });

  it('says after a quiet minute that nothing changed', async () => {
    const client = await subscribed('books');
    const { seqId } = (await client.push('books')).data?.[0] ?? {};
    for (let second = 0; second < 60; second += 20) {
      mock.clock.advance(20_000);
      await client.ping();
    }
    expect((await client.push('books')).data).toMatchObject([{ asks: [], bids: [], seqId, prevSeqId: seqId }]);
  });

  it('begins its sequence anew after maintenance', async () => {
    const client = await subscribed('books');
    const before = (await client.push('books')).data?.[0].seqId;
    mock.streams.faults.inject({ kind: 'sequence_reset', where: { instId: SWAP } });
    mock.market.setPrice(SWAP, '60100');
    const [reset, next] = (await client.pushes('books')).map(({ data }) => data?.[0]);
    expect([reset.prevSeqId, reset.seqId < before, next.prevSeqId]).toEqual([before, true, reset.seqId]);
  });
});

describe.each([
  ['books5', 5],
  ['bbo-tbt', 1],
])('the %s channel', (channel, levels) => {
  it('sends the best levels whole each time', async () => {
    const client = await subscribed(channel);
    mock.market.setPrice(SWAP, '60500');
    const pushes = await client.pushes(channel);
    expect(pushes.map(({ data }) => [data?.[0].bids.length, data?.[0].bids[0][0]])).toEqual([
      [levels, '59999.9'],
      [levels, '60499.9'],
    ]);
  });

  it('says nothing of deeper levels', async () => {
    const client = await subscribed(channel);
    await client.push(channel);
    placeOrder(mock, { px: '55000' });
    expect(await client.pushes(channel)).toEqual([]);
  });
});

describe('a candle channel', () => {
  it('begins with the bar that is under way', async () => {
    const client = await subscribed('candle1m', 'business');
    const [row] = (await client.push('candle1m')).data ?? [];
    expect([row[0], row[4], row[8]]).toEqual([`${Date.UTC(2026, 0, 1)}`, '60000', '0']);
  });

  it('moves the bar with each trade', async () => {
    const client = await subscribed('candle1m', 'business');
    await client.push('candle1m');
    mock.market.setPrice(SWAP, '60500');
    const [row] = (await client.push('candle1m')).data ?? [];
    expect([row[2], row[4]]).toEqual(['60500', '60500']);
  });

  it('confirms a bar when its time is over', async () => {
    const client = await subscribed('candle1m', 'business');
    await client.push('candle1m');
    mock.clock.advance(25_000);
    await client.ping();
    mock.clock.advance(25_000);
    const rows = (await client.pushes('candle1m')).map(({ data }) => data?.[0]);
    expect(rows.map((row) => [Number(row[0]) - Date.UTC(2026, 0, 1), row[8]])).toEqual([
      [0, '1'],
      [MINUTE, '0'],
    ]);
  });
});

describe('the smaller public channels', () => {
  it('mark-price tells of a new mark', async () => {
    const client = await subscribed('mark-price');
    await client.push('mark-price');
    mock.market.mark(SWAP, '60123.4');
    expect((await client.push('mark-price')).data).toMatchObject([{ instId: SWAP, markPx: '60123.4' }]);
  });

  it('funding-rate tells of a new rate', async () => {
    const client = await subscribed('funding-rate');
    await client.push('funding-rate');
    mock.market.setFundingRate(SWAP, '0.0007');
    expect((await client.push('funding-rate')).data).toMatchObject([{ fundingRate: '0.0007', nextFundingRate: '' }]);
  });

  it('price-limit follows the mark', async () => {
    const client = await subscribed('price-limit');
    await client.push('price-limit');
    mock.market.mark(SWAP, '50000');
    expect((await client.push('price-limit')).data).toMatchObject([{ buyLmt: '55000', sellLmt: '45000' }]);
  });

  it('open-interest comes every three seconds', async () => {
    const client = await subscribed('open-interest');
    await client.push('open-interest');
    mock.clock.advance(3_000);
    expect((await client.push('open-interest')).data).toMatchObject([{ instId: SWAP, oi: '10000' }]);
  });

  it('instruments begins with all of a type and tells of one that is suspended', async () => {
    const client = await RawClient.dial(mock, 'public');
    await client.subscribe({ channel: 'instruments', instType: 'SWAP' });
    const all = await client.push('instruments');
    mock.market.setState(SWAP, 'suspend');
    const one = await client.push('instruments');
    expect([all.data?.length, one.data]).toMatchObject([2, [{ instId: SWAP, state: 'suspend' }]]);
  });

  it('status tells of maintenance that is announced', async () => {
    const client = await RawClient.dial(mock, 'public');
    await client.subscribe({ channel: 'status' });
    mock.streams.announce({ title: 'Upgrade', state: 'scheduled' });
    expect((await client.push('status')).data).toEqual([{ title: 'Upgrade', state: 'scheduled' }]);
  });
});
