import type { OrderPreview } from '../domain/account.ts';
import { Decimal, ZERO } from '../domain/decimal.ts';
import { type Exact, exactProduct } from '../domain/exact.ts';
import type { Instrument } from '../domain/instrument.ts';
import { initialMargin, liquidationPrice } from '../domain/margin.ts';
import type { Quote } from '../domain/market.ts';
import { fromMoney, type Money } from '../domain/money.ts';
import { feeCurrencyOf, type Order } from '../domain/order.ts';
import type { OrderIntent } from '../domain/order-intent.ts';
import { PositionState } from '../domain/position-state.ts';
import { spotValue } from '../domain/spot-holding.ts';
import { isBrokerError } from '../errors/index.ts';
import { draftOrder } from './place-order.ts';
import { directionOf } from './risk-direction.ts';
import { rulesOf, shapeOf } from './send-order.ts';
import type { Session } from './session.ts';

/** What an order would cost and what would refuse it now. Sends and registers nothing. */
export async function previewOrder(session: Session, intent: OrderIntent): Promise<OrderPreview> {
  const order = draftOrder(session, intent, { clientOrderId: 'preview' });
  const { instrument, side } = order.identity;
  const { lots } = order.progress;
  const quote = await quoteOf(session, instrument);
  const price = expectedPrice(order, quote);
  const fees = session.description.fees(instrument);
  const { pricing } = order.identity;
  const isPassive = pricing.type === 'limit' && pricing.timeInForce === 'post_only';
  const ppm = isPassive ? fees.makerPpm : fees.takerPpm;
  const quantity = instrument.quantityOf(lots);
  const feeCurrency = feeCurrencyOf(instrument, side);
  const base = feeCurrency === instrument.settleCurrency ? quantity.mul(price ?? ZERO) : quantity;
  const ticks = price === null ? null : instrument.ticks(price, 'up');
  const bound = boundBy(session, order, ticks, ppm);
  // In the order in which the ring asks, so that the first refusal is the one that placing would meet.
  const denial =
    shapeOf(session, order) ??
    session.ring.preview(order, { ledger: session.ledger, direction: directionOf(session, order, lots) }) ??
    rulesOf(session, order);
  return {
    instrument: instrument.id,
    quantity,
    expectedPrice: price,
    slippageFraction: slippage(price, quote),
    fee: base.mul(ppm).div(1_000_000),
    feeCurrency,
    requiredMargin: fromMoney(bound.needed),
    availableMargin: fromMoney(session.ledger.margin(bound.currency).free),
    marginCurrency: bound.currency,
    liquidationPrice: ticks === null ? null : liquidationAfter(session, order, ticks),
    denial,
  };
}

async function quoteOf(session: Session, instrument: Instrument): Promise<Quote | null> {
  try {
    return await session.venue.market.getQuote(instrument.id);
  } catch (error) {
    // No price yet is an answer that the preview can give.
    if (isBrokerError(error, 'venue/unavailable')) return null;
    throw error;
  }
}

/** A limit where the order waits for one, the other side of the book where it takes, else the last price. */
function expectedPrice(order: Order, quote: Quote | null): Decimal | null {
  const touch = quote === null ? null : ((order.side === 'buy' ? quote.ask : quote.bid) ?? quote.last);
  const waits = order.limitPrice ?? order.triggerPrice;
  if (waits === null) return touch;
  if (touch === null || order.type !== 'limit') return waits;
  return order.side === 'buy' ? Decimal.min(waits, touch) : Decimal.max(waits, touch);
}

function slippage(price: Decimal | null, quote: Quote | null): Decimal | null {
  if (price === null || quote === null || quote.bid === null || quote.ask === null) return null;
  const mid = quote.bid.add(quote.ask).div(2);
  return price.sub(mid).abs().div(mid);
}

/** Money that the order would bind: initial margin with the fee for what it opens, for spot what it pays with. */
function boundBy(
  session: Session,
  order: Order,
  ticks: number | null,
  ppm: number,
): { readonly currency: string; readonly needed: Money } {
  const { instrument, side, marginMode, effect } = order.identity;
  const { lots } = order.progress;
  if (instrument.type === 'spot') {
    if (side === 'sell') return { currency: instrument.baseCurrency, needed: BigInt(lots) * instrument.lotMoney };
    return { currency: instrument.quoteCurrency, needed: ticks === null ? 0n : spotValue(instrument, lots, ticks) };
  }
  const currency = instrument.settleCurrency;
  const position = session.ledger.account.position(instrument, marginMode);
  const closes = position.lots !== 0 && position.lots > 0 !== (side === 'buy') ? Math.abs(position.lots) : 0;
  const opens = Math.max(0, lots - closes);
  if (ticks === null || effect === 'reduce_only' || opens === 0) return { currency, needed: 0n };
  const value = BigInt(exactProduct(opens, ticks)) * instrument.costMoney;
  return {
    currency,
    needed: initialMargin(value, position.leverage) + (value * BigInt(Math.max(0, ppm))) / 1_000_000n,
  };
}

/** Liquidation price of the position that the order would leave, all else unchanged. */
function liquidationAfter(session: Session, order: Order, ticks: number): Decimal | null {
  const { instrument, side, marginMode } = order.identity;
  if (instrument.type === 'spot') return null;
  const { ledger, description } = session;
  const present = ledger.account.position(instrument, marginMode);
  const after = new PositionState(instrument, { isolated: present.isolated, leverage: present.leverage });
  after.lots = present.lots;
  after.cost = present.cost;
  after.margin = present.margin;
  after.fill(side === 'buy' ? order.progress.lots : -order.progress.lots, ticks);
  if (after.lots === 0) return null;
  const ratePpm = description.tiers(instrument).of(after.lots).maintenancePpm + description.fees(instrument).takerPpm;
  const cost: Exact = after.cost;
  if (after.isolated) return liquidationPrice(instrument, after.lots, cost, after.margin, ratePpm);
  const currency = instrument.settleCurrency;
  let backing = ledger.account.cash(currency) + after.realizedMoney();
  backing -=
    (BigInt(exactProduct(order.progress.lots, ticks)) *
      instrument.costMoney *
      BigInt(description.fees(instrument).takerPpm)) /
    1_000_000n;
  for (const other of ledger.account.settlingIn(currency)) {
    if (other === present || other.isolated || other.lots === 0) continue;
    const marks = ledger.prices.marks(other.instrument);
    if (marks === null) continue;
    const rate =
      description.tiers(other.instrument).of(other.lots).maintenancePpm + description.fees(other.instrument).takerPpm;
    backing += other.unrealized(marks) - (other.value(marks) * BigInt(rate)) / 1_000_000n;
  }
  return liquidationPrice(instrument, after.lots, cost, backing, ratePpm);
}
