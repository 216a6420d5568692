import type { Balance, CurrencyBalance, PortfolioSnapshot } from '../domain/account.ts';
import { fromMoney } from '../domain/money.ts';
import type { Session } from './session.ts';

export function readBalance({ ledger, now }: Session): Balance {
  const currencies = new Set([ledger.accountCurrency, ...ledger.account.currencies()]);
  const rows: CurrencyBalance[] = [];
  for (const currency of currencies) {
    const { equity, unrealized, free } = ledger.margin(currency);
    const cash = ledger.account.cash(currency);
    // A currency that has come and gone is nothing that one has.
    if (currency !== ledger.accountCurrency && cash === 0n && equity === 0n) continue;
    rows.push({
      currency,
      cash: fromMoney(cash),
      equity: fromMoney(equity),
      free: fromMoney(free),
      used: fromMoney(equity > free ? equity - free : 0n),
      unrealizedPnl: fromMoney(unrealized),
    });
  }
  return { accountCurrency: ledger.accountCurrency, equity: fromMoney(ledger.equity()), currencies: rows, at: now };
}

export function readSnapshot({ ledger, now }: Session): PortfolioSnapshot {
  const equity = ledger.equity();
  const { fees, funding } = ledger.totals();
  const positions = ledger.positions();
  let unrealized = 0n;
  for (const { facts } of positions) {
    const { instrument } = facts;
    const currency = instrument.type === 'spot' ? instrument.quoteCurrency : instrument.settleCurrency;
    unrealized += ledger.inAccountCurrency(facts.unrealized ?? 0n, currency);
  }
  const { performance } = ledger;
  performance.sample(now, ledger);
  return {
    at: now,
    accountCurrency: ledger.accountCurrency,
    cash: fromMoney(ledger.account.cash(ledger.accountCurrency)),
    equity: fromMoney(equity),
    freeMargin: fromMoney(ledger.margin(ledger.accountCurrency).free),
    realizedPnl: fromMoney(ledger.realizedNet()),
    unrealizedPnl: fromMoney(unrealized),
    fees: fromMoney(fees),
    funding: fromMoney(funding),
    drawdownFraction: performance.drawdown(equity),
    sharpe: performance.sharpe,
    winRate: performance.winRate,
    profitFactor: performance.profitFactor,
    positions,
    closedPositions: ledger.closedPositions({}),
  };
}
