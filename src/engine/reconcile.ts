import type { Order } from '../domain/order.ts';
import { VenueError } from '../errors/index.ts';
import type { Drift } from '../ports/broker.ts';
import type { VenueAccount } from '../ports/venue.ts';
import { costOf, type Difference, differences } from './account-difference.ts';
import { adoptOrder } from './adopt-order.ts';
import { isBooked } from './booked-fills.ts';
import { tellChangesSince } from './changes-since.ts';
import type { Desk } from './desk.ts';
import { knownDecisions } from './known-decisions.ts';
import { lookUp } from './look-up.ts';
import { type FormerOrders, remembered } from './recover-orders.ts';
import type { SavedAccount } from './saved-account.ts';
import { fillDrift, tellDrift } from './tell-drift.ts';

/** How far before the ledger's last news fills and money are read again. */
const OVERLAP_MS = 60_000;
/** How far before the end of the last run, as far as that is known, fills are remembered: it may have had no time to write them. */
const REMEMBERED_MS = 3_600_000;
/** So often a comparison begins anew because something moved in between. */
const MOST_ROUNDS = 5;
/** So often the account is read until nothing moved while it was. */
const MOST_READS = 5;

/** Makes the account as the venue states it our own, when the broker connects: nothing was traded here yet. */
export async function adoptAccount(
  desk: Desk,
  former: FormerOrders,
  lastKnown: SavedAccount | null,
): Promise<VenueAccount> {
  const { session, intake } = desk;
  const account = await session.venue.fetchAccount();
  if (lastKnown !== null) await tellChangesSince(session, lastKnown, account);
  // What happened before is in the account already: it is remembered, not booked.
  const ended = Math.min(lastKnown?.at ?? account.positions.asOf, account.positions.asOf);
  const shown = [...(await session.venue.fetchFills({ since: ended - REMEMBERED_MS }))].sort((a, b) => a.at - b.at);
  const fills = shown.filter(({ at }) => at <= account.positions.asOf);
  for (const row of account.positions.rows) {
    const decisionIds = knownDecisions(row, { lastKnown, former, fills });
    session.ledger.adoptPosition(row, costOf(row), account.positions.asOf, decisionIds);
  }
  for (const row of account.balances.rows) session.ledger.adoptCash(row.currency, row.cash, true);
  session.bookedUntil = account.positions.asOf;
  for (const order of account.orders.rows) intake.appeared(remembered(order, former.get(order.clientOrderId)));
  for (const { clientOrderId } of shown) session.names.met(clientOrderId);
  for (const fill of fills) session.registry.addFill(fill);
  const entries = await session.venue.fetchLedger({ since: account.balances.asOf - OVERLAP_MS });
  for (const entry of entries) if (entry.at <= account.balances.asOf) intake.rememberEntry(entry);
  return account;
}

/**
 * Compares our view with the venue's, confirms what differs by a second read with nothing in flight, and adopts theirs.
 *
 * @throws {VenueError} `venue/stale` when the account cannot be read in a quiet moment.
 * @see law 5, "ours equals theirs".
 */
export async function reconcile(desk: Desk, since: number): Promise<readonly Drift[]> {
  const { session } = desk;
  let suspected = differences(session, await readQuietly(desk));
  const drifts: Drift[] = [];
  for (let round = 0; suspected.length > 0 && round < MOST_ROUNDS; round++) {
    // News that was late explains most of it, and is no overwriting: it is booked as what it is.
    drifts.push(...(await catchUp(desk, since)));
    const confirmed = differences(session, await readQuietly(desk));
    const first = new Set(suspected.map(({ drift }) => textOf(drift)));
    const certain = confirmed.filter(({ drift }) => first.has(textOf(drift)));
    const orders = certain.filter(({ kind }) => kind.endsWith('_order'));
    // What becomes of orders has to be read, and may explain the rest; positions and cash are taken over in the same turn
    // in which they were found to differ, or they would be old.
    const adopted = new Set(orders.length > 0 ? orders : certain);
    suspected = confirmed.filter((difference) => !adopted.has(difference));
    for (const difference of adopted) {
      tellDrift(session, difference.drift);
      drifts.push(difference.drift);
      if (isOfOrder(difference)) await adoptStanding(desk, difference);
      else adopt(desk, difference);
    }
  }
  return drifts;
}

