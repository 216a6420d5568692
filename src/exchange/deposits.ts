import { fromMoney, type Money } from '../domain/money.ts';
import { OrderError } from '../errors/index.ts';
import { spendableMoney } from './account-margin.ts';
import type { ExchangeState } from './exchange-state.ts';
import { tellLedger } from './news.ts';
import type { TradingAccount } from './trading-account.ts';

/** Moves money in or out of an account. @throws {OrderError} `order/refused` when more would leave than is free. */
export function transferMoney(state: ExchangeState, account: TradingAccount, currency: string, amount: Money): void {
  const wallet = account.wallet(currency);
  const free = spendableMoney(wallet);
  if (amount < 0n && -amount > free) {
    throw new OrderError(`${fromMoney(-amount).toFixed()} ${currency} cannot leave the account.`, {
      code: 'order/refused',
      details: { currency, free: fromMoney(free).toFixed() },
    });
  }
  account.transfer(currency, amount);
  tellLedger(state, wallet, 'transfer', amount);
}
