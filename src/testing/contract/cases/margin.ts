import assert from 'node:assert/strict';
import { ZERO } from '../../../domain/decimal.ts';
import type { Bench } from '../bench.ts';
import { subject } from '../contract-case.ts';
import { denied, inState, same } from '../expectations.ts';

const needs = ['market'] as const;

/** An isolated position at ten times, large enough that its fate matters and small enough for the risk limits. */
async function tenfold(bench: Bench, side: 'buy' | 'sell'): Promise<void> {
  await bench.broker.setLeverage({ instrument: bench.swap.id, marginMode: 'isolated' }, '10');
  const equity = (await bench.broker.getBalance()).equity;
  const quantity = equity.mul('0.5').div(await bench.broker.getMarketPrice(bench.swap.id));
  const order = await bench.place({ side, quantity, marginMode: 'isolated' });
  inState(order, 'filled');
}

export const margin = subject('margin, funding and liquidation', (it) => {
  it(
    'values a position at the mark price',
    async (bench) => {
      const order = await bench.trade('buy', 10);
      const mark = await bench.priceAt('1.01');
      await bench.market.mark(bench.swap.id, mark);
      await bench.settle();
      const position = await bench.open();
      same(position.markPrice, mark, 'the mark price');
      const entry = order.averagePrice ?? ZERO;
      same(position.unrealizedPnl, position.quantity.mul(mark).sub(position.quantity.mul(entry)), 'the profit');
      same((await bench.broker.getSnapshot()).unrealizedPnl, position.unrealizedPnl ?? ZERO, 'the snapshot’s profit');
    },
    { needs },
  );

  it(
    'gains with the price as a long and loses as a short',
    async (bench) => {
      await bench.trade('buy', 10);
      await bench.trade('sell', 10, { marginMode: 'isolated' });
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('1.02'));
      await bench.settle();
      assert.ok((await bench.open('cross')).unrealizedPnl?.gt(0));
      assert.ok((await bench.open('isolated')).unrealizedPnl?.lt(0));
    },
    { needs },
  );

  for (const [side, sign] of [
    ['buy', -1],
    ['sell', 1],
  ] as const) {
    it(
      `settles funding at its instant: a positive rate is ${side === 'buy' ? 'paid by a long' : 'received by a short'}`,
      async (bench) => {
        await bench.trade(side, 10);
        const { quantity } = await bench.open();
        const mark = await bench.priceAt('1.001');
        await bench.market.mark(bench.swap.id, mark);
        const before = await bench.cash(bench.swap.settleCurrency);
        await bench.market.funding(bench.swap.id, '0.0001');
        await bench.eventually('it is booked', () => bench.heard('ledger.entry').length > 0);
        const amount = quantity.mul(mark).mul('0.0001').mul(sign);
        same(await bench.cash(bench.swap.settleCurrency), before.add(amount), 'the cash');
        same((await bench.open()).funding, amount, 'the position’s funding');
      },
      { needs },
    );
  }

  it(
    'settles no funding without a position',
    async (bench) => {
      const before = await bench.cash(bench.swap.settleCurrency);
      await bench.market.funding(bench.swap.id, '0.01');
      await bench.settle();
      same(await bench.cash(bench.swap.settleCurrency), before, 'the cash');
    },
    { needs },
  );

  it(
    'counts funding in what a closed position came to',
    async (bench) => {
      await bench.trade('buy', 10);
      await bench.market.funding(bench.swap.id, '-0.0002');
      await bench.eventually('it is booked', () => bench.heard('ledger.entry').length > 0);
      await bench.trade('sell', 10);
      const [closed] = await bench.broker.getClosedPositions({ limit: 1 });
      assert.ok(closed !== undefined);
      assert.ok(closed.funding.gt(0));
      same(closed.netPnl, closed.realizedPnl.sub(closed.fees).add(closed.funding), 'the net profit');
    },
    { needs },
  );

  for (const [side, past] of [
    ['buy', '0.85'],
    ['sell', '1.15'],
  ] as const) {
    it(
      `liquidates an isolated ${side === 'buy' ? 'long' : 'short'} when its margin is used up, and takes no more`,
      async (bench) => {
        const before = await bench.cash(bench.swap.settleCurrency);
        await tenfold(bench, side);
        const { isolatedMargin, fees } = await bench.open('isolated');
        await bench.market.setPrice(bench.swap.id, await bench.priceAt(past));
        await bench.eventually('the position is gone', async () => (await bench.position('isolated')) === undefined);
        const [closed] = await bench.broker.getClosedPositions({ limit: 1 });
        assert.equal(closed?.closedBy, 'liquidation');
        const lost = async () => before.sub(await bench.cash(bench.swap.settleCurrency));
        // What the insurance fund pays may be told a little later.
        await bench.eventually('no more is lost than the margin', async () =>
          (await lost()).lte(isolatedMargin.add(fees)),
        );
        assert.ok((await lost()).gt(isolatedMargin.mul('0.5')));
      },
      { needs },
    );
  }

  it(
    'does not liquidate a position whose margin still carries it',
    async (bench) => {
      await tenfold(bench, 'buy');
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.95'));
      await bench.settle();
      const position = await bench.open('isolated');
      assert.ok(position.liquidationPrice?.lt(position.markPrice ?? ZERO));
    },
    { needs },
  );

  it(
    'takes a liquidated position’s orders away',
    async (bench) => {
      await tenfold(bench, 'buy');
      const price = await bench.priceAt('1.3');
      const pricing = { type: 'limit', price } as const;
      const exit = await bench.place({ side: 'sell', marginMode: 'isolated', effect: 'reduce_only', pricing });
      inState(exit, 'working');
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.85'));
      await bench.eventually('the position is gone', async () => (await bench.position('isolated')) === undefined);
      await bench.eventually('its order is gone', async () => (await bench.order(exit)).isTerminal);
    },
    { needs },
  );

  it(
    'stops opening after a day’s loss above the limit, and still lets positions close',
    async (bench) => {
      await tenfold(bench, 'buy');
      const { equity } = await bench.broker.getBalance();
      const quantity = equity.mul('1.4').div(await bench.broker.getMarketPrice(bench.swap.id));
      inState(await bench.place({ quantity }), 'filled');
      await bench.market.setPrice(bench.swap.id, await bench.priceAt('0.93'));
      await bench.settle();
      denied(await bench.place(), 'daily_loss_limit', 'drawdown_limit', 'trading_paused');
      const exit = await bench.place({ side: 'sell', effect: 'reduce_only' });
      inState(exit, 'filled');
      const pricing = { type: 'limit', price: await bench.priceAt('1.2') } as const;
      const resting = await bench.place({ side: 'sell', effect: 'reduce_only', pricing });
      inState(await bench.broker.cancelOrder(resting), 'canceled');
      const { remainder } = await bench.broker.closePosition({ instrument: bench.swap.id, marginMode: 'cross' });
      same(remainder, '0', 'the remainder');
      await bench.broker.closePosition({ instrument: bench.swap.id, marginMode: 'isolated' });
    },
    { needs },
  );

  it(
    'rejects what the margin does not cover, with what is needed and what there is',
    async (bench) => {
      // Half of the equity as margin is what our own limit allows; twice that in two instruments is more than there is.
      await bench.broker.setLeverage({ instrument: bench.swap.id, marginMode: 'cross' }, '2');
      await bench.broker.setLeverage({ instrument: bench.swap.id, marginMode: 'isolated' }, '2');
      const { equity } = await bench.broker.getBalance();
      const quantity = equity.mul('0.95').div(await bench.broker.getMarketPrice(bench.swap.id));
      inState(await bench.place({ quantity, marginMode: 'isolated' }), 'filled');
      const pricing = { type: 'limit', price: await bench.priceAt('0.99') } as const;
      inState(await bench.place({ quantity, pricing }), 'working', 'denied', 'rejected');
      const last = await bench.place({
        instrument: bench.spot.id,
        quantity: equity.mul('0.6').div(await bench.broker.getMarketPrice(bench.spot.id)),
      });
      inState(last, 'rejected', 'denied');
      if (last.state !== 'rejected') return;
      assert.ok(['insufficient_balance', 'insufficient_margin'].includes(last.rejection.reason), last.rejection.reason);
      assert.ok('needed' in last.rejection.figures && 'available' in last.rejection.figures);
    },
    { needs },
  );
});
