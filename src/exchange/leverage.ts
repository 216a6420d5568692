import type { Rejection } from '../domain/denial.ts';
import { initialMargin } from '../domain/margin.ts';
import { fromMoney, type Money } from '../domain/money.ts';
import type { PositionKey } from '../domain/order-intent.ts';
import type { PositionState } from '../domain/position-state.ts';
import { freeMoney } from './account-margin.ts';
import type { ExchangeState } from './exchange-state.ts';
import { forgetGuards } from './execution.ts';
import { reject } from './order-check.ts';
import type { TradingAccount } from './trading-account.ts';

/**
 * Sets the leverage of a position, in hundredths, within what instrument, tier and free margin allow; `null` when it is done.
 *
 * An isolated position's margin moves with it: a lower leverage takes more out of what is free, a higher one gives back
 * what the position does not need at it.
 *
 * @see docs/simulation.md#margin
 */
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
  const [before, margin] = [position.leverage, position.margin];
  const available = freeMoney(exposure.wallet);
  position.leverage = leverage;
  if (position.isolated && position.lots !== 0) {
    const wanted = isolatedMarginAt(position, market.judgedMarks);
    if (leverage < before ? wanted > margin : wanted < margin) position.margin = wanted;
  }
  const free = freeMoney(exposure.wallet);
  if (leverage < before && free < 0n) {
    position.leverage = before;
    position.margin = margin;
    return reject('insufficient_margin', 'At this leverage, the margin would not be enough.', {
      needed: fromMoney(available - free).toFixed(),
      available: fromMoney(available).toFixed(),
      currency: exposure.wallet.currency,
    });
  }
  forgetGuards(exposure);
  if (account.listener === null) return null;
  state.happenings.add(account, { type: 'leverage', position: key, leverage, isolatedMargin: position.margin });
  return null;
}

/**
 * What an isolated position of this leverage is backed with: its initial margin at the entry price, and no less than
 * what leaves its initial margin at the mark price after the loss that it has.
 */
function isolatedMarginAt(position: PositionState, marks: number): Money {
  const atEntry = position.marginFor(position.cost);
  const atMark = initialMargin(position.value(marks), position.leverage) - position.unrealized(marks);
  return atMark > atEntry ? atMark : atEntry;
}
