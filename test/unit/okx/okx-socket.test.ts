import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { StreamServer, sayYes } from './stream-server.ts';

const TRADES = { channel: 'trades', instId: 'BTC-USDT-SWAP' };
const TICKERS = { channel: 'tickers', instId: 'BTC-USDT-SWAP' };

let server: StreamServer;
beforeEach(async () => {
  server = await StreamServer.start();
});
afterEach(() => server.close());

/** Opens a socket on the trades and waits until it is live. */
async function live(options: Parameters<StreamServer['client']>[0] = {}) {
  const socket = server.client(options);
  socket.subscribe(TRADES);
  socket.open();
  server.clock.advance(0);
  await server.untilHeard('live');
  return socket;
}

describe('a socket', () => {
  it('is live when every subscription is answered', async () => {
    const socket = server.client();
    socket.subscribe(TRADES);
    socket.subscribe(TICKERS);
    socket.open();
    server.clock.advance(0);
    await server.untilHeard('live');
    const { requests } = await server.peer(0);
    expect(requests.map(({ op, args }) => [op, args[0]?.channel])).toEqual([
      ['subscribe', 'trades'],
      ['subscribe', 'tickers'],
    ]);
    expect(socket.live).toBe(true);
  });

  it('is live at once with nothing to subscribe to', async () => {
    const socket = server.client();
    socket.open();
    server.clock.advance(0);
    await server.untilHeard('live');
    expect(socket.live).toBe(true);
  });

  it('logs in before it subscribes', async () => {
    const args = { apiKey: 'k', passphrase: 'p', timestamp: '1767225600', sign: 's' };
    await live({ login: () => args });
    const { requests } = await server.peer(0);
    expect(requests.map(({ op }) => op)).toEqual(['login', 'subscribe']);
    expect(requests[0]?.args).toEqual([args]);
  });

  it('hands on every push, in order, none merged', async () => {
    await live();
    const peer = await server.peer(0);
    for (let number = 0; number < 500; number++) peer.push('trades', number);
    await server.untilHeard('trades 499');
    expect(server.heard.slice(1)).toEqual(Array.from({ length: 500 }, (_, number) => `trades ${number}`));
  });

  it('subscribes to what is added later, on this connection and on the next', async () => {
    const socket = await live();
    socket.subscribe(TICKERS);
    const first = await server.peer(0);
    await server.until(() => first.requests.length === 2);
    first.socket.close();
    await server.untilHeard('lost closed');
    await server.clock.advanceAsync(1_000);
    await server.untilHeard('live', 2);
    expect(server.peers[1]?.requests.map(({ args }) => args[0]?.channel)).toEqual(['trades', 'tickers']);
  });

  it('does not subscribe again to what was given up', async () => {
    const socket = await live();
    socket.unsubscribe(TRADES);
    const first = await server.peer(0);
    await server.until(() => first.requests.length === 2);
    expect(first.requests[1]?.op).toBe('unsubscribe');
    first.socket.close();
    await server.untilHeard('lost closed');
    await server.clock.advanceAsync(1_000);
    await server.untilHeard('live', 2);
    expect(server.peers[1]?.requests).toEqual([]);
  });

  it('names a channel that is refused, and goes on with the others', async () => {
    server.welcome = (peer) => {
      peer.answer = (request) => {
        if (request.args[0]?.channel !== 'tickers') sayYes(request, peer);
        else peer.send({ id: request.id, event: 'error', code: '60018', msg: 'no such channel', connId: 'c' });
      };
    };
    const socket = server.client();
    socket.subscribe(TRADES);
    socket.subscribe(TICKERS);
    socket.open();
    server.clock.advance(0);
    await server.untilHeard('live');
    expect(server.heard).toEqual(['refused tickers', 'live']);
  });

  it('hears nothing more after it was closed', async () => {
    const socket = await live();
    const peer = await server.peer(0);
    socket.close();
    peer.push('trades', 1);
    await server.until(() => peer.closed);
    expect(server.heard).toEqual(['live']);
    expect(server.peers).toHaveLength(1);
  });
});

