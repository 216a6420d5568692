import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type LiveNews, liveMessage } from '../../examples/express-host/src/contract/index.ts';
import { aSocket } from './builders/a-socket.ts';
import { aTradingHost, NOW } from './builders/a-trading-host.ts';
import { type AnApi, anApi } from './builders/an-api.ts';
import * as views from './builders/views.ts';

const opened: AnApi[] = [];
async function opens(options: Parameters<typeof anApi>[0] = {}): Promise<AnApi> {
  const served = await anApi(options);
  opened.push(served);
  return served;
}
afterEach(() => Promise.all(opened.splice(0).map(({ api }) => api.close(0))));

const prices = (last = '60100'): LiveNews => ({
  type: 'prices',
  items: [{ ...views.aPrice('BTC-USDT-SWAP', NOW), last }],
});
const seqs = (heard: readonly { readonly type: string; readonly seq: number }[]) =>
  heard.filter(({ type }) => type !== 'hello').map(({ seq }) => seq);
const resuming = ({ host }: AnApi, after: number) => ({ path: `/ws/market-data?run=${host.live.run}&after=${after}` });

describe('a listener', () => {
  it('is greeted, then told what happens, in the order in which it happens', async () => {
    const served = await opens();
    served.host.live.tell(prices());
    const listener = await aSocket(served);
    await listener.hears(1);
    served.host.live.tell({ type: 'alert', alert: views.anAlert(NOW) });
    served.host.live.tell({ type: 'scheduler', scheduler: views.aScheduler(NOW) });
    const heard = await listener.hears(3);
    expect(heard.map((message) => [message.type, message.seq])).toEqual([
      ['hello', 1],
      ['alert', 2],
      ['scheduler', 3],
    ]);
    expect(heard[0]).toMatchObject({ run: served.host.live.run, isResumed: false });
  });

  it('hears only what the contract knows', async () => {
    const served = await opens();
    const listener = await aSocket(served);
    served.host.live.tell(prices());
    const heard = await listener.hears(2);
    expect(heard.map((message) => liveMessage.parse(message))).toEqual(heard);
  });

  it('that comes back is told what it missed, once, and what happens then', async () => {
    const served = await opens();
    const { live } = served.host;
    for (let count = 0; count < 5; count += 1) live.tell(prices());
    const listener = await aSocket(served, resuming(served, 2));
    live.tell(prices());
    const heard = await listener.hears(5);
    expect([heard[0], seqs(heard)]).toEqual([expect.objectContaining({ isResumed: true, seq: 5 }), [3, 4, 5, 6]]);
  });

  it.each([
    ['of another run', 'run=another&after=1'],
    ['of a future that is not', 'run=RUN&after=999'],
    ['that is not kept any more', 'run=RUN&after=0'],
  ])('that comes back with a sequence %s is told to read anew', async (_what, query) => {
    const served = await opens();
    const { live } = served.host;
    for (let count = 0; count < 200; count += 1) live.tell(prices());
    const listener = await aSocket(served, { path: `/ws/market-data?${query.replace('RUN', live.run)}` });
    live.tell(prices());
    const heard = await listener.hears(2);
    expect([heard[0], seqs(heard)]).toEqual([expect.objectContaining({ isResumed: false }), [201]]);
  });

  it('that missed more than may wait for it is told to read anew', async () => {
    const served = await opens({ limits: { waitingBytes: 1_000 } });
    for (let count = 0; count < 20; count += 1) served.host.live.tell(prices());
    const listener = await aSocket(served, resuming(served, 1));
    expect((await listener.hears(1))[0]).toMatchObject({ isResumed: false, seq: 20 });
  });

  it('that says something is sent away', async () => {
    const served = await opens();
    const listener = await aSocket(served);
    listener.socket.send('{"subscribe":"all"}');
    expect(await listener.ended).toEqual({ code: 1008, reason: 'This socket only tells.' });
  });

  it('that says much is sent away unread', async () => {
    const served = await opens();
    const listener = await aSocket(served);
    listener.socket.send('x'.repeat(2_000));
    expect((await listener.ended).code).toBe(1009);
  });

  it('that does not answer a ping is gone', async () => {
    const served = await opens({ limits: { pingMs: 20 } });
    const silent = await aSocket(served, { autoPong: false });
    expect((await silent.ended).code).toBe(1006);
  });

  it('that answers pings stays', async () => {
    const served = await opens({ limits: { pingMs: 20 } });
    const listener = await aSocket(served);
    for (let count = 0; count < 3; count += 1) {
      await new Promise((resolve) => listener.socket.once('ping', resolve));
    }
    expect(listener.socket.readyState).toBe(listener.socket.OPEN);
  });

  it('that reads too slowly is cut off, with a word, and holds up nobody', async () => {
    const served = await opens({ limits: { waitingBytes: 100_000 } });
    const slow = await aSocket(served);
    const quick = await aSocket(served);
    await Promise.all([slow.hears(1), quick.hears(1)]);
    slow.socket.pause();
    const long = prices('1'.repeat(50_000));
    let told = 0;
    const isCutOff = () => served.lines.some(({ message }) => message.includes('too slowly'));
    // The system's own buffers take some megabytes before anything waits here.
    while (!isCutOff() && told < 2_000) {
      served.host.live.tell(long);
      told += 1;
      await quick.hears(told + 1);
    }
    slow.socket.resume();
    const waiting = served.lines.find(({ message }) => message.includes('too slowly'))?.fields.waitingBytes;
    expect(Number(waiting)).toBeLessThan(200_000);
    expect(await slow.ended).toEqual({ code: 1013, reason: 'Too slow. Come back with run and after.' });
    expect(seqs(quick.heard).length).toBe(told);
  });

  it('that cannot be let in is told why', async () => {
    const served = await opens({ limits: { listeners: 1 } });
    const first = await aSocket(served);
    const second = await aSocket(served);
    expect([first.status, second.status, JSON.parse(second.problem).code]).toEqual([
      101,
      503,
      'host/too_many_listeners',
    ]);
  });

  it('makes room when it goes', async () => {
    const served = await opens({ limits: { listeners: 1 } });
    const first = await aSocket(served);
    first.socket.close();
    await first.ended;
    await expect.poll(async () => (await aSocket(served)).status).toBe(101);
  });

  it.each([
    ['another page', { headers: { Origin: 'https://evil.example' } }, 403, 'host/foreign_origin'],
    ['a name that is not ours', { headers: { Host: 'evil.example' } }, 421, 'host/unknown_name'],
    ['half a resumption', { path: '/ws/market-data?after=1' }, 400, 'host/invalid_request'],
    ['a sequence that is none', { path: '/ws/market-data?run=a&after=-1' }, 400, 'host/invalid_request'],
    ['another path', { path: '/ws/other' }, 404, 'host/unknown_route'],
  ] as const)('with %s is refused', async (_what, options, status, code) => {
    const listener = await aSocket(await opens(), options);
    expect([listener.status, JSON.parse(listener.problem)]).toEqual([
      status,
      expect.objectContaining({ status, code }),
    ]);
  });

  it('of the host’s own page is let in', async () => {
    const served = await opens();
    const listener = await aSocket(served, { headers: { Origin: served.url } });
    expect(listener.status).toBe(101);
  });
});

