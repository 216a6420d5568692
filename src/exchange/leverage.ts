import type { Rejection } from '../domain/denial.ts';
import type { PositionKey } from '../domain/order-intent.ts';
import { freeMoney } from './account-margin.ts';
import type { ExchangeState } from './exchange-state.ts';
import { reject } from './order-check.ts';
import type { TradingAccount } from './trading-account.ts';

/** Sets the leverage of a position, in hundredths, within what instrument, tier and free margin allow; `null` when it is done. */
export function changeLeverage(
  state: ExchangeState,
  account: TradingAccount,
  key: PositionKey,
  leverage: number,
): Rejection | null {
  const market = state.marketById(key.instrument);
  const { instrument } = market;
  if ((instrument.type === 'spot') !== (key.marginMode === 'cash') || instrument.type === 'spot') {
    return reject('leverage_not_allowed', `${instrument.id} has no leverage in margin mode ${key.marginMode}.`);
  }
  const exposure = state.exposure(account, market, key.marginMode);
  const { position } = exposure;
  if (position === null) return reject('leverage_not_allowed', `${instrument.id} has no leverage.`);
  const worst = Math.max(
    Math.abs(position.lots),
    Math.abs(position.lots + exposure.buyLots),
    Math.abs(position.lots - exposure.sellLots),
  );
  const most = Math.min(instrument.maxLeverage.mul(100).floor().toNumber(), market.tiers.of(worst).maxLeverage);
  if (!Number.isInteger(leverage) || leverage < 100 || leverage > most) {
    return reject('leverage_not_allowed', `The leverage of ${instrument.id} is 1 to ${most / 100} here.`, {
      requested: `${leverage / 100}`,
      maximum: `${most / 100}`,
    });
  }
  const before = position.leverage;
  position.leverage = leverage;
  if (leverage < before && freeMoney(exposure.wallet) < 0n) {
    position.leverage = before;
    return reject('insufficient_margin', 'At this leverage, the margin would not be enough.');
  }
  if (account.listener !== null) state.happenings.add(account, { type: 'leverage', position: key, leverage });
  return null;
}
