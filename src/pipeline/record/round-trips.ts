import type { ClosedPosition } from '../../domain/account.ts';
import { Decimal, ZERO } from '../../domain/decimal.ts';
import { positionKeyText } from '../../domain/order-intent.ts';
import type { StoredFill } from '../../domain/stored-execution.ts';

/** A position from flat to flat, told from fills: everything but what ended it, and the funding in between. */
export interface RoundTripOfFills extends Omit<ClosedPosition, 'closedBy' | 'funding' | 'netPnl'> {
  readonly opening: StoredFill;
  readonly closing: StoredFill;
}

interface Leg {
  readonly fill: StoredFill;
  readonly quantity: Decimal;
  /** Positive is paid. */
  readonly fee: Decimal;
}

/**
 * Positions in swaps that the fills show from their first to their last, in the order in which they ended.
 *
 * What is held now says what was held before each fill. A position that was there before the first fill is left out, and
 * so is spot, of which coins come and go without fills. `held`: signed base units by `positionKeyText`.
 */
export function roundTripsOf(
  fills: readonly StoredFill[],
  held: ReadonlyMap<string, Decimal>,
): readonly RoundTripOfFills[] {
  const byPosition = new Map<string, StoredFill[]>();
  for (const fill of [...fills].sort((one, other) => one.at - other.at)) {
    if (fill.marginMode === 'cash') continue;
    const key = positionKeyText(fill);
    const own = byPosition.get(key);
    if (own === undefined) byPosition.set(key, [fill]);
    else own.push(fill);
  }
  const trips = [...byPosition].flatMap(([key, own]) => [...tripsOf(own, held.get(key) ?? ZERO)]);
  return trips.sort((one, other) => one.closedAt - other.closedAt);
}

function* tripsOf(fills: readonly StoredFill[], heldNow: Decimal): Generator<RoundTripOfFills> {
  let held = fills.reduce((sum, fill) => sum.sub(signed(fill)), heldNow);
  // What was held before the first fill began at a time that is not known.
  let legs: Leg[] | null = held.isZero() ? [] : null;
  for (const fill of fills) {
    const change = signed(fill);
    const after = held.add(change);
    const turns = !held.isZero() && !after.isZero() && after.isPositive() !== held.isPositive();
    const own = turns ? held.abs() : change.abs();
    legs?.push(legOf(fill, own));
    if (after.isZero() || turns) {
      if (legs !== null) yield tripOf(legs);
      legs = turns ? [legOf(fill, after.abs())] : [];
    }
    held = after;
  }
}

/** The fee of a fill that turns a position belongs to both, by their quantities. */
function legOf(fill: StoredFill, quantity: Decimal): Leg {
  return { fill, quantity, fee: new Decimal(fill.fee).mul(quantity).div(fill.quantity) };
}

function tripOf(legs: readonly Leg[]): RoundTripOfFills {
  const [first, last] = [legs[0], legs.at(-1)] as readonly [Leg, Leg];
  const { instrument, marginMode, side } = first.fill;
  const entries = legs.filter(({ fill }) => fill.side === side);
  const exits = legs.filter(({ fill }) => fill.side !== side);
  let [held, most] = [ZERO, ZERO];
  for (const { fill, quantity } of legs) {
    held = fill.side === side ? held.add(quantity) : held.sub(quantity);
    most = Decimal.max(most, held);
  }
  const gained = worthOf(exits).sub(worthOf(entries));
  return {
    instrument,
    marginMode,
    side: side === 'buy' ? 'long' : 'short',
    maxQuantity: most,
    entryPrice: worthOf(entries).div(quantityOf(entries)),
    exitPrice: worthOf(exits).div(quantityOf(exits)),
    realizedPnl: side === 'buy' ? gained : gained.neg(),
    fees: legs.reduce((sum, { fee }) => sum.add(fee), ZERO),
    openedAt: first.fill.at,
    closedAt: last.fill.at,
    decisionIds: [...new Set(entries.flatMap(({ fill }) => fill.decisionId ?? []))],
    opening: first.fill,
    closing: last.fill,
  };
}

function signed({ side, quantity }: StoredFill): Decimal {
  return side === 'buy' ? new Decimal(quantity) : new Decimal(quantity).neg();
}

function quantityOf(legs: readonly Leg[]): Decimal {
  return legs.reduce((sum, { quantity }) => sum.add(quantity), ZERO);
}

function worthOf(legs: readonly Leg[]): Decimal {
  return legs.reduce((sum, { fill, quantity }) => sum.add(quantity.mul(fill.price)), ZERO);
}
