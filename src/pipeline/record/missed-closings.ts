import type { ClosedPosition } from '../../domain/account.ts';
import { ID_ROLES, type IdRole, readClientOrderId } from '../../domain/client-order-id.ts';
import { Decimal, ZERO } from '../../domain/decimal.ts';
import { type OrderRole, positionKeyText } from '../../domain/order-intent.ts';
import type { StoredFill } from '../../domain/stored-execution.ts';
import { type StoredClosedPosition, type StoredPosition, storedClosedPosition } from '../../domain/stored-portfolio.ts';
import type { BaseBroker } from '../../ports/broker.ts';
import type { Stores } from '../../ports/stores.ts';
import { type RoundTripOfFills, roundTripsOf } from './round-trips.ts';

/** Fills and rows that are read at a time; the most that a store gives. */
const PAGE = 1_000;
const ATTACHED = ['protection', 'stop_loss', 'take_profit'] as const;

/** What closed positions are told from. */
export interface ClosingSources {
  readonly broker: Pick<BaseBroker, 'getPositions' | 'getFills' | 'getOrderHistory'>;
  readonly stores: Pick<Stores, 'executions' | 'portfolio'>;
  /** Fills as the broker has them, with their decisions. */
  readonly joined: (fills: Awaited<ReturnType<BaseBroker['getFills']>>) => Promise<readonly StoredFill[]>;
}

/** Tells what an order is for, as far as that is known. */
type RoleOf = (fill: StoredFill) => Promise<OrderRole | IdRole | null>;

/**
 * Positions that were closed, and of which nobody wrote so: whoever held them was killed before, or was not there.
 *
 * They are told from fills, those of the store and those that the venue still shows. Funding is what the last snapshot had;
 * what was paid after it is not known. A position of which the opening is not known is left out. `waiting`: closed positions
 * that are known and not written yet.
 *
 * @throws {PersistenceError} when a store cannot be read. What the broker throws when it cannot be read.
 */
export async function missedClosings(
  sources: ClosingSources,
  waiting: () => readonly StoredClosedPosition[],
): Promise<readonly StoredClosedPosition[]> {
  const { portfolio } = sources.stores;
  const { trips, roleOf } = await knownTrips(sources);
  const [first] = trips;
  if (first === undefined) return [];
  const rows = await portfolio.closedPositions({ from: first.closedAt, limit: PAGE });
  const known = [...rows.items, ...waiting()];
  const missed = trips.filter((trip) => !known.some((row) => isSame(row, trip)));
  if (missed.length === 0) return [];
  const snapshot = await portfolio.positions();
  const closings: StoredClosedPosition[] = [];
  for (const trip of missed) {
    if (!(await isEntered(trip, roleOf))) continue;
    const closedBy = endOf(trip, await roleOf(trip.closing));
    closings.push(storedTrip(trip, fundingOf(trip, snapshot), closedBy));
  }
  return closings;
}

/**
 * Closed positions with their beginning, where the broker took them over in their middle and knows only the rest: when they
 * were opened, by which decisions, and what that cost.
 *
 * @throws as {@link missedClosings}.
 */
export async function wholeClosings(
  sources: ClosingSources,
  rows: readonly StoredClosedPosition[],
): Promise<readonly StoredClosedPosition[]> {
  const { trips, roleOf } = await knownTrips(sources);
  const whole: StoredClosedPosition[] = [];
  for (const row of rows) {
    const trip = trips.find((one) => isSame(row, one) && one.openedAt < row.openedAt);
    const isKnown = trip !== undefined && (await isEntered(trip, roleOf));
    whole.push(isKnown ? storedTrip(trip, new Decimal(row.funding), row.closedBy) : row);
  }
  return whole;
}

async function knownTrips(sources: ClosingSources): Promise<{ trips: readonly RoundTripOfFills[]; roleOf: RoleOf }> {
  const { broker, stores } = sources;
  // Asked at the same moment, so that they belong together.
  const [positions, recent, orders] = await Promise.all([
    broker.getPositions(),
    broker.getFills({ limit: PAGE }),
    broker.getOrderHistory({ limit: PAGE }),
  ]);
  const written = (await stores.executions.listFills({ limit: PAGE })).items;
  const fills = together([...written].reverse(), await sources.joined(recent));
  const held = new Map(
    positions.map((position) => {
      const { side, quantity } = position;
      return [positionKeyText(position), side === 'long' ? quantity : quantity.neg()];
    }),
  );
  const roles = new Map(orders.map(({ clientOrderId, role }) => [clientOrderId, role]));
  const roleOf: RoleOf = async ({ clientOrderId }) => {
    const [order] = (await stores.executions.listOrders({ clientOrderId, limit: 1 })).items;
    return order?.role ?? roles.get(clientOrderId) ?? nameOf(clientOrderId);
  };
  return { trips: roundTripsOf(fills, held), roleOf };
}

/** No exit opens: what looks like it is a history with a gap. */
async function isEntered({ opening }: RoundTripOfFills, roleOf: RoleOf): Promise<boolean> {
  const role = await roleOf(opening);
  return role === null || role === 'entry';
}

function storedTrip(
  trip: RoundTripOfFills,
  funding: Decimal,
  closedBy: ClosedPosition['closedBy'],
): StoredClosedPosition {
  const netPnl = trip.realizedPnl.sub(trip.fees).add(funding);
  return storedClosedPosition({ ...trip, funding, netPnl, closedBy });
}

/** Each fill once, oldest first. */
function together(written: readonly StoredFill[], recent: readonly StoredFill[]): readonly StoredFill[] {
  const known = new Set(written.map(keyOf));
  return [...written, ...[...recent].reverse().filter((fill) => !known.has(keyOf(fill)))];
}

function keyOf({ instrument, fillId }: StoredFill): string {
  return `${instrument}|${fillId}`;
}

/** A position that was taken over in its middle has another beginning and other sums, and the same end. */
function isSame(row: StoredClosedPosition, trip: RoundTripOfFills): boolean {
  return positionKeyText(row) === positionKeyText(trip) && row.side === trip.side && row.closedAt === trip.closedAt;
}

function fundingOf(trip: RoundTripOfFills, snapshot: readonly StoredPosition[]): Decimal {
  const last = snapshot.find(
    (row) =>
      positionKeyText(row) === positionKeyText(trip) &&
      row.side === trip.side &&
      row.openedAt >= trip.openedAt &&
      row.openedAt < trip.closedAt,
  );
  return last === undefined ? ZERO : new Decimal(last.funding);
}

/** What the name of an order says it is for; of one that the venue attached to an entry, its last letter does. */
function nameOf(clientOrderId: string): IdRole | null {
  const letter = /^.{22}[A-Z]\d{0,9}?([PST])\d{0,9}$/.exec(clientOrderId)?.[1];
  const attached = ATTACHED.find((role) => ID_ROLES[role] === letter);
  return attached ?? readClientOrderId(clientOrderId)?.role ?? null;
}

function endOf(
  { closing, realizedPnl }: RoundTripOfFills,
  role: OrderRole | IdRole | null,
): ClosedPosition['closedBy'] {
  if (closing.cause !== 'order') return closing.cause;
  if (role === 'stop_loss' || role === 'take_profit') return role;
  // Stop and target in one: which of the two it was shows in what came of it.
  if (role === 'protection') return realizedPnl.isNegative() ? 'stop_loss' : 'take_profit';
  return 'order';
}
