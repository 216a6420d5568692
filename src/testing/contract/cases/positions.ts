import assert from 'node:assert/strict';
import { subject } from '../contract-case.ts';
import { denied, fails, inState, same } from '../expectations.ts';

export const positions = subject('positions', (it) => {
  for (const [side, held] of [
    ['buy', 'long'],
    ['sell', 'short'],
  ] as const) {
    it(`opens a ${held} by a ${side}, at the order's average price`, async (bench) => {
      const order = await bench.trade(side, 2);
      const position = await bench.open();
      assert.equal(position.side, held);
      same(position.quantity, order.filledQuantity, 'the quantity');
      same(position.entryPrice, order.averagePrice ?? '0', 'the entry price');
      same(position.fees, order.fee, 'the fees');
      same(position.realizedPnl, '0', 'the realized profit');
      assert.ok(position.openedAt <= position.updatedAt);
      assert.equal(position.protection.status, 'none_requested');
    });
  }

  it('weighs the entry price when a position grows', async (bench) => {
    const [first, second] = [await bench.trade('buy'), await bench.trade('buy', 3)];
    const position = await bench.open();
    same(position.quantity, bench.minimum(bench.swap, 4), 'the quantity');
    const cost = (first.averagePrice?.mul(1) ?? bench.swap.tickSize).add(second.averagePrice?.mul(3) ?? '0');
    same(position.entryPrice, cost.div(4), 'the entry price');
  });

  it('keeps the entry price when a position shrinks, and realizes that part', async (bench) => {
    const entry = await bench.trade('buy', 3);
    const exit = await bench.trade('sell', 1);
    const position = await bench.open();
    same(position.quantity, bench.minimum(bench.swap, 2), 'the quantity');
    const gained = exit.averagePrice?.sub(entry.averagePrice ?? '0').mul(exit.filledQuantity) ?? exit.quantity;
    const rounding = bench.swap.tickSize.mul(bench.swap.lotSize);
    assert.ok(position.realizedPnl.sub(gained).abs().lte(rounding), 'it realized what the part gained');
  });

  it('turns a long into a short when more is sold than held', async (bench) => {
    await bench.trade('buy', 1);
    const turn = await bench.trade('sell', 3);
    const position = await bench.open();
    assert.equal(position.side, 'short');
    same(position.quantity, bench.minimum(bench.swap, 2), 'the quantity');
    same(position.entryPrice, turn.averagePrice ?? '0', 'the entry price');
    assert.equal((await bench.broker.getClosedPositions({ instrument: bench.swap.id }))[0]?.side, 'long');
  });

  it('has no position left once it is sold, and tells what it came to', async (bench) => {
    const entry = await bench.trade('buy', 2);
    const exit = await bench.trade('sell', 2);
    assert.equal(await bench.position(), undefined);
    const [closed] = await bench.broker.getClosedPositions({ instrument: bench.swap.id, limit: 1 });
    assert.ok(closed !== undefined);
    same(closed.maxQuantity, entry.quantity, 'the quantity');
    same(closed.entryPrice, entry.averagePrice ?? '0', 'the entry price');
    same(closed.exitPrice, exit.averagePrice ?? '0', 'the exit price');
    same(closed.fees, entry.fee.add(exit.fee), 'the fees');
    same(closed.netPnl, closed.realizedPnl.sub(closed.fees).add(closed.funding), 'the net profit');
    assert.equal(closed.closedBy, 'order');
    assert.ok(closed.openedAt <= closed.closedAt);
  });

  it('lets a reduce-only order shrink a position', async (bench) => {
    await bench.trade('buy', 2);
    const order = await bench.trade('sell', 1, { effect: 'reduce_only' });
    assert.equal(order.effect, 'reduce_only');
    same((await bench.open()).quantity, bench.minimum(), 'the quantity');
  });

  it('never lets reduce-only orders open the other side, not even together', async (bench) => {
    await bench.trade('buy', 2);
    const change = { side: 'sell', quantity: bench.minimum(bench.swap, 2), effect: 'reduce_only' } as const;
    const orders = await Promise.all([bench.place(change), bench.place(change)]);
    await bench.eventually('both have ended', async () =>
      (await Promise.all(orders.map((order) => bench.order(order)))).every(({ isTerminal }) => isTerminal),
    );
    assert.equal(await bench.position(), undefined);
  });

  it('closes a position whole, by reduce-only orders', async (bench) => {
    for (const side of ['buy', 'sell'] as const) {
      await bench.trade(side, 3);
      const { orders, remainder } = await bench.broker.closePosition({
        instrument: bench.swap.id,
        marginMode: 'cross',
      });
      same(remainder, '0', 'the remainder');
      assert.ok(orders.length >= 1);
      for (const order of orders) {
        inState(order, 'filled');
        assert.equal(order.effect, 'reduce_only');
        assert.equal(order.role, 'exit');
      }
      assert.equal(await bench.position(), undefined);
    }
  });

  it('closes no position where there is none', async ({ broker, swap }) => {
    const key = { instrument: swap.id, marginMode: 'cross' } as const;
    await fails(() => broker.closePosition(key), 'order/unknown_position');
  });

  it('closes once when asked twice at the same time', async (bench) => {
    await bench.trade('buy', 2);
    const key = { instrument: bench.swap.id, marginMode: 'cross' } as const;
    await Promise.allSettled([bench.broker.closePosition(key), bench.broker.closePosition(key)]);
    assert.equal(await bench.position(), undefined);
  });

  it('keeps a cross and an isolated position of one instrument apart', async (bench) => {
    await bench.trade('buy', 1, { marginMode: 'cross' });
    await bench.trade('sell', 2, { marginMode: 'isolated' });
    const [cross, isolated] = [await bench.open('cross'), await bench.open('isolated')];
    assert.equal(cross.side, 'long');
    same(cross.quantity, bench.minimum(), 'the cross quantity');
    assert.equal(isolated.side, 'short');
    same(isolated.quantity, bench.minimum(bench.swap, 2), 'the isolated quantity');
    await bench.broker.closePosition(isolated);
    assert.equal(await bench.position('isolated'), undefined);
    same((await bench.open('cross')).quantity, bench.minimum(), 'the cross quantity afterwards');
  });

  it('sets margin aside for an isolated position and not for a cross one', async (bench) => {
    await bench.trade('buy', 1, { marginMode: 'isolated' });
    const isolated = await bench.open('isolated');
    assert.ok(isolated.isolatedMargin.gt(0));
    assert.ok(isolated.initialMargin.gt(0) && isolated.maintenanceMargin.gt(0));
    await bench.trade('buy', 1, { marginMode: 'cross' });
    same((await bench.open('cross')).isolatedMargin, '0', 'the isolated margin of a cross position');
  });

  it('gives an isolated position a liquidation price on its losing side', async (bench) => {
    await bench.broker.setLeverage({ instrument: bench.swap.id, marginMode: 'isolated' }, '5');
    await bench.trade('buy', 1, { marginMode: 'isolated' });
    const long = await bench.open('isolated');
    assert.ok(long.liquidationPrice?.lt(long.entryPrice) && long.liquidationPrice.gt(long.entryPrice.mul('0.7')));
    await bench.broker.closePosition(long);
    await bench.trade('sell', 1, { marginMode: 'isolated' });
    const short = await bench.open('isolated');
    assert.ok(short.liquidationPrice?.gt(short.entryPrice) && short.liquidationPrice.lt(short.entryPrice.mul('1.3')));
  });

  it('sets the leverage of one instrument and mode, and no other', async (bench) => {
    await bench.broker.setLeverage({ instrument: bench.swap.id, marginMode: 'isolated' }, '2');
    await bench.broker.setLeverage({ instrument: bench.swap.id, marginMode: 'cross' }, '4');
    await bench.trade('buy', 1, { marginMode: 'isolated' });
    await bench.trade('buy', 1, { marginMode: 'cross' });
    same((await bench.open('isolated')).leverage, '2', 'the isolated leverage');
    same((await bench.open('cross')).leverage, '4', 'the cross leverage');
  });

  it('needs less margin at a higher leverage', async (bench) => {
    const key = { instrument: bench.swap.id, marginMode: 'cross' } as const;
    await bench.broker.setLeverage(key, '2');
    const low = await bench.broker.preview(bench.intent());
    await bench.broker.setLeverage(key, '4');
    const high = await bench.broker.preview(bench.intent());
    assert.ok(high.requiredMargin.lt(low.requiredMargin));
  });

  it('names the decisions that built a position', async (bench) => {
    await bench.trade('buy', 1, { decisionId: 'first' });
    await bench.trade('buy', 1, { decisionId: 'second' });
    assert.deepEqual((await bench.open()).decisionIds, ['first', 'second']);
    await bench.trade('sell', 2, { decisionId: 'out' });
    const [closed] = await bench.broker.getClosedPositions({ instrument: bench.swap.id, limit: 1 });
    assert.ok(closed?.decisionIds.includes('first') && closed.decisionIds.includes('second'));
  });

  it('does not let an order smaller than the minimum touch a position', async (bench) => {
    await bench.trade('buy', 1);
    const quantity = bench.swap.minQuantity.div(2);
    denied(await bench.place({ side: 'sell', quantity, effect: 'reduce_only' }), 'below_min_quantity');
    same((await bench.open()).quantity, bench.minimum(), 'the quantity');
  });
});
