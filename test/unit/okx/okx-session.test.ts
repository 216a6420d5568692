import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoHosts } from '../../../src/okx/session/hosts.ts';
import { loadOkx, type OkxClass } from '../../../src/okx/session/load-okx.ts';
import { type OkxSession, openSession } from '../../../src/okx/session/okx-session.ts';
import { FakeClock } from '../../../src/testing/index.ts';

const CREDENTIALS = { apiKey: 'the-key', secretKey: 'the-secret', passphrase: 'the-passphrase' };

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let okx: OkxClass;
let server: Server;
let origin: string;
let session: OkxSession;
let clock: FakeClock;
const seen: Seen[] = [];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  okx = await loadOkx();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  seen.length = 0;
  clock = new FakeClock(Date.UTC(2026, 0, 1));
  answer = (response) => response.end('{"code":"0","msg":"","data":[]}');
  session = openSession({
    okx,
    credentials: CREDENTIALS,
    hosts: { rest: origin, ws: 'ws://127.0.0.1:1' },
    clock,
    idleMs: 100,
  });
});
afterEach(() => session.close());

describe('a session', () => {
  it('signs exactly the bytes that it sends, the query included', async () => {
    await session.send({ method: 'GET', path: '/api/v5/trade/order', query: { instId: 'BTC-USDT', clOrdId: 'a1' } });
    const { url, headers } = seen[0]!;
    expect(url).toBe('/api/v5/trade/order?instId=BTC-USDT&clOrdId=a1');
    expect(headers['ok-access-timestamp']).toBe('2026-01-01T00:00:00.000Z');
    const text = `2026-01-01T00:00:00.000ZGET${url}`;
    expect(headers['ok-access-sign']).toBe(createHmac('sha256', 'the-secret').update(text).digest('base64'));
  });

  it('sends and signs a body without adding anything to it', async () => {
    const body = [{ instId: 'BTC-USDT-SWAP', sz: '1', algoClOrdId: 'a1' }];
    await session.send({ method: 'POST', path: '/api/v5/trade/order-algo', body });
    const { body: sent, headers } = seen[0]!;
    expect(JSON.parse(sent)).toEqual(body);
    const text = `2026-01-01T00:00:00.000ZPOST/api/v5/trade/order-algo${sent}`;
    expect(headers['ok-access-sign']).toBe(createHmac('sha256', 'the-secret').update(text).digest('base64'));
  });

  it('carries the header of demo trading and the bound of a command', async () => {
    await session.send({ method: 'POST', path: '/api/v5/trade/order', body: {}, expTime: 1_767_225_605_000 });
    expect(seen[0]?.headers).toMatchObject({ 'x-simulated-trading': '1', exptime: '1767225605000' });
  });

  it("signs by OKX's clock", async () => {
    session.clockOffsetMs = 44_000;
    await session.send({ method: 'GET', path: '/api/v5/account/config' });
    expect(seen[0]?.headers['ok-access-timestamp']).toBe('2026-01-01T00:00:44.000Z');
    expect(session.login().timestamp).toBe(String(Date.UTC(2026, 0, 1) / 1_000 + 44));
  });

  it('signs the login of the WebSocket', () => {
    const timestamp = String(Date.UTC(2026, 0, 1) / 1_000);
    const sign = createHmac('sha256', 'the-secret').update(`${timestamp}GET/users/self/verify`).digest('base64');
    expect(session.login()).toEqual({ apiKey: 'the-key', passphrase: 'the-passphrase', timestamp, sign });
  });

  it.each([
    [500, '{"code":"50004","msg":"timeout","data":[]}', { code: '50004', msg: 'timeout', data: [] }],
    [502, '<html>bad gateway</html>', undefined],
    [200, '{"code":"0","da', undefined],
    [429, '{"code":"50011","msg":"","data":[]}', { code: '50011', msg: '', data: [] }],
  ])('returns an answer with status %i as it came', async (status, text, json) => {
    answer = (response) => response.writeHead(status).end(text);
    expect(await session.send({ method: 'GET', path: '/api/v5/account/balance' })).toEqual({ status, json });
  });

  it('keeps the digits of large numbers in text', async () => {
    answer = (response) => response.end('{"data":[{"ordId":"312269865356374016"}]}');
    const { json } = await session.send({ method: 'GET', path: '/api/v5/trade/order' });
    expect(json).toEqual({ data: [{ ordId: '312269865356374016' }] });
  });
});

