import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AccessToken } from '../../examples/express-host/src/api/access-token.ts';
import { ROUTES } from '../../examples/express-host/src/api/routes/index.ts';
import { aSocket } from './builders/a-socket.ts';
import { type AnApi, anApi, sendRaw, TOKEN } from './builders/an-api.ts';

const PAUSE = '/internal/autotrade/v1/scheduler/pause';
const RESUME = '/internal/autotrade/v1/scheduler/resume';
const KILL = '/internal/autotrade/v1/kill';
const PORTFOLIO = '/internal/autotrade/v1/portfolio';

const opened: AnApi[] = [];
async function opens(options: Parameters<typeof anApi>[0] = {}): Promise<AnApi> {
  const served = await anApi(options);
  opened.push(served);
  return served;
}
afterEach(() => Promise.all(opened.splice(0).map(({ api }) => api.close(0))));

async function codeOf(answer: Response): Promise<unknown> {
  const body: unknown = await answer.json();
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : null;
}
const changed = (served: AnApi, path: string, headers: Record<string, string>) =>
  served.ask(path, { method: 'POST', headers, token: true });

describe('a request', () => {
  let served: AnApi;
  beforeAll(async () => {
    served = await anApi({ names: ['Bot.example'], origins: ['https://bot.example'] });
  });
  afterAll(() => served.api.close(0));

  it.each([
    ['127.0.0.1', 200],
    ['localhost:8080', 200],
    ['host.localhost', 200],
    ['[::1]:8080', 200],
    ['192.168.1.20:8080', 200],
    ['bot.example', 200],
    ['evil.example', 421],
    ['localhost.evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['user@localhost', 421],
    ['', 421],
  ])('for the name "%s" is answered with %i', async (name, status) => {
    const answer = await sendRaw(
      served.port,
      `GET ${PORTFOLIO} HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer.split('\r\n')[0]).toContain(` ${status} `);
  });

  it.each([
    ['its own page', () => served.url, 200],
    ['a page that is allowed', () => 'https://bot.example', 200],
    ['another page', () => 'https://evil.example', 403],
    ['another port of this machine', () => 'http://127.0.0.1:1', 403],
    ['a file or a sandboxed frame', () => 'null', 403],
  ])('to change something from %s is answered with what fits', async (_from, origin, status) => {
    expect((await changed(served, PAUSE, { Origin: origin() })).status).toBe(status);
  });

  it('to read gives no other page leave to see the answer', async () => {
    const answer = await served.ask(PORTFOLIO, { headers: { Origin: 'https://evil.example' } });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('that asks beforehand as browsers do gets no leave either', async () => {
    const headers = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' };
    const answer = await served.ask(PAUSE, { method: 'OPTIONS', headers });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, null]);
  });
});

describe('the token', () => {
  it.each([
    ['none', undefined],
    ['another', `Bearer ${TOKEN}x`],
    ['a part', `Bearer ${TOKEN.slice(0, -1)}`],
    ['another scheme', `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}`],
    ['an empty one', 'Bearer '],
  ])('is refused where it is %s', async (_what, authorization) => {
    const served = await opens();
    const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization };
    const answer = await served.ask(KILL, { method: 'POST', body: '{"why":"to see"}', headers });
    expect([answer.status, answer.headers.get('www-authenticate'), served.host.asked]).toEqual([
      401,
      'Bearer realm="brokerkit"',
      [],
    ]);
  });

  it('is needed for every way to change something', () => {
    const open = ROUTES.filter(({ method, kind }) => method !== 'get' && kind !== 'change' && kind !== 'way_out');
    expect(open).toEqual([]);
  });

  it('is needed for reading too where that is asked for, and never for probes', async () => {
    const served = await opens({ reads: 'token' });
    const asked = ROUTES.filter(({ method }) => method === 'get').map(async ({ path }) => {
      return [path, (await served.ask(path.replace('{id}', 'decision-0'))).status] as const;
    });
    const open = (await Promise.all(asked)).filter(([, status]) => status !== 401).map(([path]) => path);
    expect(open).toEqual(['/healthz', '/readyz']);
  });

  it('opens reading where it is presented', async () => {
    const served = await opens({ reads: 'token' });
    expect((await served.ask(PORTFOLIO, { token: true })).status).toBe(200);
  });

  it.each([
    ['none', [], 401],
    ['another', ['brokerkit.live', 'bearer.another'], 401],
    ['the right one', ['brokerkit.live', `bearer.${TOKEN}`], 101],
  ])('is needed for listening where reading needs it: %s', async (_what, protocols, status) => {
    const served = await opens({ reads: 'token' });
    const socket = await aSocket(served, { protocols });
    expect([socket.status, socket.protocol]).toEqual([status, status === 101 ? 'brokerkit.live' : '']);
    await socket.leave();
  });

  it('is in no answer, no header and no line of the log', async () => {
    const served = await opens();
    const paths = [...ROUTES.map(({ path }) => path), '/docs', '/openapi.json', '/none'];
    const told = await Promise.all(
      paths.flatMap((path) => [
        served.ask(path, { token: true }),
        served.ask(path, { token: true, method: 'POST', body: `{"why":"${TOKEN}"` }),
        served.ask(path, { token: true, headers: { 'X-Request-Id': 'sane-request' } }),
      ]),
    );
    const texts = await Promise.all(told.map(async (answer) => [await answer.text(), ...answer.headers.values()]));
    expect(JSON.stringify([texts, served.lines])).not.toContain(TOKEN);
  });

  it('tells nothing of itself when it is printed', () => {
    const token = AccessToken.of(TOKEN);
    expect(`${JSON.stringify(token)} ${String(token)} ${Object.keys(token)}`).toBe('{} [object Object] ');
  });
});

describe('an address that asks too often', () => {
  it('is told when to ask again', async () => {
    const served = await opens({ limits: { ownReadsPerSecond: 1 } });
    const answers = await Promise.all(Array.from({ length: 6 }, () => served.ask('/healthz')));
    const late = answers.find(({ status }) => status === 429);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 429]);
    expect(Number(late?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(late?.headers.get('content-type')).toBe('application/problem+json');
  });

  it('can pause and kill whatever else it changed too often', async () => {
    const served = await opens({ limits: { changesPerMinute: 1 } });
    const statuses: number[] = [];
    for (const path of [RESUME, RESUME, PAUSE, KILL, PAUSE, KILL]) {
      const body = path === KILL ? { body: '{"why":"to see"}' } : {};
      statuses.push((await served.ask(path, { method: 'POST', token: true, ...body })).status);
    }
    expect(statuses).toEqual([200, 429, 200, 200, 200, 200]);
  });

  it('with wrong tokens shuts nobody out who has the right one', async () => {
    const served = await opens({ limits: { wrongTokensPerMinute: 2 } });
    const guess = async () =>
      codeOf(await served.ask(PAUSE, { method: 'POST', headers: { Authorization: 'Bearer guess' } }));
    expect([await guess(), await guess(), await guess()]).toEqual([
      'host/unauthorized',
      'host/unauthorized',
      'host/too_many_requests',
    ]);
    expect((await served.ask(PAUSE, { method: 'POST', token: true })).status).toBe(200);
  });

  it('by a page of another origin uses up nothing of the operator', async () => {
    const served = await opens({ limits: { changesPerMinute: 1 } });
    for (let count = 0; count < 3; count += 1) await changed(served, RESUME, { Origin: 'https://evil.example' });
    expect((await changed(served, RESUME, {})).status).toBe(200);
  });
});

describe('the headers of every answer', () => {
  it.each(['/docs', PORTFOLIO, '/none'])('of %s let a page load only what is ours', async (path) => {
    const served = await opens();
    const { headers } = await served.ask(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect([
      headers.get('x-content-type-options'),
      headers.get('x-frame-options'),
      headers.get('x-powered-by'),
    ]).toEqual(['nosniff', 'DENY', null]);
  });
});
