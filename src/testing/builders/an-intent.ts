import type { OrderIntent } from '../../domain/order-intent.ts';

/** A market order to buy 0.01 BTC of the swap, changed where the test is about it. */
export function anIntent(change: Partial<OrderIntent> = {}): OrderIntent {
  return { instrument: 'BTC-USDT-SWAP', side: 'buy', quantity: '0.01', pricing: { type: 'market' }, ...change };
}
