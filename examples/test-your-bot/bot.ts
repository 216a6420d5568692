import type { BaseBroker, InstrumentId, Order } from 'brokerkit';

/** The bot under test: buys once, with a stop two percent below, and never while it holds something. */
export async function buyOnce(broker: BaseBroker, instrument: InstrumentId): Promise<Order | null> {
  const held = await broker.getPositions();
  if (held.length > 0) return null;
  const price = await broker.getMarketPrice(instrument);
  return broker.placeOrder({
    instrument,
    side: 'buy',
    quantity: '0.01',
    pricing: { type: 'market' },
    protection: { stopLoss: { trigger: { price: price.mul('0.98').toFixed(1) } } },
  });
}