describe('a lost connection', () => {
  it('is dialed again at once, then ever more slowly', async () => {
    await live();
    server.refuse = true;
    (await server.peer(0)).socket.terminate();
    await server.untilHeard('lost closed');
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 5; attempt++) {
      const before = server.clock.now();
      while (server.refusals < attempt) {
        await server.clock.advanceAsync(125);
        await new Promise((resolve) => setImmediate(resolve));
        if (server.heard.length > attempt + 1) break;
      }
      await server.untilHeard('lost refused', attempt);
      delays.push(server.clock.now() - before);
    }
    expect(delays[0]).toBeLessThanOrEqual(1_000);
    expect(delays[4]).toBeGreaterThan(delays[2] ?? Number.POSITIVE_INFINITY);
  });

  it('is noticed when it is half open: a ping without an answer within the time of silence', async () => {
    await live({ silenceMs: 9_000 });
    const peer = await server.peer(0);
    peer.pongs = false;
    const before = server.clock.now();
    // What was heard at the beginning counts for the first look.
    await server.clock.advanceAsync(3_000);
    await server.clock.advanceAsync(3_000);
    await server.until(() => peer.texts.length === 1);
    await server.clock.advanceAsync(3_000);
    await server.untilHeard('lost silent');
    expect(server.clock.now() - before).toBe(9_000);
  });

  it('is not suspected as long as pings are answered', async () => {
    let pongs = 0;
    const dial = (url: string) =>
      new WebSocket(url).on('message', (data) => {
        if (data.toString() === 'pong') pongs += 1;
      });
    await live({ silenceMs: 9_000, dial });
    const peer = await server.peer(0);
    await server.clock.advanceAsync(3_000);
    for (let ping = 1; ping <= 5; ping++) {
      await server.clock.advanceAsync(3_000);
      await server.until(() => pongs === ping);
      // An answer counts for one look; the next one asks again.
      await server.clock.advanceAsync(3_000);
    }
    expect(peer.texts).toHaveLength(5);
    expect(server.heard).toEqual(['live']);
  });

  it('is noticed when it answers pings and pushes nothing, where pushes have to come', async () => {
    let pongs = 0;
    const dial = (url: string) =>
      new WebSocket(url).on('message', (data) => {
        if (data.toString() === 'pong') pongs += 1;
      });
    await live({ silenceMs: 9_000, mostQuietMs: () => 20_000, dial });
    for (let ping = 1; ping <= 3; ping++) {
      await server.clock.advanceAsync(6_000);
      await server.until(() => pongs === ping);
    }
    expect(server.heard).toEqual(['live']);
    await server.clock.advanceAsync(3_000);
    await server.untilHeard('lost silent');
  });

  it('waits ten seconds after a refused login', async () => {
    server.welcome = (peer) => {
      peer.answer = () => peer.send({ event: 'error', code: '60009', msg: 'Login failed.', connId: 'c' });
    };
    const socket = server.client({ login: () => ({ apiKey: 'k', passphrase: 'p', timestamp: '1', sign: 's' }) });
    socket.open();
    server.clock.advance(0);
    await server.untilHeard('lost login_failed');
    await server.clock.advanceAsync(9_999);
    expect(server.peers).toHaveLength(1);
    await server.clock.advanceAsync(1);
    await server.peer(1);
  });

  it.each([
    ['an error that belongs to no request', { event: 'error', code: '60012', msg: '?', connId: 'c' }, 'lost malformed'],
    ['a frame that is no JSON', 'nonsense', 'lost malformed'],
    [
      'too many connections on a channel',
      { event: 'channel-conn-count-error', channel: 'orders', connCount: '30', connId: 'c' },
      'lost connection_count',
    ],
  ])('follows %s', async (_name, frame, heard) => {
    await live();
    (await server.peer(0)).send(frame);
    await server.untilHeard(heard);
  });

  it('follows a subscription without an answer', async () => {
    server.welcome = (peer) => {
      peer.answer = () => {};
    };
    const socket = server.client();
    socket.subscribe(TRADES);
    socket.open();
    server.clock.advance(0);
    const peer = await server.peer(0);
    await server.until(() => peer.requests.length === 1);
    await server.clock.advanceAsync(5_000);
    await server.untilHeard('lost unanswered');
  });
});

describe('the notice of an upgrade', () => {
  it('brings a new connection before the old one goes, and no push twice', async () => {
    await live();
    const old = await server.peer(0);
    old.send({ event: 'notice', code: '64008', msg: 'upgrade', connId: 'c' });
    await server.until(() => server.clock.pending > 0);
    while (server.peers.length < 2) {
      await server.clock.advanceAsync(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const next = await server.peer(1);
    await server.untilHeard('live', 2);
    await server.until(() => old.closed);
    next.push('trades', 'from the new one');
    await server.untilHeard('trades "from the new one"');
    expect(server.heard).toEqual(['live', 'live', 'trades "from the new one"']);
  });
});
