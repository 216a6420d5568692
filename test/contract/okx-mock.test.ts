import { describe, it } from 'vitest';
import { WebSocket } from 'ws';
import { SystemClock } from '../../src/engine/system-clock.ts';
import { VenueBroker } from '../../src/engine/venue-broker.ts';
import { riskGuard } from '../../src/interceptors/index.ts';
import { OkxMarketData } from '../../src/okx/market/okx-market-data.ts';
import { OkxLine } from '../../src/okx/okx-line.ts';
import { OkxVenue } from '../../src/okx/okx-venue.ts';
import { loadOkx } from '../../src/okx/session/load-okx.ts';
import { openSession } from '../../src/okx/session/okx-session.ts';
import { DialGate } from '../../src/okx/stream/dial-gate.ts';
import { type ContractSetup, countingIds, describeBroker, FaultyVenue } from '../../src/testing/index.ts';
import { MockOkx } from '../../src/testing/mock-okx/mock-okx.ts';
import { RequestRing } from '../../src/transport/request-ring.ts';

/** A broker over OKX's protocol on the mock exchange. */
async function onMock(): Promise<ContractSetup> {
  const mock = await MockOkx.start({
    balances: { USDT: '10000' },
    prices: { 'BTC-USDT-SWAP': '50000', 'BTC-USDT': '50000' },
  });
  const clock = new SystemClock();
  const line = new OkxLine({
    clock,
    ring: new RequestRing({ clock }),
    openSession: async () =>
      openSession({
        okx: await loadOkx(),
        credentials: mock.credentials,
        hosts: { rest: mock.restUrl, ws: mock.wsUrl },
        clock,
      }),
  });
  const inner: OkxVenue = new OkxVenue({
    name: 'okx demo',
    line,
    clock,
    market: new OkxMarketData({
      endpoints: line.reads.public,
      listings: () => inner.listings,
      clock,
      candleIntervalMs: 60_000,
      mostAgeMs: 1_000,
    }),
    accountCurrency: 'USDT',
    dial: (url) => new WebSocket(url),
    dialGate: new DialGate(clock),
    fraction: () => 0,
    lookupMargins: { orderMs: 50, conditionMs: 100 },
  });
  const venue = new FaultyVenue(inner);
  return {
    broker: new VenueBroker({
      kind: 'okx_demo',
      venue,
      ids: countingIds(),
      interceptors: [riskGuard({ mode: 'enforce', limits: {} })],
    }),
    instruments: { swap: 'BTC-USDT-SWAP', spot: 'BTC-USDT' },
    controls: { market: mock.market, faults: venue },
    settle: () => new Promise((resolve) => setTimeout(resolve, 20)),
    cleanup: () => mock.close(),
  };
}

describeBroker('OKX on the mock exchange', onMock, { describe, it }, { controls: ['market', 'faults'] });
