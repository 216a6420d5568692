import type { SimulatedBrokerConfig } from '../../../src/config.ts';
import { SimulatedBroker } from '../../../src/simulated/simulated-broker.ts';
import { ManualMarket, type ManualMarketOptions } from '../../../src/testing/manual-market.ts';

export const SWAP_ID = 'BTC-USDT-SWAP';
export const SPOT_ID = 'BTC-USDT';

/** A connected simulated broker without fees, whose market is moved by hand; bitcoin costs 50,000. */
export async function aBroker(config: Partial<SimulatedBrokerConfig> = {}, market: Partial<ManualMarketOptions> = {}) {
  const prices = { [SWAP_ID]: '50000', 'ETH-USDT-SWAP': '3000', [SPOT_ID]: '50000', 'ETH-USDT': '3000' };
  const manual = new ManualMarket({ prices, ...market });
  const free = { maker: '0', taker: '0' };
  const broker = new SimulatedBroker(
    { kind: 'simulated', fees: { swap: free, spot: free }, ...config },
    { market: manual },
  );
  await broker.connect();
  return { broker, market: manual };
}
