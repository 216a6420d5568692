import { PersistenceError, type StoredPortfolio, type Stores } from 'brokerkit';
import { memoryStores } from 'brokerkit/persistence';
import { describe, expect, it } from 'vitest';
import { PortfolioReads } from '../../examples/express-host/src/host/portfolio-reads.ts';

const SNAPSHOT: StoredPortfolio = {
  ...{ at: 1, accountCurrency: 'USDT', cash: '100', equity: '100', freeMargin: '100', realizedPnl: '0' },
  ...{ unrealizedPnl: '0', fees: '0', funding: '0', drawdownFraction: '0.0123456711234' },
  ...{ sharpe: 1.23456789, winRate: null, profitFactor: null, positions: [] },
};

/** Stores whose closed positions can be away. */
async function someStores(): Promise<{ readonly stores: Stores; readonly toggle: () => void }> {
  const kept = memoryStores({ portfolioId: 'simulation', runtimeMode: 'simulator' });
  await kept.portfolio.snapshot(SNAPSHOT);
  let isAway = false;
  const portfolio: Stores['portfolio'] = {
    snapshot: (value) => kept.portfolio.snapshot(value),
    closed: (value) => kept.portfolio.closed(value),
    latest: () => kept.portfolio.latest(),
    positions: () => kept.portfolio.positions(),
    equity: (query) => kept.portfolio.equity(query),
    equityCurve: (query) => kept.portfolio.equityCurve(query),
    closedPositions: (query) =>
      isAway
        ? Promise.reject(new PersistenceError('Away.', { code: 'store/unavailable' }))
        : kept.portfolio.closedPositions(query),
  };
  const toggle = () => {
    isAway = !isAway;
  };
  return { stores: { ...kept, portfolio }, toggle };
}

describe('an account whose closed trades cannot be read', () => {
  it('is told, with nothing in their place, and since when', async () => {
    const { stores, toggle } = await someStores();
    const now = { now: () => at };
    let at = 1_000;
    const reads = new PortfolioReads(now);
    const read = () => reads.read({ mode: 'simulator', venue: 'here', stores, broker: null }, null);
    toggle();
    await read();
    at = 2_000;
    const code = 'store/unavailable';
    expect(await read()).toMatchObject({
      ...{ account: { equity: '100' }, closedPositions: null, decisions: [], events: null },
      unavailable: [
        { section: 'closedPositions', since: 1_000, code },
        { section: 'events', since: 1_000, code },
      ],
    });
  });

  it('is whole again when they can', async () => {
    const { stores, toggle } = await someStores();
    const reads = new PortfolioReads({ now: () => 0 });
    const read = () => reads.read({ mode: 'simulator', venue: 'here', stores, broker: null }, null);
    toggle();
    await read();
    toggle();
    expect(await read()).toMatchObject({ closedPositions: [], events: [], unavailable: [] });
  });
});

describe('the figures of an account', () => {
  it('have as many digits as a person can use, and a drawdown is never shown as a smaller one', async () => {
    const { stores } = await someStores();
    const reads = new PortfolioReads({ now: () => 0 });
    const { account } = await reads.read({ mode: 'simulator', venue: 'here', stores, broker: null }, null);
    expect(account).toMatchObject({ drawdownFraction: '0.01234568', sharpe: 1.23457, winRate: null });
  });
});
