import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Route } from '../../examples/express-host/src/api/route.ts';
import { ROUTES } from '../../examples/express-host/src/api/routes/index.ts';
import * as contract from '../../examples/express-host/src/contract/index.ts';
import { NOW } from './builders/a-trading-host.ts';
import { type AnApi, anApi } from './builders/an-api.ts';

const BODIES: Readonly<Record<string, unknown>> = {
  changeRuntimeMode: { tradingPaused: true, why: 'to see' },
  kill: { why: 'to see' },
};
const QUERIES: Readonly<Record<string, string>> = { getCandles: '?symbol=BTC-USDT-SWAP' };

/** Each path of each route, with the least that it can be asked with. */
const ASKED = ROUTES.flatMap((route) =>
  [route.path, ...(route.also ?? [])].map(
    (path) =>
      [`${route.method} ${path}`, route, `${path.replace('{id}', 'decision-0')}${QUERIES[route.name] ?? ''}`] as const,
  ),
);
const isChange = ({ kind }: Route) => kind === 'change' || kind === 'way_out';
const ASKED_TO_CHANGE = ASKED.filter(([, route]) => isChange(route));

let served: AnApi;
beforeAll(async () => {
  served = await anApi();
});
afterAll(() => served.api.close(0));

function init(route: Route): { method: string; body?: string } {
  const method = route.method.toUpperCase();
  return isChange(route) ? { method, body: JSON.stringify(BODIES[route.name] ?? {}) } : { method };
}
async function read<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  return schema.parse(await (await served.ask(path)).json());
}
async function problem(answer: Response): Promise<contract.Problem> {
  return contract.problem.parse(await answer.json());
}
const ids = (page: { items: readonly { decision_log_id: string }[] }) => page.items.map((item) => item.decision_log_id);
const DECISIONS = '/internal/autotrade/v1/decisions';

describe('every route', () => {
  it.each(ASKED)('%s answers what its schema says and nothing beside it', async (_name, route, path) => {
    const answer = await served.ask(path, { ...init(route), token: true });
    expect(answer.status).toBe(200);
    if (typeof route.response === 'string') {
      expect(answer.headers.get('content-type')).toBe(route.response);
      return;
    }
    const body: unknown = await answer.json();
    // A schema drops what it does not know.
    expect(route.response.parse(body)).toEqual(body);
  });

  it.each(ASKED_TO_CHANGE)('%s needs the token', async (_name, route, path) => {
    const before = served.host.asked.length;
    const answer = await served.ask(path, init(route));
    expect([answer.status, (await problem(answer)).code, served.host.asked.length]).toEqual([
      401,
      'host/unauthorized',
      before,
    ]);
  });

  it.each(ASKED_TO_CHANGE)('%s refuses a body with a field that it does not know', async (_name, route, path) => {
    const body = JSON.stringify({ why: 'to see', tradingPaused: true, positons: 'flatten' });
    const answer = await served.ask(path, { ...init(route), body, token: true });
    expect([answer.status, (await problem(answer)).errors?.[0]?.path]).toEqual([400, 'body']);
  });

  it.each(ASKED)('%s tells how it can be asked when it is asked otherwise', async (_name, route, path) => {
    const answer = await served.ask(path, { method: 'DELETE', token: true });
    expect([answer.status, (await problem(answer)).code]).toEqual([405, 'host/wrong_method']);
    expect(answer.headers.get('allow')?.split(', ')).toContain(route.method.toUpperCase());
  });
});

describe('a list of decisions', () => {
  it('is told page by page, each decision once', async () => {
    const first = await read(`${DECISIONS}?limit=4`, contract.decisionPage);
    const second = await read(`${DECISIONS}?limit=4&after=${first.next}`, contract.decisionPage);
    expect([ids(first).length, ids(second).length, second.next]).toEqual([4, 3, null]);
    expect(new Set([...ids(first), ...ids(second)]).size).toBe(7);
  });

  it.each([
    ['a symbol', 'symbol=ETH-USDT-SWAP', ['decision-1', 'decision-3', 'decision-5']],
    ['an outcome', 'outcome=executed&limit=2', ['decision-0', 'decision-2']],
    ['a time', `from=${NOW - 600_000}&to=${NOW}`, ['decision-1', 'decision-2']],
    ['an order', 'order=oldest_first&limit=1', ['decision-6']],
  ])('is read by %s', async (_by, query, expected) => {
    expect(ids(await read(`${DECISIONS}?${query}`, contract.decisionPage))).toEqual(expected);
  });

  it.each([
    ['limit=0', 'query.limit'],
    ['limit=1001', 'query.limit'],
    ['outcome=won', 'query.outcome'],
    ['from=yesterday', 'query.from'],
    ['sort=at', 'query'],
  ])('refuses ?%s and names the field', async (query, path) => {
    const answer = await served.ask(`${DECISIONS}?${query}`);
    expect([answer.status, (await problem(answer)).errors?.map((error) => error.path)]).toEqual([400, [path]]);
  });
});

describe('a decision', () => {
  it('that is not known is not found', async () => {
    const answer = await served.ask(`${DECISIONS}/none`);
    expect([answer.status, (await problem(answer)).code]).toEqual([404, 'host/not_found']);
  });
});

describe('a change', () => {
  it('reaches the host with who asked and why', async () => {
    await served.ask('/internal/autotrade/v1/kill', {
      method: 'POST',
      token: true,
      body: JSON.stringify({ by: 'ann', why: 'it burns', positions: 'flatten' }),
    });
    expect(served.host.asked.at(-1)).toBe('kill by ann, flatten: it burns');
  });

  it('needs no body where nothing has to be said', async () => {
    const answer = await served.ask('/internal/autotrade/v1/scheduler/pause', { method: 'POST', token: true });
    expect([answer.status, served.host.asked.at(-1)]).toEqual([200, 'pause by operator: paused by hand']);
  });
});

describe('prices', () => {
  it('are those of the symbols that are named', async () => {
    const { items } = await read('/api/market/v1/prices?symbols=ETH-USDT-SWAP,%20ETH-USDT-SWAP', contract.prices);
    expect(items.map(({ instrument }) => instrument)).toEqual(['ETH-USDT-SWAP']);
  });
});

describe('readiness', () => {
  it.each([
    ['ok', 200],
    ['degraded', 200],
    ['starting', 503],
    ['standby', 503],
    ['stopping', 503],
  ] as const)('of a host that is %s is %i, and it lives anyway', async (status, expected) => {
    served.host.now.status = status;
    const answers = await Promise.all([served.ask('/readyz'), served.ask('/healthz')]);
    served.host.now.status = 'ok';
    expect(answers.map((answer) => answer.status)).toEqual([expected, 200]);
  });
});
