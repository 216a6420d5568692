import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { portfolio as portfolioSchema } from '../../examples/express-host/src/contract/index.ts';
import { aTradingHost, type MemoryHost, NOW } from './builders/a-trading-host.ts';
import { type AnApi, anApi, sendRaw } from './builders/an-api.ts';
import * as views from './builders/views.ts';

const PORTFOLIO = '/internal/autotrade/v1/portfolio';

describe('reads of the same', () => {
  let reads: number;
  let now: number;
  let host: MemoryHost;
  let served: AnApi;
  beforeEach(async () => {
    reads = 0;
    now = NOW;
    const { portfolio, decisions, exposure } = aTradingHost();
    host = aTradingHost({
      exposure: () => {
        reads += 1;
        return exposure();
      },
      portfolio: async () => {
        reads += 1;
        return { ...(await portfolio()), mode: host.now.mode };
      },
      decisions: (query) => {
        reads += 1;
        return decisions(query);
      },
    });
    served = await anApi({ host, now: () => now });
  });
  afterEach(() => served.api.close(0));
  const ask = () => served.ask(PORTFOLIO);

  it('share an answer for a quarter of a second', async () => {
    await Promise.all(Array.from({ length: 20 }, ask));
    now += 249;
    await ask();
    expect(reads).toBe(1);
    now += 1;
    await ask();
    expect(reads).toBe(2);
  });

  it('share one for longer where it is reckoned from what is told', async () => {
    const exposure = () => served.ask('/internal/autotrade/v1/exposure');
    await exposure();
    now += 1_999;
    await exposure();
    expect(reads).toBe(1);
    host.live.tell({ type: 'decision', decision: views.aDecision(0, NOW) });
    await exposure();
    expect(reads).toBe(2);
  });

  it('share none with reads of something else', async () => {
    await served.ask('/internal/autotrade/v1/decisions?limit=1');
    await served.ask('/internal/autotrade/v1/decisions?limit=2');
    expect(reads).toBe(2);
  });

  it('share one by whatever name it is asked', async () => {
    await served.ask('/internal/autotrade/v1/decisions?limit=1&order=newest_first');
    await served.ask('/internal/autotrade/v1/decisions?order=newest_first&limit=1');
    await ask();
    await served.ask('/api/autotrade/v1/portfolio');
    expect(reads).toBe(2);
  });

  it('share none across a change of mode', async () => {
    await ask();
    host.now.mode = 'paper';
    expect(portfolioSchema.parse(await (await ask()).json()).mode).toBe('paper');
  });

  it('share none across a change by the API', async () => {
    await ask();
    await served.ask('/internal/autotrade/v1/scheduler/pause', { method: 'POST', token: true });
    await ask();
    expect(reads).toBe(2);
  });

  it.each([
    ['a fill', { type: 'fill', fill: views.aFill(NOW) }, 2],
    ['a change of mode', { type: 'runtime_mode', runtimeMode: views.aRuntimeMode('simulator') }, 2],
    ['the scheduler', { type: 'scheduler', scheduler: views.aScheduler(NOW) }, 1],
    ['a price', { type: 'prices', items: [] }, 1],
  ] as const)('that came before %s was told are shared or not', async (_what, news, expected) => {
    await ask();
    host.live.tell(news.type === 'prices' ? { ...news, items: [] } : news);
    await ask();
    expect(reads).toBe(expected);
  });

  it('need no body where the reader has it', async () => {
    const etag = (await ask()).headers.get('etag') ?? '';
    // As browsers ask; `fetch` would add that it wants everything anew.
    const again = await sendRaw(
      served.port,
      `GET ${PORTFOLIO} HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: ${etag}\r\nConnection: close\r\n\r\n`,
    );
    expect([again.split('\r\n')[0], again.split('\r\n\r\n')[1]]).toEqual(['HTTP/1.1 304 Not Modified', '']);
  });
});

describe('the dashboard', () => {
  let folder: string;
  let served: AnApi;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>entry</title>');
    await writeFile(join(folder, 'assets', 'index-a1b2.js'), 'export {};');
    await writeFile(join(folder, '.env'), 'SECRET=1');
    served = await anApi({ dashboard: folder });
  });
  afterAll(async () => {
    await served.api.close(0);
    await rm(folder, { recursive: true });
  });
  const page = { headers: { Accept: 'text/html,*/*;q=0.8' } };

  it.each(['/', '/decisions/decision-1'])('has its entry at %s', async (path) => {
    const answer = await served.ask(path, page);
    expect([await answer.text(), answer.headers.get('cache-control')]).toEqual([
      '<!doctype html><title>entry</title>',
      'no-cache',
    ]);
  });

  it('has files that are kept for good where their name tells their content', async () => {
    const answer = await served.ask('/assets/index-a1b2.js');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  });

  it.each(['/internal/autotrade/v1/none', '/api/none', '/assets/none.js', '/.env', '/assets/..%2f..%2fpackage.json'])(
    'has no page at %s',
    async (path) => {
      expect((await served.ask(path, page)).status).toBeGreaterThanOrEqual(400);
    },
  );

  it('is no answer to who asks for data', async () => {
    expect((await served.ask('/decisions', { headers: { Accept: 'application/json' } })).status).toBe(404);
  });
});
