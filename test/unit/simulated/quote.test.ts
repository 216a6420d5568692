import { describe, expect, it } from 'vitest';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';
import type { MarketStyle } from '../../../src/testing/manual-market.ts';
import { aBroker, SWAP_ID } from './support.ts';

/** A market at 50,000 in which a bid of ours rests far below it and an ask not as far above. */
async function withRestingOrders(style: MarketStyle) {
  const { broker } = await aBroker({}, { style });
  const limit = (price: string) => ({ type: 'limit', price, timeInForce: 'gtc' }) as const;
  await broker.placeOrder(anIntent({ side: 'buy', quantity: '0.01', pricing: limit('40000') }));
  await broker.placeOrder(anIntent({ side: 'sell', quantity: '0.01', pricing: limit('52000') }));
  expect(await broker.getOpenOrders()).toHaveLength(2);
  return broker;
}

describe('a quote', () => {
  it.each<MarketStyle>(['candles', 'trades'])(
    'of a market of %s takes no order of our own for a price',
    async (style) => {
      await using broker = await withRestingOrders(style);
      expect(await broker.getQuote(SWAP_ID)).toMatchObject({ bid: null, ask: null });
      expect((await broker.getMarketPrice(SWAP_ID)).toFixed()).toBe('50000');
    },
  );

  it('of a market with a book is what stands best in it', async () => {
    await using broker = await withRestingOrders('book');
    const { bid, ask } = await broker.getQuote(SWAP_ID);
    expect([bid?.toFixed(), ask?.toFixed()]).toEqual(['49999.9', '50000.1']);
  });
});
