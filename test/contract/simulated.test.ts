import { describe, it } from 'vitest';
import { createBroker } from '../../src/create-broker.ts';
import {
  type ContractSetup,
  countingIds,
  describeBroker,
  FaultyVenue,
  MARKET_STYLES,
  ManualMarket,
  type MarketStyle,
} from '../../src/testing/index.ts';

/** A broker over the simulated exchange with all its controls: prices, clock and faults. */
function simulated(style: MarketStyle): ContractSetup {
  const market = new ManualMarket({ style, prices: { 'BTC-USDT-SWAP': '50000', 'BTC-USDT': '50000' } });
  let venue: FaultyVenue | undefined;
  const broker = createBroker(
    { kind: 'simulated', balances: { USDT: '10000' } },
    {
      market,
      ids: countingIds(),
      decorateVenue: (inner) => {
        venue = new FaultyVenue(inner);
        return venue;
      },
    },
  );
  return {
    broker,
    instruments: { swap: 'BTC-USDT-SWAP', spot: 'BTC-USDT' },
    controls: { market, clock: market, ...(venue === undefined ? {} : { faults: venue }) },
  };
}

for (const style of MARKET_STYLES) {
  describeBroker(`SimulatedBroker over ${style}`, () => simulated(style), { describe, it });
}
