import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessToken } from '../../examples/express-host/src/api/access-token.ts';
import { type Api, createApi } from '../../examples/express-host/src/api/api.ts';
import { ROUTES } from '../../examples/express-host/src/api/routes/index.ts';
import * as contract from '../../examples/express-host/src/contract/index.ts';
import type { RunningHost } from '../../examples/express-host/src/host/running-host.ts';
import { aHost } from './builders/a-host.ts';
import { type ASocket, aSocket } from './builders/a-socket.ts';
import { TOKEN } from './builders/an-api.ts';

const CONTROL = '/internal/autotrade/v1';
const READS = ROUTES.filter(({ method }) => method === 'get');

let host: RunningHost;
let api: Api;
let port: number;
let listener: ASocket;
beforeAll(async () => {
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  host = await aHost();
  api = createApi(host, { token: AccessToken.of(TOKEN), logger, now: Date.now, version: '1.2.3' });
  ({ port } = await api.listen({ port: 0 }));
  listener = await aSocket({ port });
  await post('/scheduler/trigger', {});
});
afterAll(async () => {
  await api.close(1_000);
  await host.stop();
});

const get = async (path: string): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}${path}`)).json();
async function post(path: string, body: unknown, method = 'POST'): Promise<Response> {
  const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' };
  return fetch(`http://127.0.0.1:${port}${CONTROL}${path}`, { method, headers, body: JSON.stringify(body) });
}
const decisions = async () => contract.decisionPage.parse(await get(`${CONTROL}/decisions`)).items;

describe('a host that has decided', () => {
  it.each(READS.map((route) => [route.path, route] as const))('answers %s as its schema says', async (path, route) => {
    const [newest] = await decisions();
    const query = route.name === 'getCandles' ? '?symbol=BTC-USDT-SWAP&limit=5' : '';
    const answer = await fetch(
      `http://127.0.0.1:${port}${path.replace('{id}', newest?.decision_log_id ?? 'none')}${query}`,
    );
    expect(answer.status).toBe(200);
    if (typeof route.response === 'string') return;
    const body: unknown = await answer.json();
    // A schema drops what it does not know.
    expect(route.response.parse(body)).toEqual(body);
  });

  it('told it live, in the words of the contract', async () => {
    const told = (await listener.hears(3)).map((message) => contract.liveMessage.parse(message));
    expect(told).toEqual(listener.heard.slice(0, told.length));
    await expect.poll(() => listener.heard.map(({ type }) => type)).toContain('decision');
  });

  it.each([
    ['decisions', contract.decisionPage],
    ['orders', contract.orderPage],
    ['fills', contract.fillPage],
    ['audit', contract.auditPage],
  ] as const)('tells %s page by page', async (list, schema) => {
    const all = schema.parse(await get(`${CONTROL}/${list}?limit=100`));
    const paged: unknown[] = [];
    let next: string | null = null;
    do {
      const after = next === null ? '' : `&after=${encodeURIComponent(next)}`;
      const page: { items: unknown[]; next: string | null } = schema.parse(
        await get(`${CONTROL}/${list}?limit=1${after}`),
      );
      paged.push(...page.items);
      next = page.next;
    } while (next !== null);
    expect(paged.length).toBeGreaterThan(0);
    expect(paged).toEqual(all.items);
  });

  it('calls a cursor that is none a bad request', async () => {
    expect(await get(`${CONTROL}/decisions?after=nonsense`)).toMatchObject({ status: 400 });
  });

  it('refuses what is locked, with the reason', async () => {
    const answer = await post('/runtime-mode', { mode: 'live', why: 'to see' }, 'PATCH');
    expect([answer.status, await answer.json()]).toEqual([409, expect.objectContaining({ code: 'mode/locked' })]);
  });

  it('kills again and again, and then says that nothing is left', async () => {
    const kill = async () =>
      contract.killResult.parse(await (await post('/kill', { why: 'to see', positions: 'flatten' })).json());
    await kill();
    expect(await kill()).toEqual({ canceled: 0, openPositions: 0, troubles: [] });
  });
});
