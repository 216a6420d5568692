import assert from 'node:assert/strict';
import type { Instrument } from '../../../domain/instrument.ts';
import { subject } from '../contract-case.ts';
import { fails, inState } from '../expectations.ts';

/** `BTC/USDT:USDT` for a swap, `BTC/USDT` for spot. */
function unified({ type, baseCurrency, quoteCurrency, settleCurrency }: Instrument): string {
  return `${baseCurrency}/${quoteCurrency}${type === 'swap' ? `:${settleCurrency}` : ''}`;
}

export const instruments = subject('instruments and prices', (it) => {
  it('states the rules of a swap: steps, limits and leverage above zero', async ({ swap, ids }) => {
    assert.equal(swap.id, ids.swap);
    assert.equal(swap.type, 'swap');
    assert.equal(swap.settleCurrency, swap.quoteCurrency);
    for (const field of ['lotSize', 'minQuantity', 'tickSize', 'contractValue', 'maxLeverage'] as const) {
      assert.ok(swap[field].gt(0), `${field} is ${swap[field].toFixed()}`);
    }
  });

  it('states the rules of a spot instrument', async ({ spot, ids }) => {
    assert.equal(spot.id, ids.spot);
    assert.equal(spot.type, 'spot');
    assert.ok(spot.minQuantity.gte(spot.lotSize));
    assert.notEqual(spot.baseCurrency, spot.quoteCurrency);
  });

  it('takes a unified symbol wherever it takes an instrument id', async ({ broker, swap, spot }) => {
    assert.equal((await broker.getInstrument(unified(swap))).id, swap.id);
    assert.equal((await broker.getInstrument(unified(spot))).id, spot.id);
    assert.equal((await broker.getQuote(unified(swap))).instrument, swap.id);
    assert.ok((await broker.getMarketPrice(unified(swap))).gt(0));
  });

  it('translates a unified symbol in an order once: the order names the instrument', async (bench) => {
    const order = await bench.rest({ instrument: unified(bench.swap) });
    assert.equal(order.instrument, bench.swap.id);
    assert.ok((await bench.broker.getOpenOrders(unified(bench.swap))).some((one) => one.instrument === bench.swap.id));
  });

  it('does not know an instrument that the venue does not list', async ({ broker }) => {
    const unknown = 'NOSUCHCOIN-USDT-SWAP';
    await fails(() => broker.getInstrument(unknown), 'venue/unknown_instrument', 'getInstrument');
    await fails(() => broker.getMarketPrice(unknown), 'venue/unknown_instrument', 'getMarketPrice');
    await fails(() => broker.getQuote(unknown), 'venue/unknown_instrument', 'getQuote');
    await fails(() => broker.getCandles(unknown), 'venue/unknown_instrument', 'getCandles');
  });

  it('sends no order for an instrument that the venue does not list', async (bench) => {
    await fails(() => bench.place({ instrument: 'NOSUCHCOIN-USDT-SWAP', quantity: '1' }), 'venue/unknown_instrument');
    assert.deepEqual(bench.heard('order.updated'), []);
  });

  it('quotes a bid that is not above the ask', async ({ broker, swap, spot }) => {
    for (const { id } of [swap, spot]) {
      const { bid, ask, at } = await broker.getQuote(id);
      assert.ok(bid === null || ask === null || bid.lte(ask), `${id}: ${bid?.toFixed()} is above ${ask?.toFixed()}`);
      assert.ok(at > 0);
    }
  });

  it('gives as the market price the mid of bid and ask, else the last price', async (bench) => {
    await bench.eventually('quote and price are of the same moment', async () => {
      const { bid, ask, last } = await bench.broker.getQuote(bench.swap.id);
      const price = await bench.broker.getMarketPrice(bench.swap.id);
      const expected = bid !== null && ask !== null ? bid.add(ask).div(2) : last;
      return expected?.eq(price) ?? false;
    });
  });

  it('trades at its own prices: a market order fills near the quote', async (bench) => {
    const price = await bench.broker.getMarketPrice(bench.swap.id);
    const order = await bench.place();
    inState(order, 'filled');
    const distance = order.averagePrice?.div(price).sub(1).abs();
    assert.ok(distance?.lt('0.05'), `it filled ${distance?.toFixed()} away from the price`);
  });
});
