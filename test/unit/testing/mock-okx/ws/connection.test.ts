import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../../src/testing/fake-clock.ts';
import { MockOkx } from '../../../../../src/testing/mock-okx/mock-okx.ts';
import { RawClient } from './raw-client.ts';

let mock: MockOkx;

beforeEach(async () => {
  mock = await MockOkx.start({ clock: new FakeClock() });
});
afterEach(() => mock.close());

describe('a login', () => {
  it('is acknowledged with code 0 and the connection', async () => {
    const client = await RawClient.dial(mock, 'private');
    client.login();
    expect(await client.event('login')).toEqual({ event: 'login', code: '0', msg: '', connId: expect.any(String) });
  });

  it.each([
    ['another key', { apiKey: 'other' }, '60005'],
    ['another secret', { secretKey: 'other' }, '60007'],
    ['another passphrase', { passphrase: 'other' }, '60024'],
    ['no passphrase', { passphrase: '' }, '60009'],
    ['a timestamp in milliseconds', { timestamp: '1767225600000' }, '60004'],
    ['a timestamp of 31 seconds ago', { timestamp: `${Date.UTC(2026, 0, 1) / 1000 - 31}` }, '60006'],
  ])('with %s is refused', async (_name, change, code) => {
    const client = await RawClient.dial(mock, 'private');
    client.login(change);
    expect((await client.event('error')).code).toBe(code);
  });

  it('with a timestamp of 30 seconds ago is taken', async () => {
    const client = await RawClient.dial(mock, 'private');
    client.login({ timestamp: `${Date.UTC(2026, 0, 1) / 1000 - 30}` });
    expect((await client.event('login')).code).toBe('0');
  });

  it('that fails closes the connection with 4001', async () => {
    const client = await RawClient.dial(mock, 'private');
    client.login({ secretKey: 'other' });
    expect(await client.closed).toBe(4001);
  });
});

describe('a subscription', () => {
  it('is acknowledged once for each argument, with the id of the request', async () => {
    const client = await RawClient.dial(mock, 'public');
    const args = ['BTC-USDT-SWAP', 'ETH-USDT-SWAP'].map((instId) => ({ channel: 'trades', instId }));
    client.send({ id: 'a1', op: 'subscribe', args });
    const acks = [await client.event('subscribe'), await client.event('subscribe')];
    expect(acks.map(({ id, arg }) => [id, arg])).toEqual(args.map((arg) => ['a1', arg]));
  });

  it.each([
    ['a private channel without a login', 'private', { channel: 'orders', instType: 'ANY' }, '60011'],
    ['a channel that OKX does not have', 'public', { channel: 'secrets', instId: 'BTC-USDT' }, '60018'],
    ['a channel of another address', 'public', { channel: 'candle1m', instId: 'BTC-USDT' }, '60018'],
    ['a bar that OKX does not have', 'business', { channel: 'candle7m', instId: 'BTC-USDT' }, '60018'],
    ['an unknown instrument', 'public', { channel: 'tickers', instId: 'NO-SUCH' }, '60018'],
    ['no instrument', 'public', { channel: 'tickers' }, '60027'],
  ] as const)('to %s is refused', async (_name, url, arg, code) => {
    const client = await RawClient.dial(mock, url);
    client.send({ op: 'subscribe', args: [arg] });
    expect((await client.event('error')).code).toBe(code);
  });

  it('to a type of instrument that there is not is refused', async () => {
    const client = await RawClient.private(mock);
    client.send({ op: 'subscribe', args: [{ channel: 'orders', instType: 'GOLD' }] });
    expect((await client.event('error')).code).toBe('60013');
  });

  it('without arguments is refused', async () => {
    const client = await RawClient.dial(mock, 'public');
    client.send({ op: 'subscribe', args: [] });
    expect((await client.event('error')).code).toBe('60013');
  });

  it('that is ended pushes no more', async () => {
    const client = await RawClient.dial(mock, 'public');
    const arg = { channel: 'trades', instId: 'BTC-USDT' };
    await client.subscribe(arg);
    client.send({ op: 'unsubscribe', args: [arg] });
    await client.event('unsubscribe');
    mock.market.setPrice('BTC-USDT', '61000');
    expect(await client.pushes('trades')).toEqual([]);
  });

  it('to a private channel is told how many connections hold it', async () => {
    const [first, second] = [await RawClient.private(mock), await RawClient.private(mock)];
    await first.subscribe({ channel: 'account' });
    await second.subscribe({ channel: 'account' });
    const counts = [await first.event('channel-conn-count'), await second.event('channel-conn-count')];
    expect(counts.map(({ channel, connCount }) => [channel, connCount])).toEqual([
      ['account', '1'],
      ['account', '2'],
    ]);
  });

  it('beyond the most connections of a channel is acknowledged and then ended', async () => {
    mock.streams.pacing.mostPerChannel = 1;
    const [first, second] = [await RawClient.private(mock), await RawClient.private(mock)];
    await first.subscribe({ channel: 'account' });
    await second.subscribe({ channel: 'account' });
    await second.event('channel-conn-count-error');
    expect(await second.pushes('account')).toEqual([]);
  });
});

describe('a frame', () => {
  it.each([
    ['that is no JSON', 'hello'],
    ['without an op', '{"args":[]}'],
    ['with an unknown op', '{"op":"shout","args":[{}]}'],
  ])('%s is an illegal request', async (_name, text) => {
    const client = await RawClient.dial(mock, 'public');
    client.send(text);
    expect((await client.event('error')).code).toBe('60012');
  });

  it('of text ping is answered with text pong', async () => {
    const client = await RawClient.dial(mock, 'public');
    await expect(client.ping()).resolves.toBeUndefined();
  });

  it('of a protocol ping is answered, too', async () => {
    const client = await RawClient.dial(mock, 'public');
    await expect(client.controlPing()).resolves.toBeUndefined();
  });
});

describe('a connection on which nothing goes either way', () => {
  it('is closed with 4004 after thirty seconds', async () => {
    const client = await RawClient.dial(mock, 'public');
    mock.clock.advance(30_000);
    expect(await client.closed).toBe(4004);
  });

  it('lives on when it pings in time', async () => {
    const client = await RawClient.dial(mock, 'public');
    mock.clock.advance(20_000);
    await client.ping();
    mock.clock.advance(20_000);
    await expect(client.ping()).resolves.toBeUndefined();
  });
});

describe('the limits', () => {
  it('turn the fourth dial of a second away', async () => {
    for (let dial = 0; dial < 3; dial++) await RawClient.dial(mock, 'public');
    await expect(RawClient.dial(mock, 'public')).rejects.toThrow('HTTP 429');
  });

  it('take a dial again a second later', async () => {
    for (let dial = 0; dial < 3; dial++) await RawClient.dial(mock, 'public');
    mock.clock.advance(1_000);
    await expect(RawClient.dial(mock, 'public')).resolves.toBeInstanceOf(RawClient);
  });

  it('refuse the 481st request of an hour', async () => {
    const client = await RawClient.dial(mock, 'public');
    const arg = { channel: 'status' };
    for (let request = 0; request <= 480; request++) client.send({ op: 'subscribe', args: [arg] });
    await client.ping();
    expect(client.unread.filter((message) => message !== 'pong' && message.code === '60014')).toHaveLength(1);
  });

  it('turn a dial to another path away', async () => {
    const wrong = { ...mock, wsUrl: mock.wsUrl.replace('/v5', '/v9') };
    await expect(RawClient.dial(wrong as MockOkx, 'public')).rejects.toThrow('HTTP 404');
  });
});