describe('the way to OKX', () => {
  const read = () => session.send({ method: 'GET', path: '/api/v5/account/config' });

  it('is kept from one call to the next', async () => {
    const ports = new Set<number | undefined>();
    answer = (response) => {
      ports.add(response.socket?.remotePort);
      response.end('{}');
    };
    for (let call = 0; call < 3; call++) await read();
    expect(ports.size).toBe(1);
  });

  it('carries answers that are compressed, as long ones are', async () => {
    const text = JSON.stringify({ data: Array.from({ length: 5_000 }, (_, index) => `§${index}`) });
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
    expect(await read()).toEqual({ status: 200, json: JSON.parse(text) });
    expect(seen[0]?.headers['accept-encoding']).toBe('gzip');
  });

  it('leads nowhere else', async () => {
    answer = (response) => response.writeHead(302, { location: `${origin}/elsewhere` }).end();
    expect(await read()).toEqual({ status: 302, json: undefined });
    expect(seen).toHaveLength(1);
  });
});

describe('a call without an answer', () => {
  const call = () => session.send({ method: 'POST', path: '/api/v5/trade/order', body: { clOrdId: 'a1' } });

  async function callTo(rest: string): Promise<unknown> {
    await session.close();
    session = openSession({
      okx,
      credentials: CREDENTIALS,
      hosts: { rest, ws: 'ws://127.0.0.1:1' },
      clock,
      idleMs: 100,
    });
    return call();
  }

  it('was never sent where nobody listens', async () => {
    const refused = { code: 'net/unreachable', details: { sent: false, reason: 'ECONNREFUSED' } };
    await expect(callTo('http://127.0.0.1:1')).rejects.toMatchObject(refused);
  });

  it('was never sent where what listens does not speak TLS', async () => {
    await expect(callTo(origin.replace('http:', 'https:'))).rejects.toMatchObject({
      code: 'net/unreachable',
      details: { sent: false },
    });
  });

  it('was never sent where the dial is taken and TLS does not come about', async () => {
    const mute = createSocketServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    await expect(callTo(`https://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'net/unreachable',
      details: { sent: false },
    });
    mute.close();
  });

  it('may have been carried out where a compressed answer is cut off', async () => {
    answer = (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"code":"0"}').subarray(0, 12));
    await expect(call()).rejects.toMatchObject({ code: 'net/connection_lost', advice: { retry: 'lookup' } });
  });

  it('may have been carried out where the connection is reset', async () => {
    answer = (response) => response.socket?.resetAndDestroy();
    await expect(call()).rejects.toMatchObject({ code: 'net/connection_lost', advice: { retry: 'lookup' } });
  });

  it('may have been carried out where it is reset in mid-body', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"code":"0",');
      setImmediate(() => response.socket?.resetAndDestroy());
    };
    await expect(call()).rejects.toMatchObject({ code: 'net/connection_lost', advice: { retry: 'lookup' } });
  });

  it('may have been carried out where the body stalls', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"code":"0",');
    };
    await expect(call()).rejects.toMatchObject({ code: 'net/timeout', advice: { retry: 'lookup' } });
  });

  it('tells no secret', async () => {
    answer = (response) => response.socket?.resetAndDestroy();
    const error: unknown = await call().catch((reason: unknown) => reason);
    const told = JSON.stringify([error, String(error)]);
    for (const secret of Object.values(CREDENTIALS)) expect(told).not.toContain(secret);
  });
});

describe('the hosts of demo trading', () => {
  it.each(['global', 'eea', 'us'] as const)('have a WebSocket of their own (%s)', (region) => {
    expect(demoHosts(region).ws).toMatch(/^wss:\/\/ws\w*pap\.okx\.com:8443\/ws\/v5$/);
  });

  it.each([
    ['the live WebSocket', { rest: 'https://www.okx.com', ws: 'wss://ws.okx.com:8443/ws/v5' }],
    ['a foreign REST host', { rest: 'https://127.0.0.1.example.com', ws: 'ws://127.0.0.1:1' }],
    ['no address', { rest: 'okx', ws: 'ws://127.0.0.1:1' }],
  ])('are not %s', (_name, hosts) => {
    expect(() => demoHosts('global', hosts)).toThrow(expect.objectContaining({ code: 'config/live_locked' }));
  });
});
