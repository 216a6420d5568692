import type { Rejection, RejectionReason } from '../domain/denial.ts';
import { exactProduct } from '../domain/exact.ts';
import { fromMoney, type Money } from '../domain/money.ts';
import { isConditional, type TriggerSource } from '../domain/order-intent.ts';
import { addsNoRisk, fitsOrder, freeMoney, orderMargin, spendableMoney } from './account-margin.ts';
import { type Market, touchOf } from './market.ts';
import type { OrderCommand } from './order-command.ts';
import { risingOf } from './order-end.ts';
import { ASK, BID } from './order-slots.ts';
import type { Exposure } from './trading-account.ts';

export function reject(
  reason: RejectionReason,
  venueMessage: string,
  figures: Readonly<Record<string, string>> = {},
): Rejection {
  return { reason, venueCode: reason, venueMessage, figures };
}

/** What the market or the account has against an order, money included; `null` when it is welcome. */
export function checkOrder(exposure: Exposure, command: OrderCommand): Rejection | null {
  return checkRules(exposure, command) ?? checkMoney(exposure, command);
}

/** The rules of the domain's `checkIntent`, on integers. */
function checkRules(exposure: Exposure, command: OrderCommand): Rejection | null {
  const { market } = exposure;
  const { instrument } = market;
  const { lots, type, limitTicks } = command;
  if (instrument.state !== 'live') {
    const passive = instrument.state === 'post_only' && type === 'limit' && command.timeInForce === 'post_only';
    if (!passive) return reject('instrument_unavailable', `${instrument.id} is ${instrument.state}.`);
  }
  if ((command.marginMode === 'cash') !== (instrument.type === 'spot')) {
    return reject('other', `${instrument.id} cannot be traded in margin mode ${command.marginMode}.`);
  }
  if (!(lots >= instrument.minLots) || !Number.isSafeInteger(lots)) {
    return reject(
      'invalid_quantity',
      `The smallest order of ${instrument.id} is ${instrument.minQuantity.toFixed()}.`,
      {
        minimum: instrument.minQuantity.toFixed(),
      },
    );
  }
  const limited = limitTicks !== null;
  const most = limited ? instrument.maxLimitLots : instrument.maxMarketLots;
  if (most !== null && lots > most) {
    const maximum = instrument.quantityOf(most).toFixed();
    return reject('invalid_quantity', `The largest order of this type is ${maximum}.`, { maximum });
  }
  if (limited !== (type === 'limit' || type.endsWith('_limit')) || (limited && !isPrice(limitTicks))) {
    return reject('invalid_price', 'The limit price is missing, not above zero, or not wanted.');
  }
  if (command.effect === 'reduce_only') {
    const held = exposure.lots;
    if (held === 0) return reject('nothing_to_reduce', `There is no position in ${instrument.id}.`);
    if (held > 0 === (command.side === 'buy')) {
      return reject('reduce_only_wrong_side', `A ${command.side} would enlarge the position in ${instrument.id}.`);
    }
    if (lots > Math.abs(held)) {
      const position = instrument.quantityOf(Math.abs(held)).toFixed();
      return reject('invalid_quantity', 'A reduce-only order cannot be larger than the position.', { position });
    }
  }
  if (type === 'limit') return null;
  if (instrument.maxMarketValue !== null && !limited && market.hasPrice) {
    const value = instrument.quantityOf(lots).mul(instrument.priceOf(market.referenceTicks));
    if (value.gt(instrument.maxMarketValue)) {
      return reject('invalid_quantity', `A market order may be worth ${instrument.maxMarketValue.toFixed()}.`, {
        value: value.toFixed(),
        maximum: instrument.maxMarketValue.toFixed(),
      });
    }
  }
  return isConditional(type) ? checkTrigger(market, command) : null;
}

/** Whether a number can be the ticks of a price. */
export function isPrice(ticks: number): boolean {
  return Number.isSafeInteger(ticks) && ticks >= 1;
}

function checkTrigger(market: Market, command: OrderCommand): Rejection | null {
  const { triggerTicks, triggerBy, type, trail } = command;
  if (type === 'trailing_stop') {
    const valid =
      trail !== null && ('ticks' in trail ? trail.ticks >= 1 : trail.billionths > 0 && trail.billionths < 1e9);
    if (!valid) return reject('invalid_price', 'A trailing stop keeps a distance of a tick or more, below 100 %.');
    if (triggerTicks === null) return null;
  }
  if (triggerTicks === null || !isPrice(triggerTicks)) return reject('invalid_price', 'The trigger price is missing.');
  return checkTriggerPassed(market, triggerBy, risingOf(type, command.side === 'buy' ? BID : ASK), triggerTicks);
}

