import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBroker } from '../../../src/create-broker.ts';
import { OKX_METRICS } from '../../../src/okx/okx-metrics.ts';
import { loadOkx } from '../../../src/okx/session/load-okx.ts';
import type { BaseBroker } from '../../../src/ports/broker.ts';
import type { Metrics } from '../../../src/ports/metrics.ts';
import { type FaultKind, MockOkx } from '../../../src/testing/index.ts';
import { aMoment, RacingClock } from '../../contract/racing-clock.ts';

const SWAP = 'BTC-USDT-SWAP';
const ORDER = 'POST trade/order';

/** What the first connection would load otherwise, within the time of one test. */
beforeAll(async () => void (await loadOkx()), 60_000);

let clock: RacingClock;
let mock: MockOkx;
let broker: BaseBroker;
afterEach(async () => {
  await broker.close();
  await mock.close();
  clock.stop();
});

interface Told {
  readonly name: string;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

async function connected() {
  const told: Told[] = [];
  const metrics: Metrics = {
    count: (name, labels = {}, by = 1) => void told.push({ name, value: by, labels }),
    observe: (name, value, labels = {}) => void told.push({ name, value, labels }),
  };
  clock = new RacingClock();
  mock = await MockOkx.start({ clock, historyMinutes: 0, prices: { [SWAP]: '60000' } });
  broker = createBroker(
    {
      kind: 'okx_demo',
      ...mock.credentials,
      endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
      instruments: [SWAP],
    },
    { clock, fraction: () => 0, metrics },
  );
  await broker.connect();
  return {
    of: (name: string) => told.filter((one) => one.name === name).map(({ value, labels }) => ({ value, ...labels })),
    forget: () => void told.splice(0),
  };
}

const buy = () =>
  broker.placeOrder({ instrument: SWAP, side: 'buy', quantity: '0.02', pricing: { type: 'limit', price: '59000' } });
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await aMoment();
};

describe('a request to OKX', () => {
  it('is counted as answered, with how long it took', async () => {
    const { of, forget } = await connected();
    forget();
    await buy();
    await until(() => of(OKX_METRICS.requests).length > 0);
    expect(of(OKX_METRICS.requests)).toContainEqual({ value: 1, request: ORDER, result: 'answered' });
    expect(of(OKX_METRICS.latency)).toContainEqual({ value: expect.any(Number), request: ORDER });
    expect(of(OKX_METRICS.errors)).toEqual([]);
  });

  it.each<readonly [FaultKind, 'answered' | 'failed', string]>([
    ['insufficient_margin', 'answered', '51008'],
    ['rate_limited', 'answered', '50011'],
    ['bad_gateway', 'failed', 'http_502'],
    ['html', 'failed', 'http_200'],
    ['reset', 'failed', 'net/connection_lost'],
  ])('that meets %s is %s, and its error is counted as %s', async (fault, result, code) => {
    const { of, forget } = await connected();
    mock.faults.failNext('POST /api/v5/trade/order', fault);
    forget();
    await buy();
    await until(() => of(OKX_METRICS.requests).length > 0);
    expect(of(OKX_METRICS.requests)).toContainEqual({ value: 1, request: ORDER, result });
    expect(of(OKX_METRICS.errors)).toContainEqual({ value: 1, code });
  });
});

describe('the WebSockets', () => {
  it('are told to be up, each by its name', async () => {
    const { of } = await connected();
    const up = of(OKX_METRICS.streamUp);
    for (const stream of ['public', 'private', 'business']) expect(up).toContainEqual({ value: 1, stream });
  });

  it('are told to be down when they are lost, and up again when they are back', async () => {
    const { of, forget } = await connected();
    forget();
    mock.streams.faults.inject({ kind: 'drop', where: { url: 'private' } });
    await until(() => of(OKX_METRICS.streamUp).length === 2);
    expect(of(OKX_METRICS.streamUp)).toEqual([
      { value: 0, stream: 'private' },
      { value: 1, stream: 'private' },
    ]);
  });
});
