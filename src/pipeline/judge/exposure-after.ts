import { AccountState } from '../../domain/account-state.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { exactProduct } from '../../domain/exact.ts';
import { type ExposingOrder, measureExposure } from '../../domain/exposure.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { type Money, toMoney } from '../../domain/money.ts';
import { LEVERAGE_SCALE } from '../../domain/position-state.ts';
import type { OrderExposure } from '../../domain/risk.ts';
import type { PricedEntry } from './entry-case.ts';
import type { JudgedOrder, JudgedPosition, JudgeView } from './judge-view.ts';
import { valueBeside } from './value-beside.ts';

/** What an entry would lead to, and what of it cannot be reckoned. */
export interface ExposureAfter {
  /** Without what has no value; `null` where the entry itself has none. */
  readonly exposure: OrderExposure | null;
  /** Instruments that are held or ordered and of which no price is known. */
  readonly unvalued: readonly string[];
}

/**
 * What an entry would lead to, as the risk guard reckons it: open orders and accepted siblings count as filled.
 *
 * What is held and ordered beside the trading symbols counts with its value, and so does what is held of a symbol without
 * a price.
 */
export function exposureAfter(entry: PricedEntry, order: ExposingOrder, leverage: number): ExposureAfter {
  const { positions, siblings, view, policy } = entry;
  const state = new AccountState({ defaultLeverage: LEVERAGE_SCALE });
  const others = valueBeside(view, policy.marginMode);
  const unvalued = new Set<string>(others.unvalued);
  let beside: Money = toMoney(others.value);
  for (const position of positions) {
    const instrument = instrumentOf(view, position.instrument);
    if (instrument === null) continue;
    if (marksOf(view, instrument) !== null) hold(state, position, instrument);
    else if (position.notional !== null) beside += toMoney(position.notional);
    else unvalued.add(position.instrument);
  }
  if (order.instrument.type === 'swap') state.position(order.instrument, order.marginMode).leverage = leverage;
  for (const { instrument: id, effect, price } of view.openOrders) {
    const instrument = instrumentOf(view, id);
    if (instrument === null || effect !== 'open') continue;
    if (!isKnown(price) && marksOf(view, instrument) === null) unvalued.add(id);
  }
  const working = view.openOrders.flatMap((open) => exposingOrder(open, view, policy.marginMode));
  const exposure = measureExposure(order, [...working, ...siblings.orders], {
    account: state,
    equity: toMoney(view.equity),
    marks: (instrument) => marksOf(view, instrument),
  });
  return {
    exposure: exposure === null ? null : { ...exposure, otherNotional: exposure.otherNotional + beside },
    unvalued: [...unvalued],
  };
}

function instrumentOf(view: JudgeView, id: string): Instrument | null {
  return view.symbols.find(({ instrument }) => instrument.id === id)?.instrument ?? null;
}

function hold(state: AccountState, held: JudgedPosition, instrument: Instrument): void {
  const lots = instrument.lots(held.quantity, 'down');
  if (instrument.type === 'spot') {
    state.holding(instrument).quantity = toMoney(held.quantity);
    return;
  }
  const position = state.position(instrument, held.marginMode);
  position.lots = held.side === 'long' ? lots : -lots;
  position.cost = exactProduct(lots, instrument.ticks(held.entryPrice, 'up'));
}

/** The mark price, else another price that is known. */
function marksOf(view: JudgeView, instrument: Instrument): number | null {
  const symbol = view.symbols.find((one) => one.instrument.id === instrument.id);
  const price = [symbol?.mark, symbol?.last, symbol?.bid, symbol?.ask].find(isKnown);
  return price === undefined ? null : instrument.marks(price);
}

function isKnown(price: Decimal | null | undefined): price is Decimal {
  return price?.gt(0) ?? false;
}

function exposingOrder(order: JudgedOrder, view: JudgeView, swapMode: 'cross' | 'isolated'): readonly ExposingOrder[] {
  const instrument = instrumentOf(view, order.instrument);
  if (instrument === null) return [];
  const { side, effect } = order;
  const marginMode = order.marginMode ?? (instrument.type === 'spot' ? 'cash' : swapMode);
  const lots = instrument.lots(order.remainingQuantity, 'up');
  return [
    {
      instrument,
      marginMode,
      side,
      effect,
      lots,
      ticks: order.price === null ? null : instrument.ticks(order.price, 'up'),
    },
  ];
}
