import { deny } from './check-intent.ts';
import { Decimal, type DecimalInput, toDecimal } from './decimal.ts';
import type { DecisionSize, EntryDecision } from './decision.ts';
import type { Denial } from './denial.ts';
import type { Instrument } from './instrument.ts';
import type { MarginMode, OrderEffect, OrderIntent, OrderPricing, Protection } from './order-intent.ts';

/** What the size of an entry depends on. */
export interface SizingView {
  readonly instrument: Instrument;
  /** In the instrument's settlement currency. */
  readonly equity: Decimal;
  /** Expected entry price, in quote currency per base unit: the last price, or what a limit order may pay. */
  readonly price: Decimal;
  /** Used where the decision names none. */
  readonly leverage: DecimalInput;
}

/** The order that carries out an entry and the leverage it counts on, or why there is none. */
export type Sizing =
  | { readonly outcome: 'order'; readonly intent: OrderIntent; readonly leverage: Decimal }
  | { readonly outcome: 'no_order'; readonly reason: Denial };

/**
 * Turns an entry into an order: its size in base units ({@link sizeInBase}), down to the lot, with stop and target
 * attached.
 *
 * Rounding never raises risk: a size below the smallest order gives no order. On spot the leverage is 1, and a sale only
 * reduces. The caller sets the leverage of the position before it places the order.
 *
 * @throws {OrderError} `order/invalid_number` for a size, price or leverage that is no decimal.
 */
export function toIntent(decision: EntryDecision, view: SizingView): Sizing {
  const { instrument } = view;
  const spot = instrument.type === 'spot';
  const leverage = spot ? new Decimal(1) : toDecimal(decision.leverage ?? view.leverage, 'leverage');
  if (!leverage.gt(0) || (!spot && leverage.gt(instrument.maxLeverage))) {
    const maximum = instrument.maxLeverage.toFixed();
    return noOrder('leverage_above_instrument', `Leverage of ${instrument.id} is above 0 and at most ${maximum}.`, {
      requested: leverage.toFixed(),
      maximum,
    });
  }
  const price = decision.limit === undefined ? view.price : toDecimal(decision.limit, 'limit');
  if (!price.gt(0)) return noOrder('no_market_price', `No price of ${instrument.id} is known yet.`, {});

  const wanted = sizeInBase(decision.size, { instrument, equity: view.equity, price, leverage });
  const lots = instrument.lots(wanted, 'down');
  if (lots < instrument.minLots) {
    const figures = {
      requested: wanted.toFixed(),
      minimum: instrument.minQuantity.toFixed(),
      lot: instrument.lotSize.toFixed(),
      equity: view.equity.toFixed(),
    };
    const message = `The size comes to ${wanted.toSignificantDigits(6).toFixed()}, below the smallest order of ${instrument.id}, ${figures.minimum}; quantities are never rounded up.`;
    return noOrder('below_min_quantity', message, figures);
  }
  const quantity = instrument.quantityOf(lots).toFixed();
  // What is sold of spot is held, or it cannot be sold: whoever takes the order says how much there is.
  const effect = spot && decision.action === 'sell' ? 'reduce_only' : decision.effect;
  return { outcome: 'order', intent: intentOf(decision, quantity, effect, spot ? 'cash' : 'cross'), leverage };
}

/**
 * A size in base units, not rounded: a margin times the leverage is a value, a value over the price is a quantity, and a
 * contract is so many base units.
 *
 * @throws {OrderError} `order/invalid_number` for a size that is no decimal.
 */
export function sizeInBase(
  size: DecisionSize,
  { instrument, equity, price, leverage }: Omit<SizingView, 'leverage'> & { readonly leverage: Decimal },
): Decimal {
  if ('quantity' in size) return toDecimal(size.quantity, 'quantity');
  if ('contracts' in size) return toDecimal(size.contracts, 'contracts').mul(instrument.contractValue);
  if ('notional' in size) return toDecimal(size.notional, 'notional').div(price);
  if ('margin' in size) return toDecimal(size.margin, 'margin').mul(leverage).div(price);
  return equity.mul(toDecimal(size.marginFraction, 'margin fraction')).mul(leverage).div(price);
}

function intentOf(
  decision: EntryDecision,
  quantity: string,
  effect: OrderEffect | undefined,
  usualMode: MarginMode,
): OrderIntent {
  const { limit, stop, target, decisionId } = decision;
  const pricing: OrderPricing = limit === undefined ? { type: 'market' } : { type: 'limit', price: limit };
  const protection: Protection = {
    ...(stop === undefined ? {} : { stopLoss: { trigger: { price: stop } } }),
    ...(target === undefined ? {} : { takeProfit: { trigger: { price: target } } }),
  };
  return {
    instrument: decision.instrument,
    side: decision.action,
    quantity,
    pricing,
    marginMode: decision.marginMode ?? usualMode,
    ...(effect === undefined ? {} : { effect }),
    ...(stop === undefined && target === undefined ? {} : { protection }),
    ...(decisionId === undefined ? {} : { decisionId }),
  };
}

function noOrder(code: Denial['code'], message: string, figures: Denial['figures']): Sizing {
  return { outcome: 'no_order', reason: deny(code, message, figures) };
}
