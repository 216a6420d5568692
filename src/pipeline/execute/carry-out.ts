import type { Decimal, DecimalInput } from '../../domain/decimal.ts';
import { type CloseDecision, type Decision, type EntryDecision, isEntry } from '../../domain/decision.ts';
import { toIntent } from '../../domain/decision-sizing.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import { isBrokerError } from '../../errors/index.ts';
import type { BaseBroker } from '../../ports/broker.ts';
import type { CarriedOut } from './carried-out.ts';
import { EntryLeverage } from './entry-leverage.ts';

const NOTHING: CarriedOut = { orders: [], reason: null };
const PAUSED: CarriedOut = { orders: [], reason: { code: 'trading_paused', message: 'Opening is paused.' } };

/**
 * Does what a decision asks, through nothing but the broker: sizes an entry, sets the leverage it names, places the
 * order; closes a position. `mayOpen` is asked before the leverage of an entry is set and in the last moment before it is
 * placed: much can happen between. Where the entry comes to nothing, a position gets its leverage back.
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
  const { intent } = sizing;
  if (!mayOpen()) return PAUSED;
  if (decision.leverage === undefined || instrument.type !== 'swap') {
    return { orders: [await broker.placeOrder(intent)], reason: null };
  }
  const key = { instrument: instrument.id, marginMode: marginModeOf(decision, instrument) };
  const leverage = await EntryLeverage.of(broker, key, sizing.leverage);
  if (leverage.changesPosition) {
    const { denial } = await broker.preview(intent);
    // With the leverage that is wanted, the margin may be within its limit.
    if (denial !== null && denial.code !== 'position_margin_limit') return { orders: [], reason: denial };
  }
  const refusal = await leverage.set();
  if (refusal !== null) return { orders: [], reason: refusal };
  if (!mayOpen()) return withdrawn(PAUSED, leverage);
  const order = await broker.placeOrder(intent);
  const done = { orders: [order], reason: null };
  return order.denial === null && order.rejection === null ? done : withdrawn(done, leverage);
}

/** An entry of which nothing came leaves a position as it was. */
async function withdrawn(done: CarriedOut, leverage: EntryLeverage): Promise<CarriedOut> {
  const note = await leverage.putBack();
  return note === null ? done : { ...done, note };
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
