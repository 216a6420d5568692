import type { Decimal, DecimalInput } from '../../domain/decimal.ts';
import { type CloseDecision, type Decision, type EntryDecision, isEntry } from '../../domain/decision.ts';
import { toIntent } from '../../domain/decision-sizing.ts';
import type { Denial } from '../../domain/denial.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Order } from '../../domain/order.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import { isBrokerError } from '../../errors/index.ts';
import type { BaseBroker } from '../../ports/broker.ts';

/** What a decision came to: its orders, or why there are none. */
export interface CarriedOut {
  readonly orders: readonly Order[];
  /** `null` when orders were placed, or when there was nothing to do. */
  readonly reason: (Pick<Denial, 'code' | 'message'> & Partial<Pick<Denial, 'figures'>>) | null;
}

const NOTHING: CarriedOut = { orders: [], reason: null };

/**
 * Does what a decision asks, through nothing but the broker: sizes an entry, sets the leverage it names, places the
 * order; closes a position. `mayOpen` is asked in the last moment before an entry is placed: much can happen while its
 * leverage is set.
 *
 * @throws {OrderError} `order/invalid_number` for a size, price or leverage that is no decimal.
 */
export async function carryOut(
  broker: BaseBroker,
  decision: Decision,
  defaultLeverage: DecimalInput,
  mayOpen: () => boolean = () => true,
): Promise<CarriedOut> {
  if (isEntry(decision)) return enter(broker, decision, defaultLeverage, mayOpen);
  return decision.action === 'close' ? exit(broker, decision) : NOTHING;
}

async function enter(
  broker: BaseBroker,
  decision: EntryDecision,
  defaultLeverage: DecimalInput,
  mayOpen: () => boolean,
): Promise<CarriedOut> {
  const instrument = await broker.getInstrument(decision.instrument);
  const price = await broker.getMarketPrice(instrument.id);
  const equity = await equityIn(broker, instrument);
  const sizing = toIntent(decision, { instrument, equity, price, leverage: defaultLeverage });
  if (sizing.outcome === 'no_order') return { orders: [], reason: sizing.reason };
  if (decision.leverage !== undefined && instrument.type === 'swap') {
    const refusal = await refusalOfLeverage(broker, instrument, marginModeOf(decision, instrument), sizing.leverage);
    if (refusal !== null) return { orders: [], reason: refusal };
  }
  if (!mayOpen()) return { orders: [], reason: { code: 'trading_paused', message: 'Opening is paused.' } };
  return { orders: [await broker.placeOrder(sizing.intent)], reason: null };
}

async function exit(broker: BaseBroker, decision: CloseDecision): Promise<CarriedOut> {
  const { decisionId } = decision;
  const instrument = await broker.getInstrument(decision.instrument);
  try {
    const key = { instrument: instrument.id, marginMode: marginModeOf(decision, instrument) };
    const { orders } = await broker.closePosition(key, decisionId === undefined ? {} : { decisionId });
    return { orders, reason: null };
  } catch (error) {
    if (!isBrokerError(error, 'order/unknown_position')) throw error;
    return { orders: [], reason: { code: 'nothing_to_reduce', message: error.message } };
  }
}

async function refusalOfLeverage(
  broker: BaseBroker,
  instrument: Instrument,
  marginMode: MarginMode,
  leverage: Decimal,
): Promise<CarriedOut['reason']> {
  const key = { instrument: instrument.id, marginMode };
  try {
    await broker.setLeverage(key, leverage);
    return null;
  } catch (error) {
    if (!isBrokerError(error, 'order/refused')) throw error;
    return { code: 'leverage_limit', message: error.message };
  }
}

/** Equity in the currency that the instrument settles in. */
async function equityIn(broker: BaseBroker, instrument: Instrument): Promise<Decimal> {
  const balance = await broker.getBalance();
  const { settleCurrency } = instrument;
  if (settleCurrency === balance.accountCurrency) return balance.equity;
  const own = balance.currencies.find(({ currency }) => currency === settleCurrency);
  return own?.equity ?? balance.equity.mul(0);
}

function marginModeOf(decision: { readonly marginMode?: MarginMode }, instrument: Instrument): MarginMode {
  return decision.marginMode ?? (instrument.type === 'spot' ? 'cash' : 'cross');
}
