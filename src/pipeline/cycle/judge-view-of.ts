import { Decimal, toDecimal, ZERO } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Order } from '../../domain/order.ts';
import { limitOf, triggerOf } from '../../domain/order-intent.ts';
import type { AffordableSize } from '../context/affordable-size.ts';
import type { TradingContext } from '../context/build-context.ts';
import type { SymbolContext } from '../context/symbol-context.ts';
import type { JudgedOrder, JudgedSymbol, JudgeView } from '../judge/judge-view.ts';

/** What the judge needs beside the context. */
export interface JudgeViewParts {
  readonly defaultLeverage: Decimal;
  readonly takerFeeRate: (instrument: Instrument) => Decimal;
  readonly refusedBefore: JudgeView['refusedBefore'];
  readonly canaries: readonly string[];
}

/** What the judge sees: prices and account in exact figures. `shown`: the largest entries as the prompt named them. */
export function judgeViewOf(
  context: TradingContext,
  parts: JudgeViewParts,
  shown: readonly AffordableSize[] = context.account.affordable,
): JudgeView {
  const { account, symbols, at } = context;
  const prices = new Map(symbols.map((symbol) => [symbol.instrument.id, priceOf(symbol)]));
  return {
    now: at,
    symbols: symbols.map((symbol) => ({
      ...judgedSymbol(symbol, context, parts),
      shownMaxima: maximaOf(shown.find(({ instrument }) => instrument.id === symbol.instrument.id)),
    })),
    accountCurrency: account.currency,
    equity: account.equity,
    dayHighWater: account.standing.dayHighWater,
    dayLoss: account.standing.dayLoss,
    positions: account.positions.map((position) => ({
      instrument: position.instrument,
      marginMode: position.marginMode,
      side: position.side,
      quantity: position.quantity,
      entryPrice: position.entryPrice,
      leverage: position.leverage,
      notional: position.notional,
      initialMargin: position.initialMargin,
      stopPrice: position.protection.stopPrice,
    })),
    openOrders: account.openOrders.map((order) => judgedOrder(order, prices.get(order.instrument) ?? null)),
    ...parts,
  };
}

function judgedSymbol(
  symbol: SymbolContext,
  { account }: TradingContext,
  { takerFeeRate }: JudgeViewParts,
): JudgedSymbol {
  const { instrument, quote, health, dailyVolatility } = symbol;
  const { settleCurrency } = instrument;
  return {
    instrument,
    bid: quote?.bid ?? null,
    ask: quote?.ask ?? null,
    last: quote?.last ?? null,
    mark: quote?.mark ?? null,
    health: health.status,
    ...(quote === null ? {} : { quotedAt: quote.at }),
    // Volatility is an estimate: six digits are all that it has.
    dailyVolatility: dailyVolatility === null ? null : new Decimal(dailyVolatility.toFixed(6)),
    takerFeeRate: takerFeeRate(instrument),
    free: account.balance.currencies.find(({ currency }) => currency === settleCurrency)?.free ?? ZERO,
  };
}

/** Each figure once; where nothing can be opened, 0 is no figure that anybody copies. */
function maximaOf(size: AffordableSize | undefined): readonly Decimal[] {
  const figures = (size?.byLeverage ?? []).map(({ maxQuantity }) => maxQuantity).filter((figure) => figure.gt(0));
  return figures.filter((figure, at) => figures.findIndex((other) => other.eq(figure)) === at);
}

function judgedOrder(order: Order, livePrice: Decimal | null): JudgedOrder {
  const { instrument, marginMode, side, effect, remainingQuantity, pricing } = order;
  const price = limitOf(pricing) ?? triggerOf(pricing)?.price;
  return {
    instrument,
    marginMode,
    side,
    effect,
    remainingQuantity,
    price: price === undefined ? livePrice : toDecimal(price, 'price'),
  };
}

function priceOf({ quote }: SymbolContext): Decimal | null {
  return quote?.last ?? quote?.mark ?? null;
}
