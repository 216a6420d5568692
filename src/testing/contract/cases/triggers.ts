import assert from 'node:assert/strict';
import { subject } from '../contract-case.ts';
import { inState, same } from '../expectations.ts';

const needs = ['market'] as const;

export const triggers = subject('triggers as the price moves', (it) => {
  it(
    'sells at the market when the price falls to a stop',
    async (bench) => {
      await bench.trade('buy', 2);
      const trigger = { price: await bench.priceAt('0.97') };
      const quantity = bench.minimum(bench.swap, 2);
      const pricing = { type: 'stop_market', trigger } as const;
      const stop = await bench.place({ side: 'sell', quantity, pricing, effect: 'reduce_only' });
      inState(stop, 'armed');
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.98'));
      inState(await bench.order(stop), 'armed');
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.96'));
      await bench.eventually('it is filled', async () => (await bench.order(stop)).state === 'filled');
      assert.ok((await bench.order(stop)).averagePrice?.lte(trigger.price));
      assert.equal(await bench.position(), undefined);
    },
    { needs },
  );

  it(
    'buys at the market when the price rises to a stop',
    async (bench) => {
      const trigger = { price: await bench.priceAt('1.02') };
      const stop = await bench.place({ pricing: { type: 'stop_market', trigger } });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('1.03'));
      await bench.eventually('it is filled', async () => (await bench.order(stop)).state === 'filled');
      assert.ok((await bench.order(stop)).averagePrice?.gte(trigger.price));
      const told = bench.heard('order.updated').filter(({ order }) => order.clientOrderId === stop.clientOrderId);
      assert.ok(told.some(({ cause }) => cause.type === 'order.triggered'));
    },
    { needs },
  );

  it(
    'turns a stop-limit into a limit order that never sells below its limit',
    async (bench) => {
      await bench.trade('buy');
      const pricing = {
        type: 'stop_limit',
        trigger: { price: await bench.priceAt('0.97') },
        price: await bench.priceAt('0.94'),
      } as const;
      const stop = await bench.place({ side: 'sell', pricing, effect: 'reduce_only' });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.96'));
      await bench.eventually('it is filled', async () => (await bench.order(stop)).state === 'filled');
      assert.ok((await bench.order(stop)).averagePrice?.gte(pricing.price));
    },
    { needs },
  );

  it(
    'leaves a stop-limit resting when the price has jumped past its limit',
    async (bench) => {
      await bench.trade('buy');
      const pricing = {
        type: 'stop_limit',
        trigger: { price: await bench.priceAt('0.97') },
        price: await bench.priceAt('0.965'),
      } as const;
      const stop = await bench.place({ side: 'sell', pricing, effect: 'reduce_only' });
      await bench.market.gap(bench.swap.id, await bench.priceAt('0.9'));
      await bench.eventually('it is triggered', async () => (await bench.order(stop)).state === 'working');
      same((await bench.order(stop)).filledQuantity, '0', 'what has filled');
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('1.1'));
      await bench.eventually('it is filled', async () => (await bench.order(stop)).state === 'filled');
      assert.ok((await bench.order(stop)).averagePrice?.gte(pricing.price));
    },
    { needs },
  );

  it(
    'fills a stop past which the price has jumped at the price after the jump, not at its trigger',
    async (bench) => {
      await bench.trade('buy');
      const trigger = { price: await bench.priceAt('0.97') };
      const pricing = { type: 'stop_market', trigger } as const;
      const stop = await bench.place({ side: 'sell', pricing, effect: 'reduce_only' });
      const after = await bench.priceAt('0.9');
      await bench.market.gap(bench.swap.id, after);
      await bench.eventually('it is filled', async () => (await bench.order(stop)).state === 'filled');
      const price = (await bench.order(stop)).averagePrice;
      assert.ok(
        price?.sub(after).abs().lt(bench.swap.tickSize.mul(20)),
        `it filled at ${price}, the price was ${after}`,
      );
    },
    { needs },
  );

  it(
    'sells when the price rises to a take-profit',
    async (bench) => {
      await bench.trade('buy');
      const trigger = { price: await bench.priceAt('1.02') };
      const pricing = { type: 'take_profit_market', trigger } as const;
      const order = await bench.place({ side: 'sell', pricing, effect: 'reduce_only' });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('1.03'));
      await bench.eventually('it is filled', async () => (await bench.order(order)).state === 'filled');
      assert.equal(await bench.position(), undefined);
    },
    { needs },
  );

  it(
    'lets a trailing stop follow a rising price and sell on the way back',
    async (bench) => {
      await bench.trade('buy');
      const start = await bench.broker.getMarketPrice(bench.swap.id);
      const pricing = { type: 'trailing_stop', distance: { fraction: '0.02' } } as const;
      const order = await bench.place({ side: 'sell', pricing, effect: 'reduce_only' });
      await bench.market.setPrice(bench.swap.id, start.mul('1.05').toFixed(0));
      await bench.market.setPrice(bench.swap.id, start.mul('1.04').toFixed(0));
      inState(await bench.order(order), 'armed');
      await bench.market.setPrice(bench.swap.id, start.mul('1.01').toFixed(0));
      await bench.eventually('it is filled', async () => (await bench.order(order)).state === 'filled');
      const price = (await bench.order(order)).averagePrice;
      assert.ok(price?.lte(start.mul('1.0291')) && price.gte(start.mul('1.0099')), `it sold at ${price}`);
    },
    { needs },
  );

  it(
    'lets a trailing stop wait for its activation price',
    async (bench) => {
      await bench.trade('buy');
      const start = await bench.broker.getMarketPrice(bench.swap.id);
      const activation = { price: start.mul('1.05').toFixed(0) };
      const pricing = { type: 'trailing_stop', distance: { fraction: '0.01' }, activation } as const;
      const order = await bench.place({ side: 'sell', pricing, effect: 'reduce_only' });
      await bench.market.setPrice(bench.swap.id, start.mul('0.96').toFixed(0));
      await bench.settle();
      inState(await bench.order(order), 'armed');
      await bench.market.setPrice(bench.swap.id, start.mul('1.06').toFixed(0));
      await bench.market.setPrice(bench.swap.id, start.mul('1.03').toFixed(0));
      await bench.eventually('it is filled', async () => (await bench.order(order)).state === 'filled');
    },
    { needs },
  );

  it(
    'acts on the mark price where the trigger says so, whatever the last price does',
    async (bench) => {
      await bench.trade('buy');
      const trigger = { price: await bench.priceAt('0.97'), by: 'mark' } as const;
      const pricing = { type: 'stop_market', trigger } as const;
      const stop = await bench.place({ side: 'sell', pricing, effect: 'reduce_only' });
      await bench.market.mark(bench.swap.id, await bench.priceAt('0.96'));
      // In a replay of bars the order that was set off meets the next one.
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.995'));
      await bench.eventually('it is filled', async () => (await bench.order(stop)).state === 'filled');
      assert.ok((await bench.order(stop)).averagePrice?.gt(trigger.price));
    },
    { needs },
  );

  it(
    'sets nothing off that was canceled before',
    async (bench) => {
      await bench.trade('buy');
      const pricing = { type: 'stop_market', trigger: { price: await bench.priceAt('0.97') } } as const;
      const stop = await bench.place({ side: 'sell', pricing, effect: 'reduce_only' });
      await bench.broker.cancelOrder(stop);
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.95'));
      await bench.settle();
      inState(await bench.order(stop), 'canceled');
      same((await bench.open()).quantity, bench.minimum(), 'the position');
    },
    { needs },
  );
});
