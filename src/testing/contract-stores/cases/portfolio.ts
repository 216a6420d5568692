import assert from 'node:assert/strict';
import { fails } from '../../contract/expectations.ts';
import { aClosedPosition, aPortfolio, aPositionRecord, uuid } from '../records.ts';
import { storeSubject } from '../store-case.ts';

export const portfolio = storeSubject('the portfolio', (it) => {
  it('has no snapshot before the first', async ({ stores }) => {
    assert.equal(await stores.portfolio.latest(), null);
    assert.deepEqual(await stores.portfolio.positions(), []);
  });

  it('gives back the newest snapshot with its positions', async ({ stores }) => {
    const positions = [aPositionRecord(), aPositionRecord({ instrument: 'ETH-USDT-SWAP', decisionIds: [] })];
    const snapshot = aPortfolio(1, { positions, sharpe: 1 / 3 });
    await stores.portfolio.snapshot(snapshot);
    assert.deepEqual(await stores.portfolio.latest(), snapshot);
    assert.deepEqual(await stores.portfolio.positions(), positions);
  });

  it('keeps cross and isolated positions of one instrument apart', async ({ stores }) => {
    const positions = [aPositionRecord(), aPositionRecord({ marginMode: 'isolated', side: 'short' })];
    await stores.portfolio.snapshot(aPortfolio(1, { positions }));
    assert.deepEqual(await stores.portfolio.positions(), positions);
  });

  it('forgets positions that the newest snapshot does not have', async ({ stores }) => {
    await stores.portfolio.snapshot(aPortfolio(1));
    await stores.portfolio.snapshot(aPortfolio(2, { positions: [] }));
    assert.deepEqual(await stores.portfolio.positions(), []);
  });

  it('replaces a snapshot of the same instant', async ({ stores }) => {
    await stores.portfolio.snapshot(aPortfolio(1));
    await stores.portfolio.snapshot(aPortfolio(1, { equity: '5', positions: [] }));
    assert.deepEqual(await stores.portfolio.latest(), aPortfolio(1, { equity: '5', positions: [] }));
    assert.equal((await stores.portfolio.equity()).items.length, 1);
  });

  it('takes an older snapshot into the curve and leaves the newest as it is', async ({ stores }) => {
    await stores.portfolio.snapshot(aPortfolio(2));
    await stores.portfolio.snapshot(aPortfolio(1, { positions: [] }));
    assert.deepEqual(await stores.portfolio.latest(), aPortfolio(2));
    assert.equal((await stores.portfolio.equity()).items.length, 2);
  });

  it('tells every snapshot of a short curve, oldest first', async ({ stores }) => {
    for (const number of [3, 1, 2]) await stores.portfolio.snapshot(aPortfolio(number));
    const curve = await stores.portfolio.equityCurve();
    assert.deepEqual(
      curve,
      [1, 2, 3].map((number) => {
        const { positions: _, ...equity } = aPortfolio(number);
        return equity;
      }),
    );
    assert.deepEqual(
      (await stores.portfolio.equityCurve({ from: aPortfolio(2).at, to: aPortfolio(3).at })).map(({ at }) => at),
      [aPortfolio(2).at],
    );
  });

  it('tells a long curve at even distances, its ends included', async ({ stores }) => {
    for (let number = 1; number <= 41; number++) await stores.portfolio.snapshot(aPortfolio(number, { positions: [] }));
    const at = (number: number): number => aPortfolio(number).at;
    const told = async (points: number) => (await stores.portfolio.equityCurve({ points })).map((row) => row.at);
    assert.deepEqual(await told(5), [1, 11, 21, 31, 41].map(at));
    assert.deepEqual(await told(2), [1, 41].map(at));
  });

  it('tells what was in force where there was no snapshot', async ({ stores }) => {
    for (const number of [1, 2, 3, 101]) await stores.portfolio.snapshot(aPortfolio(number, { positions: [] }));
    const curve = await stores.portfolio.equityCurve({ points: 3 });
    assert.deepEqual(
      curve.map(({ at }) => at),
      [1, 3, 101].map((number) => aPortfolio(number).at),
    );
  });

  it('has no curve before the first snapshot, and refuses one of a point', async ({ stores }) => {
    assert.deepEqual(await stores.portfolio.equityCurve({ points: 5 }), []);
    await fails(() => stores.portfolio.equityCurve({ points: 1 }), 'config/invalid');
  });

  it('takes a closed position again and keeps one', async ({ stores }) => {
    await stores.portfolio.closed([aClosedPosition(1), aClosedPosition(2)]);
    await stores.portfolio.closed([aClosedPosition(2), aClosedPosition(3)]);
    await stores.portfolio.closed([]);
    const { items } = await stores.portfolio.closedPositions();
    assert.deepEqual(items, [aClosedPosition(3), aClosedPosition(2), aClosedPosition(1)]);
  });

  it('finds closed positions by instrument and by any of their decisions', async ({ stores }) => {
    const eth = aClosedPosition(1, { instrument: 'ETH-USDT-SWAP', decisionIds: [uuid(7), uuid(8)] });
    await stores.portfolio.closed([eth, aClosedPosition(2)]);
    for (const query of [{ instrument: 'ETH-USDT-SWAP' }, { decisionId: uuid(8) }] as const) {
      assert.deepEqual((await stores.portfolio.closedPositions(query)).items, [eth]);
    }
    assert.deepEqual((await stores.portfolio.closedPositions({ decisionId: uuid(9) })).items, []);
  });
});
