import { type BaseBroker, randomIds, SystemClock, VenueBroker } from 'brokerkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CounterVenue } from './counter-venue.ts';

let broker: BaseBroker;

beforeEach(async () => {
  const venue = new CounterVenue({ clock: new SystemClock(), usdt: '10000', price: '50000' });
  // The engine with all that it does over any venue; a broker of your own is a constructor around this.
  broker = new VenueBroker({ kind: 'simulated', venue, ids: randomIds() });
  await broker.connect();
});
afterEach(() => broker.close());

const trade = (side: 'buy' | 'sell', quantity: string) =>
  broker.placeOrder({ instrument: 'BTC-USDT', side, quantity, pricing: { type: 'market' } });

describe('a broker over the counter', () => {
  it('buys at its price', async () => {
    const order = await trade('buy', '0.1');
    expect([order.state, order.averagePrice?.toFixed()]).toEqual(['filled', '50000']);
    expect((await broker.getPositions())[0]?.quantity.toFixed()).toBe('0.1');
  });

  it('agrees with it after every trade', async () => {
    await trade('buy', '0.1');
    await trade('sell', '0.0333');
    expect(await broker.reconcile()).toEqual([]);
    expect((await broker.getBalance()).equity.toFixed()).toBe('10000');
  });

  it('closes what it holds', async () => {
    await trade('buy', '0.1');
    await broker.closePosition({ instrument: 'BTC-USDT', marginMode: 'cash' });
    expect(await broker.getPositions()).toEqual([]);
  });

  it('is told why an order is not taken', async () => {
    const order = await trade('buy', '1');
    expect([order.state, order.rejection?.reason]).toEqual(['rejected', 'insufficient_balance']);
  });

  it('denies what the counter says that it cannot do', async () => {
    const order = await broker.placeOrder({
      ...{ instrument: 'BTC-USDT', side: 'buy', quantity: '0.1' },
      pricing: { type: 'limit', price: '40000' },
    });
    expect(order.state).toBe('denied');
  });

  it('says that there are no bars, and not that there was no trade', async () => {
    await expect(broker.getCandles('BTC-USDT')).rejects.toMatchObject({ code: 'venue/unavailable' });
  });
});