/** The account, read while nothing was in flight and nothing was heard, and not older than what we have heard. */
async function readQuietly({ session, intake }: Desk): Promise<VenueAccount> {
  const { work } = session;
  for (let attempt = 0; attempt < MOST_READS; attempt++) {
    await work.idle();
    const [begun, heard] = [work.begun, intake.heardCount];
    const account = await session.venue.fetchAccount();
    const asOf = Math.min(account.balances.asOf, account.positions.asOf, account.orders.asOf);
    if (work.begun === begun && intake.heardCount === heard && asOf >= intake.heardUntil) return account;
  }
  throw new VenueError('The account could not be read in a quiet moment, so it cannot be compared with ours.', {
    code: 'venue/stale',
    advice: { retry: 'after', delayMs: 1_000 },
  });
}

/** Books fills and money that we have not heard of. A fill that nobody told us is a drift of its own. */
async function catchUp(desk: Desk, since: number): Promise<Drift[]> {
  const { session, intake } = desk;
  const from = since - OVERLAP_MS;
  const drifts: Drift[] = [];
  for (const entry of [...(await session.venue.fetchLedger({ since: from }))].sort((a, b) => a.at - b.at)) {
    intake.entry(entry);
  }
  const fills = [...(await session.venue.fetchFills({ since: from }))].sort((a, b) => a.at - b.at);
  for (const fill of fills) {
    if (isBooked(session, fill)) continue;
    const drift = fillDrift(fill);
    tellDrift(session, drift);
    drifts.push(drift);
    if (session.registry.find(fill.clientOrderId) === undefined) await adoptStranger(desk, fill.clientOrderId);
    if (!isBooked(session, fill)) {
      intake.order({ type: 'order.filled', clientOrderId: fill.clientOrderId, at: fill.at, fill });
    }
  }
  return drifts;
}

/** Gets to know an order that was placed by another hand. */
async function adoptStranger(desk: Desk, clientOrderId: string): Promise<void> {
  const { session } = desk;
  try {
    const lookup = await session.venue.findOrder({ clientOrderId }, { at: session.now, expiresAt: null });
    if (lookup.found === 'yes') await adoptOrder(desk, lookup.order, lookup.events);
  } catch (error) {
    session.logger.warn('An unknown order could not be read.', { order: clientOrderId, error: String(error) });
  }
}

type OrderDifference = Extract<Difference, { readonly order: Order }>;

function isOfOrder(difference: Difference): difference is OrderDifference {
  return 'order' in difference;
}

async function adoptStanding(desk: Desk, difference: OrderDifference): Promise<void> {
  switch (difference.kind) {
    case 'unknown_order':
      desk.intake.appeared(difference.order);
      return;
    case 'changed_order':
      await adoptOrder(desk, difference.order, []);
      return;
    case 'missing_order':
      await findMissing(desk, difference.order);
      return;
  }
}

/** What became of an order that is not among the open ones. Where the venue does not say, it stays as it is. */
async function findMissing(desk: Desk, order: Order): Promise<void> {
  const { session, intake } = desk;
  const { clientOrderId } = order;
  const at = order.progress.submittedAt ?? order.createdAt;
  const wasSeen = order.progress.acknowledgedAt !== null;
  const isBounded = session.description.capabilities.boundedCommands && !wasSeen;
  const expiresAt = isBounded ? at + session.limits.commandTimeoutMs : null;
  const lookup = await lookUp(desk, order, { at, expiresAt });
  if (lookup.found !== 'no' || session.registry.find(clientOrderId)?.isTerminal !== false) return;
  // It was there, and is not any more. One that was never seen there may still come, unless that is ruled out.
  if (wasSeen) intake.order({ type: 'order.canceled', clientOrderId, at: session.now, reason: 'venue' });
  else if (lookup.conclusive) intake.order({ type: 'order.not_placed', clientOrderId, at: session.now });
}

function adopt({ session: { ledger, now } }: Desk, difference: Exclude<Difference, OrderDifference>): void {
  switch (difference.kind) {
    case 'position':
      ledger.adoptPosition(difference.row, difference.cost, now);
      return;
    case 'leverage':
      ledger.setLeverage(difference.row.instrument, difference.row.marginMode, difference.row.leverage);
      return;
    case 'cash':
      ledger.adoptCash(difference.row.currency, difference.row.cash, false);
      return;
  }
}

function textOf({ classification, subject, theirs }: Drift): string {
  return `${classification}|${subject}|${theirs}`;
}
