import { beforeAll, describe, it } from 'vitest';
import { createBroker } from '../../src/create-broker.ts';
import { loadOkx } from '../../src/okx/session/load-okx.ts';
import { type ContractSetup, countingIds, describeBroker, FaultyVenue } from '../../src/testing/index.ts';
import { MockOkx } from '../../src/testing/mock-okx/mock-okx.ts';
import { aMoment, RacingClock } from './racing-clock.ts';

/** What the first connection would load otherwise, within the time of one case. */
beforeAll(async () => void (await loadOkx()), 60_000);

/** The public broker over OKX's protocol on a mock exchange, with all controls. */
async function onMock(): Promise<ContractSetup> {
  const clock = new RacingClock();
  const mock = await MockOkx.start({
    clock,
    balances: { USDT: '10000' },
    prices: { 'BTC-USDT-SWAP': '50000', 'BTC-USDT': '50000' },
    historyMinutes: 0,
  });
  let venue: FaultyVenue | undefined;
  const broker = createBroker(
    {
      kind: 'okx_demo',
      ...mock.credentials,
      endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
      instruments: ['BTC-USDT-SWAP', 'BTC-USDT'],
    },
    {
      clock,
      ids: countingIds(),
      fraction: () => 0,
      decorateVenue: (inner) => {
        venue = new FaultyVenue(inner);
        return venue;
      },
    },
  );
  return {
    broker,
    instruments: { swap: 'BTC-USDT-SWAP', spot: 'BTC-USDT' },
    controls: { market: mock.market, clock, ...(venue === undefined ? {} : { faults: venue }) },
    settle: aMoment,
    cleanup: async () => {
      await mock.close();
      clock.stop();
    },
  };
}

describeBroker('OKXDemoBroker on the mock exchange', onMock, { describe, it });
