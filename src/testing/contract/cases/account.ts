import assert from 'node:assert/strict';
import { ZERO } from '../../../domain/decimal.ts';
import type { Bench } from '../bench.ts';
import { subject } from '../contract-case.ts';
import { same, sum } from '../expectations.ts';

/** The row of the currency in which the swap settles, and the open positions that settle in it. */
async function books(bench: Bench) {
  const { currencies } = await bench.broker.getBalance();
  const row = currencies.find(({ currency }) => currency === bench.swap.settleCurrency);
  assert.ok(row !== undefined, `the account has no ${bench.swap.settleCurrency}`);
  const swaps = (await bench.broker.getPositions()).filter(({ marginMode }) => marginMode !== 'cash');
  return { row, swaps };
}

export const account = subject('account', (it) => {
  it('adds up: equity is cash, isolated margin and unrealized profit', async (bench) => {
    await bench.trade('buy', 2);
    await bench.trade('sell', 1, { marginMode: 'isolated' });
    const { row, swaps } = await books(bench);
    const unrealized = sum(swaps.map(({ unrealizedPnl }) => unrealizedPnl ?? ZERO));
    const isolated = sum(swaps.map(({ isolatedMargin }) => isolatedMargin));
    assert.ok(isolated.gt(0));
    same(row.unrealizedPnl, unrealized, 'the unrealized profit');
    same(row.equity, row.cash.add(isolated).add(unrealized), 'the equity');
  });

  it('accounts for every digit of a round trip', async (bench) => {
    const before = await bench.cash(bench.swap.settleCurrency);
    const entry = await bench.trade('buy', 3);
    const exit = await bench.trade('sell', 3);
    const gain = exit.averagePrice?.sub(entry.averagePrice ?? ZERO).mul(entry.filledQuantity) ?? ZERO;
    const expected = before.add(gain).sub(entry.fee).sub(exit.fee);
    same(await bench.cash(bench.swap.settleCurrency), expected, 'the cash');
  });

  it('changes cash by a fee alone when a position opens', async (bench) => {
    const before = await bench.cash(bench.swap.settleCurrency);
    const order = await bench.trade('buy', 2);
    same(await bench.cash(bench.swap.settleCurrency), before.sub(order.fee), 'the cash');
  });

  it('moves isolated margin out of cash and back', async (bench) => {
    const before = await bench.cash(bench.swap.settleCurrency);
    const entry = await bench.trade('buy', 2, { marginMode: 'isolated' });
    const { isolatedMargin } = await bench.open('isolated');
    same(await bench.cash(bench.swap.settleCurrency), before.sub(entry.fee).sub(isolatedMargin), 'the cash');
    const exit = await bench.trade('sell', 2, { marginMode: 'isolated' });
    const gain = exit.averagePrice?.sub(entry.averagePrice ?? ZERO).mul(entry.filledQuantity) ?? ZERO;
    const expected = before.add(gain).sub(entry.fee).sub(exit.fee);
    same(await bench.cash(bench.swap.settleCurrency), expected, 'the cash afterwards');
  });

  it('binds margin with a position and frees it with its end', async (bench) => {
    const free = async () => (await books(bench)).row.free;
    const before = await free();
    await bench.trade('buy', 3);
    const { row } = await books(bench);
    assert.ok(row.free.lt(before) && row.used.gt(0));
    const { initialMargin } = await bench.open();
    assert.ok(initialMargin.gt(0));
    await bench.trade('sell', 3);
    assert.ok((await free()).gt(row.free));
  });

  it('binds money for resting orders and frees it when they are canceled', async (bench) => {
    const free = async () => (await books(bench)).row.free;
    const before = await free();
    await bench.rest({ quantity: bench.minimum(bench.swap, 5) });
    assert.ok((await free()).lt(before));
    await bench.broker.cancelAllOrders(bench.swap.id);
    same(await free(), before, 'what is free');
  });

  it('never says that more is free than there is', async (bench) => {
    await bench.trade('buy', 2);
    for (const row of (await bench.broker.getBalance()).currencies) {
      assert.ok(row.free.lte(row.equity.gt(row.cash) ? row.equity : row.cash), `${row.currency}: ${row.free}`);
      assert.ok(row.used.gte(0));
    }
  });

  it('gives a snapshot that agrees with balance and positions', async (bench) => {
    await bench.trade('buy', 2);
    const snapshot = await bench.broker.getSnapshot();
    const balance = await bench.broker.getBalance();
    assert.equal(snapshot.accountCurrency, balance.accountCurrency);
    same(snapshot.equity, balance.equity, 'the equity');
    const { row, swaps } = await books(bench);
    same(snapshot.cash, row.cash, 'the cash');
    const inSnapshot = snapshot.positions.filter(({ marginMode }) => marginMode !== 'cash');
    assert.equal(inSnapshot.length, swaps.length);
    same(snapshot.unrealizedPnl, sum(snapshot.positions.map(({ unrealizedPnl }) => unrealizedPnl ?? ZERO)), 'profit');
  });

  it('counts realized profit net of fees', async (bench) => {
    const before = await bench.broker.getSnapshot();
    await bench.trade('buy', 2);
    await bench.trade('sell', 2);
    const after = await bench.broker.getSnapshot();
    const [closed] = await bench.broker.getClosedPositions({ instrument: bench.swap.id, limit: 1 });
    assert.ok(closed !== undefined);
    same(after.realizedPnl.sub(before.realizedPnl), closed.netPnl, 'what was realized');
    same(after.fees.sub(before.fees), closed.fees, 'what was paid in fees');
    assert.ok(after.closedPositions.length > before.closedPositions.length);
  });

  it('gives every figure of the snapshot within its bounds, or null', async (bench) => {
    await bench.trade('buy', 1);
    await bench.trade('sell', 1);
    const { drawdownFraction, sharpe, winRate, profitFactor, freeMargin } = await bench.broker.getSnapshot();
    assert.ok(drawdownFraction.gte(0) && drawdownFraction.lte(1));
    assert.ok(winRate === null || (winRate >= 0 && winRate <= 1));
    assert.ok(profitFactor === null || (profitFactor >= 0 && Number.isFinite(profitFactor)));
    assert.ok(sharpe === null || Number.isFinite(sharpe));
    assert.ok(freeMargin.gte(0));
  });

  it('names each currency once', async ({ broker }) => {
    const names = (await broker.getBalance()).currencies.map(({ currency }) => currency);
    assert.equal(new Set(names).size, names.length);
  });
});
