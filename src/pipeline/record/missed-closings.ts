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

/** What {@link missedClosings} reads. */
export interface MissedClosingsSources {
  readonly broker: Pick<BaseBroker, 'getPositions' | 'getFills' | 'getOrderHistory'>;
  readonly stores: Pick<Stores, 'executions' | 'portfolio'>;
  /** Fills as the broker has them, with their decisions. */
  readonly joined: (fills: Awaited<ReturnType<BaseBroker['getFills']>>) => Promise<readonly StoredFill[]>;
  /** Closed positions that are known and not written yet. */
  readonly waiting: () => readonly StoredClosedPosition[];
}

/**
 * Positions that were closed, and of which nobody wrote so: whoever held them was killed before, or was not there.
 *
 * They are told from fills, those of the store and those that the venue still shows. Funding is what the last snapshot had;
 * what was paid after it is not known. A position of which the opening is not known is left out.
 *
 * @throws {PersistenceError} when a store cannot be read. What the broker throws when it cannot be read.
 */
export async function missedClosings(sources: MissedClosingsSources): Promise<readonly StoredClosedPosition[]> {
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
  const trips = roundTripsOf(fills, held);
  const [first] = trips;
  if (first === undefined) return [];
  const rows = await stores.portfolio.closedPositions({ from: first.closedAt, limit: PAGE });
  const known = [...rows.items, ...sources.waiting()];
  const missed = trips.filter((trip) => !known.some((row) => isSame(row, trip)));
  if (missed.length === 0) return [];
  const snapshot = await stores.portfolio.positions();
  const roles = new Map(orders.map(({ clientOrderId, role }) => [clientOrderId, role]));
  const roleOf = async ({ clientOrderId }: StoredFill): Promise<OrderRole | IdRole | null> => {
    const [order] = (await stores.executions.listOrders({ clientOrderId, limit: 1 })).items;
    return order?.role ?? roles.get(clientOrderId) ?? nameOf(clientOrderId);
  };
  const closings: StoredClosedPosition[] = [];
  for (const trip of missed) {
    // No exit opens: what looks like it is a history with a gap.
    const opened = await roleOf(trip.opening);
    if (opened !== null && opened !== 'entry') continue;
    const funding = fundingOf(trip, snapshot);
    const { realizedPnl, fees } = trip;
    const netPnl = realizedPnl.sub(fees).add(funding);
    const closedBy = endOf(trip, await roleOf(trip.closing));
    closings.push(storedClosedPosition({ ...trip, funding, netPnl, closedBy }));
  }
  return closings;
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
