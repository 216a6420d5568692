import type { AccountState } from '../domain/account-state.ts';
import type { Exact } from '../domain/exact.ts';
import type { Instrument } from '../domain/instrument.ts';
import { fromMoney, MONEY_ONE, type Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import { positionKeyText } from '../domain/order-intent.ts';
import type { Drift } from '../ports/broker.ts';
import type { VenueAccount, VenueBalance, VenuePosition } from '../ports/venue.ts';
import type { Session } from './session.ts';

/** One thing on which we and the venue disagree, with what the venue says of it. */
export type Difference =
  | { readonly drift: Drift; readonly kind: 'unknown_order'; readonly order: Order }
  | { readonly drift: Drift; readonly kind: 'missing_order'; readonly order: Order }
  | { readonly drift: Drift; readonly kind: 'changed_order'; readonly order: Order }
  | { readonly drift: Drift; readonly kind: 'position'; readonly row: VenuePosition; readonly cost: Exact }
  | { readonly drift: Drift; readonly kind: 'leverage'; readonly row: VenuePosition }
  | { readonly drift: Drift; readonly kind: 'cash'; readonly row: VenueBalance };

/** What venues that print amounts with fewer digits may differ by, in units of the currency. */
const PRINTED = MONEY_ONE / 100_000_000n;

/** Everything on which our view and the venue's differ, cash last: it follows from the rest. */
export function differences(session: Session, theirs: VenueAccount): Difference[] {
  return [
    ...orderDifferences(session, theirs),
    ...accountDifferences(session.ledger.account, session.isInstant, theirs),
  ];
}

/** On which positions and cash an account of ours and the venue's differ. `isExact`: to the last unit. */
export function accountDifferences(ours: AccountState, isExact: boolean, theirs: VenueAccount): Difference[] {
  return [...positionDifferences(ours, isExact, theirs), ...cashDifferences(ours, isExact, theirs)];
}

function* orderDifferences(session: Session, theirs: VenueAccount): Generator<Difference> {
  const seen = new Set<string>();
  for (const order of theirs.orders.rows) {
    seen.add(order.clientOrderId);
    const ours = session.registry.find(order.clientOrderId);
    if (ours === undefined) {
      yield {
        kind: 'unknown_order',
        order,
        drift: drift('unknown_order', order.clientOrderId, 'none', describe(order)),
      };
    } else if (!isOnItsWay(session, ours) && stands(ours) !== stands(order)) {
      const classification = ours.progress.filledLots < order.progress.filledLots ? 'unknown_fill' : 'changed_order';
      yield {
        kind: 'changed_order',
        order,
        drift: drift(classification, order.clientOrderId, stands(ours), stands(order)),
      };
    }
  }
  for (const order of session.registry.open()) {
    const { clientOrderId } = order;
    if (seen.has(clientOrderId) || isOnItsWay(session, order)) continue;
    yield { kind: 'missing_order', order, drift: drift('missing_order', clientOrderId, stands(order), 'none') };
  }
}

function* positionDifferences(account: AccountState, isExact: boolean, theirs: VenueAccount): Generator<Difference> {
  const seen = new Set<string>();
  for (const row of theirs.positions.rows) {
    // Spot is money: it is compared as cash.
    if (row.instrument.type === 'spot') continue;
    const { instrument, marginMode } = row;
    const subject = positionKeyText({ instrument: instrument.id, marginMode });
    seen.add(subject);
    const state = account.position(instrument, marginMode);
    const cost = costOf(row);
    const sameCost = row.cost === null || BigInt(row.cost) === BigInt(state.cost);
    const sameMargin = apart(state.margin, row.isolatedMargin) <= (isExact ? 0n : marginTolerance(row.isolatedMargin));
    if (state.lots !== row.lots || !sameCost || !sameMargin) {
      const ours = describePosition(instrument, state.lots, state.cost, state.margin);
      const told = describePosition(instrument, row.lots, cost, row.isolatedMargin);
      yield { kind: 'position', row, cost, drift: drift('position', subject, ours, told) };
    } else if (state.leverage !== row.leverage) {
      yield {
        kind: 'leverage',
        row,
        drift: drift('leverage', subject, leverage(state.leverage), leverage(row.leverage)),
      };
    }
  }
  for (const held of account.positions()) {
    const { instrument } = held;
    const marginMode = held.isolated ? 'isolated' : 'cross';
    const subject = positionKeyText({ instrument: instrument.id, marginMode });
    if (held.lots === 0 || seen.has(subject)) continue;
    const row: VenuePosition = {
      instrument,
      marginMode,
      lots: 0,
      cost: 0,
      entryPrice: null,
      leverage: held.leverage,
      isolatedMargin: 0n,
      liquidationPrice: null,
    };
    const ours = describePosition(instrument, held.lots, held.cost, held.margin);
    yield { kind: 'position', row, cost: 0, drift: drift('position', subject, ours, 'none') };
  }
}

function* cashDifferences(account: AccountState, isExact: boolean, theirs: VenueAccount): Generator<Difference> {
  const seen = new Set<string>();
  const compare = function* (row: VenueBalance): Generator<Difference> {
    const ours = account.cash(row.currency);
    const tolerance = isExact ? 0n : PRINTED + roundedMargins(theirs, row.currency);
    if (apart(ours, row.cash) > tolerance)
      yield { kind: 'cash', row, drift: drift('cash', row.currency, money(ours), money(row.cash)) };
  };
  for (const row of theirs.balances.rows) {
    seen.add(row.currency);
    yield* compare(row);
  }
  for (const currency of account.currencies()) {
    if (!seen.has(currency)) yield* compare({ currency, cash: 0n, free: 0n });
  }
}

/** Each fill's margin is rounded by the venue in its own way: a millionth part is no disagreement. */
function marginTolerance(margin: Money): Money {
  const part = apart(margin, 0n) / 1_000_000n;
  return part > PRINTED ? part : PRINTED;
}

/** What is put behind an isolated position is taken from cash, with the same rounding. */
function roundedMargins({ positions }: VenueAccount, currency: string): Money {
  let sum = 0n;
  for (const { instrument, marginMode, isolatedMargin } of positions.rows) {
    if (marginMode === 'isolated' && instrument.settleCurrency === currency) sum += marginTolerance(isolatedMargin);
  }
  return sum;
}

function apart(a: Money, b: Money): Money {
  return a > b ? a - b : b - a;
}

/** Cost of a position; from the average price, down to a unit, where the venue states no cost. */
export function costOf(row: VenuePosition): Exact {
  if (row.cost !== null) return row.cost;
  if (row.entryPrice === null) return 0;
  return row.entryPrice.div(row.instrument.tickUnit).mul(Math.abs(row.lots)).round().toNumber();
}

function drift(classification: Drift['classification'], subject: string, ours: string, theirs: string): Drift {
  return { classification, subject, ours, theirs };
}

/** Whether news of an order is still to come by itself; what has no clear answer is looked up on its own. */
function isOnItsWay(session: Session, { clientOrderId, state, progress }: Order): boolean {
  if (state === 'pending' || state === 'unresolved') return true;
  if (state !== 'submitted') return false;
  if (session.isInstant || session.resends.has(clientOrderId) || session.sending.has(clientOrderId)) return true;
  return session.now - (progress.submittedAt ?? 0) < session.limits.commandTimeoutMs;
}

/** Where an order stands: with its state as far as venue and engine name it alike. */
function stands(order: Order): string {
  return `${describe(order)}, ${order.state === 'partially_filled' ? 'working' : order.state}`;
}

function describe(order: Order): string {
  const { progress, identity } = order;
  // Where a trailing stop stands is the venue's to know: it moves with every price.
  const price = order.type === 'trailing_stop' ? null : (order.triggerPrice ?? order.limitPrice);
  const filled = identity.instrument.quantityOf(progress.filledLots).toFixed();
  return `${order.side} ${order.quantity.toFixed()} at ${price?.toFixed() ?? (order.type === 'trailing_stop' ? 'a distance' : 'market')}, ${filled} filled`;
}

function describePosition(instrument: Instrument, lots: number, cost: Exact, margin: Money): string {
  if (lots === 0) return 'none';
  const entry = instrument.averagePrice(cost, Math.abs(lots)).toFixed();
  const backed = margin === 0n ? '' : `, margin ${money(margin)}`;
  return `${instrument.quantityOf(lots).toFixed()} at ${entry}${backed}`;
}

function leverage(hundredths: number): string {
  return `${hundredths / 100}`;
}

function money(amount: Money): string {
  return fromMoney(amount).toFixed();
}
