import type { OrderEvent } from '../domain/order-event.ts';
import type { Drift } from '../ports/broker.ts';
import type { VenueAccount } from '../ports/venue.ts';
import { costOf, type Difference, differences } from './account-difference.ts';
import { adoptOrder } from './adopt-order.ts';
import { isBooked } from './booked-fills.ts';
import type { Desk } from './desk.ts';
import { lookUp } from './look-up.ts';
import { type FormerOrders, remembered } from './recover-orders.ts';

/** How far before the ledger's last news fills and money are read again. */
const OVERLAP_MS = 60_000;
/** So often a comparison begins anew because something moved in between. */
const MOST_ROUNDS = 5;

/** Makes the account as the venue states it our own, when the broker connects: nothing was traded here yet. */
export async function adoptAccount(desk: Desk, former: FormerOrders): Promise<VenueAccount> {
  const { session, intake } = desk;
  const account = await session.venue.fetchAccount();
  for (const row of account.positions.rows) session.ledger.adoptPosition(row, costOf(row), account.positions.asOf);
  for (const row of account.balances.rows) session.ledger.adoptCash(row.currency, row.cash, true);
  session.bookedUntil = account.positions.asOf;
  for (const order of account.orders.rows) intake.appeared(remembered(order, former.get(order.clientOrderId)));
  // What happened before is in the account already: it is remembered, not booked.
  const fills = await session.venue.fetchFills({ since: account.positions.asOf - OVERLAP_MS });
  for (const fill of [...fills].sort((a, b) => a.at - b.at)) {
    if (fill.at <= account.positions.asOf) session.registry.addFill(fill);
  }
  const entries = await session.venue.fetchLedger({ since: account.balances.asOf - OVERLAP_MS });
  for (const entry of entries) if (entry.at <= account.balances.asOf) intake.rememberEntry(entry);
  return account;
}

/**
 * Compares our view with the venue's, confirms what differs by a second read with nothing in flight, and adopts theirs.
 *
 * @see law 5, "ours equals theirs".
 */
export async function reconcile(desk: Desk, since: number): Promise<readonly Drift[]> {
  const { session } = desk;
  await session.work.idle();
  let found = differences(session, await session.venue.fetchAccount());
  const drifts: Drift[] = [];
  for (let round = 0; found.length > 0 && round < MOST_ROUNDS; round++) {
    // News that was late explains most of it, and is no overwriting: it is booked as what it is.
    drifts.push(...(await catchUp(desk, since)));
    await session.work.idle();
    const confirmed = differences(session, await session.venue.fetchAccount());
    if (!session.work.isIdle) {
      found = confirmed;
      continue;
    }
    const first = new Set(found.map(({ drift }) => textOf(drift)));
    const certain = confirmed.filter(({ drift }) => first.has(textOf(drift)));
    found = confirmed.filter((difference) => !certain.includes(difference));
    for (const difference of certain) {
      tell(desk, difference.drift);
      drifts.push(difference.drift);
      await adopt(desk, difference);
    }
  }
  return drifts;
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
    const drift: Drift = {
      classification: 'unknown_fill',
      subject: fill.fillId,
      ours: 'none',
      theirs: `${fill.side} ${fill.quantity.toFixed()} ${fill.instrument} at ${fill.price.toFixed()}`,
    };
    tell(desk, drift);
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

async function adopt(desk: Desk, difference: Difference): Promise<void> {
  const { session, intake } = desk;
  const { ledger } = session;
  switch (difference.kind) {
    case 'unknown_order':
      intake.appeared(difference.order);
      return;
    case 'changed_order':
      await adoptOrder(desk, difference.order, []);
      return;
    case 'missing_order': {
      const { order } = difference;
      await lookUp(desk, order, { at: order.progress.submittedAt ?? order.createdAt, expiresAt: null });
      if (session.registry.find(order.clientOrderId)?.isTerminal !== false) return;
      const gone: OrderEvent = {
        type: 'order.canceled',
        clientOrderId: order.clientOrderId,
        at: session.now,
        reason: 'venue',
      };
      intake.order(gone);
      return;
    }
    case 'position':
      ledger.adoptPosition(difference.row, difference.cost, session.now);
      return;
    case 'leverage':
      ledger.setLeverage(difference.row.instrument, difference.row.marginMode, difference.row.leverage);
      return;
    case 'cash':
      ledger.adoptCash(difference.row.currency, difference.row.cash, false);
      return;
  }
}

function tell(desk: Desk, drift: Drift): void {
  const { events, logger, metrics, now } = desk.session;
  logger.warn('Our view and the venue differ.', { ...drift });
  metrics.count('drifts', { classification: drift.classification });
  events.emit({ type: 'position.drifted', drift }, now);
}

function textOf({ classification, subject, theirs }: Drift): string {
  return `${classification}|${subject}|${theirs}`;
}
