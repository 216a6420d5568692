import type { Decimal, DecimalInput } from '../../domain/decimal.ts';
import type { CloseDecision, Decision, EntryDecision } from '../../domain/decision.ts';
import { toIntent } from '../../domain/decision-sizing.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginMode, OrderIntent } from '../../domain/order-intent.ts';
import { isBrokerError } from '../../errors/index.ts';
import type { BaseBroker } from '../../ports/broker.ts';
import type { CarriedOut } from './carried-out.ts';
import { EntryLeverage } from './entry-leverage.ts';
import { takeBackEntries, tellTakenBack } from './take-back-entries.ts';

/** What holds for an entry beside what it says. */
export interface EntryTerms {
  /** Whether it may open now. Default: it may. */
  readonly mayOpen?: () => boolean;
  /** How long it may rest in the book, ms. Default: until somebody cancels it. */
  readonly restsForMs?: number;
}

const NOTHING: CarriedOut = { orders: [], reason: null };
const PAUSED: CarriedOut = { orders: [], reason: { code: 'trading_paused', message: 'Opening is paused.' } };

/**
 * Does what a decision asks, through nothing but the broker: sizes an entry, sets the leverage it names, places the
 * order; closes a position; cancels entries that still wait where the symbol is closed or kept out of. `mayOpen` is asked before the leverage of an entry is set and in the last moment before it is
 * placed: much can happen between. Where the entry comes to nothing, a position gets its leverage back.
 *
 * @throws {OrderError} `order/invalid_number` for a size, price or leverage that is no decimal.
 */
export async function carryOut(
  broker: BaseBroker,
  decision: Decision,
  defaultLeverage: DecimalInput,
  terms: EntryTerms = {},
): Promise<CarriedOut> {
  switch (decision.action) {
    case 'buy':
    case 'sell':
      return enter(broker, decision, defaultLeverage, terms);
    case 'close':
      return exit(broker, decision);
    case 'no_entry':
      return stayOut(broker, decision);
    default:
      return NOTHING;
  }
}

async function enter(
  broker: BaseBroker,
  decision: EntryDecision,
  defaultLeverage: DecimalInput,
  { mayOpen = () => true, restsForMs }: EntryTerms,
): Promise<CarriedOut> {
  const instrument = await broker.getInstrument(decision.instrument);
  const price = await broker.getMarketPrice(instrument.id);
  const equity = await equityIn(broker, instrument);
  const sizing = toIntent(decision, { instrument, equity, price, leverage: defaultLeverage });
  if (sizing.outcome === 'no_order') return { orders: [], reason: sizing.reason };
  const intent = await ending(broker, sizing.intent, restsForMs);
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

/** An entry that rests ends by itself, in the broker's time. */
async function ending(broker: BaseBroker, intent: OrderIntent, restsForMs: number | undefined): Promise<OrderIntent> {
  if (restsForMs === undefined || intent.pricing.type === 'market') return intent;
  return { ...intent, expiresAt: (await broker.getSnapshot()).at + restsForMs };
}

/** Nothing opens any more by what was decided before. */
async function stayOut(broker: BaseBroker, { instrument }: Decision): Promise<CarriedOut> {
  const taken = await takeBackEntries(broker, [instrument]);
  const note = tellTakenBack(taken);
  if (note === null) return NOTHING;
  return { ...NOTHING, ...(taken.orders.length > 0 ? { rule: 'entries_taken_back' } : {}), note };
}

/** The position ends, and so do entries that still wait: none may open it again. Neither waits for the other. */
async function exit(broker: BaseBroker, decision: CloseDecision): Promise<CarriedOut> {
  const [done, taken] = await Promise.all([
    closeHeld(broker, decision),
    takeBackEntries(broker, [decision.instrument]),
  ]);
  const note = tellTakenBack(taken);
  if (note === null) return done;
  // Where nothing was held, taking the entries back was all that there was to do.
  return done.reason?.code === 'nothing_to_reduce' && taken.orders.length > 0
    ? { ...NOTHING, rule: 'entries_taken_back', note }
    : { ...done, note };
}

async function closeHeld(broker: BaseBroker, decision: CloseDecision): Promise<CarriedOut> {
  const { decisionId } = decision;
  const instrument = await broker.getInstrument(decision.instrument);
  try {
    const key = { instrument: instrument.id, marginMode: marginModeOf(decision, instrument) };
    const { orders, remainder } = await broker.closePosition(key, decisionId === undefined ? {} : { decisionId });
    return { orders, reason: null, ...(remainder.isZero() ? {} : { remainder }) };
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
