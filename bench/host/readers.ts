import { Agent, get } from 'node:http';

/** What a dashboard asks, as often as one asks it. */
const PATHS = [
  ...repeated(4, '/internal/autotrade/v1/portfolio'),
  ...repeated(2, '/internal/autotrade/v1/decisions?limit=50'),
  ...repeated(2, '/api/market/v1/prices'),
  '/internal/autotrade/v1/orders?limit=50',
  '/internal/autotrade/v1/fills?limit=50',
  '/internal/autotrade/v1/closed-positions?limit=50',
  '/internal/autotrade/v1/equity?points=300',
  '/internal/autotrade/v1/risk-journal',
  '/internal/autotrade/v1/audit',
  '/internal/autotrade/v1/calibration',
  '/internal/autotrade/v1/exposure',
  '/internal/autotrade/v1/runtime-mode',
  '/internal/autotrade/v1/scheduler',
  '/internal/autotrade/v1/alerts',
  '/api/market/v1/candles?symbol=BTC-USDT-SWAP&limit=300',
];

/** How the reads went. */
export interface ReadFigures {
  /** From the instant at which each was due, so that one that had to wait to be sent is late too; ascending. */
  readonly latenciesMs: readonly number[];
  readonly failures: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly slowest: readonly (readonly [path: string, ms: number])[];
}

/** So many reads a second for so long, at even distances whatever becomes of them. */
export async function readAll(url: string, perSecond: number, seconds: number): Promise<ReadFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const all: (readonly [path: string, ms: number])[] = [];
  const failures: Record<string, number> = {};
  let bytes = 0;
  const read = (path: string, dueAt: number): Promise<void> =>
    new Promise((resolve) => {
      const ended = (failure: string | null) => {
        all.push([path, performance.now() - dueAt]);
        if (failure !== null) failures[failure] = (failures[failure] ?? 0) + 1;
        resolve();
      };
      get(`${url}${path}`, { agent }, (response) => {
        response.on('data', (part: Buffer) => {
          bytes += part.length;
        });
        response.on('end', () => ended(response.statusCode === 200 ? null : `${path} ${response.statusCode}`));
      }).on('error', ({ message }) => ended(message));
    });
  const begunAt = performance.now();
  const total = perSecond * seconds;
  const under: Promise<void>[] = [];
  while (under.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - begunAt) / 1000) * perSecond));
    while (under.length < due) {
      const dueAt = begunAt + (under.length / perSecond) * 1000;
      under.push(read(PATHS[under.length % PATHS.length] ?? '/', dueAt));
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(under);
  agent.destroy();
  const slowest = all.toSorted(([, one], [, other]) => other - one).slice(0, 5);
  return { latenciesMs: all.map(([, ms]) => ms).toSorted((one, other) => one - other), failures, bytes, slowest };
}

function repeated(times: number, path: string): readonly string[] {
  return Array.from({ length: times }, () => path);
}
