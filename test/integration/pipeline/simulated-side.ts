import { createBroker } from '../../../src/index.ts';
import { FaultyVenue } from '../../../src/testing/faulty-venue.ts';
import { ManualMarket } from '../../../src/testing/manual-market.ts';
import { IdleClock } from '../okx/idle-clock.ts';
import { type BrokerSide, BTC, PRICE } from './http-world.ts';

/** The simulator, its market kept at the instant of the clock. */
export async function simulatedSide(isExpectant: () => boolean): Promise<BrokerSide> {
  const clock = new IdleClock(isExpectant);
  const market = new ManualMarket({ prices: { [BTC]: PRICE } });
  const venues: FaultyVenue[] = [];
  const broker = createBroker(
    { kind: 'simulated', balances: { USDT: '100000' } },
    {
      market,
      decorateVenue: (venue) => {
        const faulty = new FaultyVenue(venue);
        venues.push(faulty);
        return faulty;
      },
    },
  );
  await broker.connect();
  const catchUp = (): void => market.advance(Math.max(0, clock.now() - market.now()));
  await clock.until(() => false, 30 * 60_000);
  catchUp();
  return {
    broker,
    clock,
    quote: (price) => {
      catchUp();
      market.setPrice(BTC, price);
    },
    truth: async () => {
      const [venue] = venues;
      if (venue === undefined) throw new Error('There is no venue.');
      const { positions, orders } = await venue.fetchAccount();
      const held = positions.rows.map(({ instrument, lots }) => instrument.quantityOf(lots).toFixed());
      const stops = orders.rows.flatMap(({ role, pricing }) =>
        role === 'stop_loss' && 'trigger' in pricing ? [`${pricing.trigger.price}`] : [],
      );
      const history = await broker.getOrderHistory({ limit: 1_000 });
      const came = [...history, ...(await broker.getOpenOrders())].filter(
        ({ role, state }) => (role === 'entry' || role === 'exit') && state !== 'denied',
      );
      return { quantity: held[0] ?? '0', stops, orders: came.length };
    },
    refuseNext: () => {
      venues[0]?.failNext('submit', { kind: 'refused', reason: 'insufficient_margin' });
    },
    close: () => broker.close(),
  };
}