/**
 * Whether the price has passed a trigger already. Where no price is known yet, the first one decides; and where a bar has
 * just begun, its open has to say so, too: whoever has traded at it may place his stop by it.
 */
export function checkTriggerPassed(
  market: Market,
  triggerBy: TriggerSource,
  rising: boolean,
  triggerTicks: number,
): Rejection | null {
  const price = market.watched(triggerBy);
  const opening = triggerBy === 'last' || !market.ownMarks ? market.cursor : Number.NaN;
  const past = (reference: number): boolean => (rising ? reference >= triggerTicks : reference <= triggerTicks);
  if (!past(price) || (!Number.isNaN(opening) && !past(opening))) return null;
  return reject('invalid_price', `The ${triggerBy} price is at or past the trigger already.`, {
    trigger: market.instrument.priceOf(triggerTicks).toFixed(),
    [triggerBy]: market.instrument.tickUnit.mul(price).toFixed(),
  });
}

/** Price at which the cost of an order is judged: its limit, or what a market order would meet; NaN when that is not known. */
export function judgedTicks(market: Market, command: OrderCommand): number {
  if (command.limitTicks !== null) return command.limitTicks;
  if (command.triggerTicks !== null) return command.triggerTicks;
  const touch = touchOf(market);
  if (!Number.isNaN(touch)) return touch;
  const best = command.side === 'buy' ? market.book.bestAsk() : market.book.bestBid();
  return Number.isFinite(best) ? best : market.referenceTicks;
}

/** Conditional orders of swaps bind nothing before their trigger: they are checked then. */
function checkMoney(exposure: Exposure, command: OrderCommand): Rejection | null {
  const ticks = judgedTicks(exposure.market, command);
  if (Number.isNaN(ticks)) {
    return command.type === 'market' || isConditional(command.type)
      ? reject('no_liquidity', `No price of ${exposure.instrument.id} is known yet.`)
      : null;
  }
  const side = command.side === 'buy' ? BID : ASK;
  if (exposure.position === null) return checkSpot(exposure, command, ticks);
  if (command.effect === 'reduce_only') return null;
  const cost = exactProduct(command.lots, ticks);
  if (addsNoRisk(exposure, side, Number(cost))) return null;
  const tier = checkTier(exposure, side, command.lots);
  if (tier !== null || isConditional(command.type)) return tier;
  return fitsOrder(exposure, side, cost) ? null : marginRejection(exposure, side, command.lots, ticks);
}

/** Whether the margin tier of the position that could come about allows its leverage. */
export function checkTier(exposure: Exposure, side: number, lots: number): Rejection | null {
  const { position, market } = exposure;
  if (position === null) return null;
  const open = side === BID ? position.lots + exposure.buyLots + lots : exposure.sellLots + lots - position.lots;
  const { maxLeverage } = market.tiers.of(open);
  if (position.leverage <= maxLeverage) return null;
  return reject('position_limit', 'A position of this size may not have this leverage.', {
    leverage: `${position.leverage / 100}`,
    maximum: `${maxLeverage / 100}`,
  });
}

function checkSpot(exposure: Exposure, command: OrderCommand, ticks: number): Rejection | null {
  const { instrument } = exposure;
  const armed = isConditional(command.type);
  if (command.side === 'buy') {
    const needed = BigInt(command.lots) * BigInt(ticks) * instrument.costMoney;
    return armed ? null : checkBalance(needed, spendableMoney(exposure.wallet), instrument.quoteCurrency);
  }
  const needed = BigInt(command.lots) * instrument.lotMoney;
  return armed ? null : checkBalance(needed, spendableMoney(exposure.baseWallet), instrument.baseCurrency);
}

function checkBalance(needed: Money, available: Money, currency: string): Rejection | null {
  if (needed <= available) return null;
  return reject('insufficient_balance', `The order needs more ${currency} than is free.`, {
    needed: fromMoney(needed).toFixed(),
    available: fromMoney(available).toFixed(),
    currency,
  });
}

export function marginRejection(exposure: Exposure, side: number, lots: number, ticks: number): Rejection {
  const needed = orderMargin(exposure, side, exactProduct(lots, ticks));
  return reject('insufficient_margin', 'The order needs more margin than is free.', {
    needed: fromMoney(needed).toFixed(),
    available: fromMoney(freeMoney(exposure.wallet)).toFixed(),
    currency: exposure.wallet.currency,
  });
}