describe('a hub', () => {
  it('knows whether anybody listens', async () => {
    const served = await opens();
    const { live } = served.host;
    const before = live.listeners;
    const [one, other] = [await aSocket(served), await aSocket(served)];
    const during = live.listeners;
    await Promise.all([one.leave(), other.leave()]);
    await expect.poll(() => live.listeners).toBe(0);
    expect([before, during > 0]).toEqual([0, true]);
  });
});

describe('two hundred listeners', () => {
  it('hear the same, and what they hear is written once', async () => {
    let written = 0;
    const served = await opens();
    const listeners = await Promise.all(Array.from({ length: 200 }, () => aSocket(served)));
    await Promise.all(listeners.map((listener) => listener.hears(1)));
    const price = views.aPrice('BTC-USDT-SWAP', NOW);
    const toJSON = () => {
      written += 1;
      return price;
    };
    const items = [{ ...price, toJSON }];
    served.host.live.tell({ type: 'prices', items });
    await Promise.all(listeners.map((listener) => listener.hears(2)));
    expect(written).toBe(1);
  });
});

describe('an API that closes', () => {
  it('tells its listeners that it goes', async () => {
    const served = await opens();
    const listener = await aSocket(served);
    await served.api.close();
    expect(await listener.ended).toEqual({ code: 1001, reason: 'The host is closing.' });
  });

  it('lets what was asked be answered, and keeps no connection open', async () => {
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let begun = () => {};
    const isAsked = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const host = aTradingHost();
    const { portfolio } = host;
    const served = await opens({
      host: aTradingHost({
        portfolio: async () => {
          begun();
          await asked;
          return portfolio();
        },
      }),
    });
    const answered = served.ask('/internal/autotrade/v1/portfolio');
    await isAsked;
    const closed = served.api.close(60_000);
    answer();
    expect((await answered).status).toBe(200);
    await closed;
    await expect(served.ask('/healthz')).rejects.toThrow();
  });

  it('waits for nobody beyond its grace', async () => {
    let begun = () => {};
    const isAsked = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const portfolio = () => {
      begun();
      return new Promise<never>(() => {});
    };
    const served = await opens({ host: aTradingHost({ portfolio }) });
    const deaf = connect(served.port, '127.0.0.1');
    deaf.write('GET /ws/market-data HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n');
    deaf.write('Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
    await new Promise((resolve) => deaf.once('data', resolve));
    const unanswered = served.ask('/internal/autotrade/v1/portfolio').catch(() => 'cut');
    await isAsked;
    await served.api.close(50);
    expect(await unanswered).toBe('cut');
    deaf.destroy();
  });

  it('closes once, however often it is told', async () => {
    const served = await opens();
    expect(served.api.close()).toBe(served.api.close());
  });
});
