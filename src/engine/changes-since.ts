import { positionKeyText } from '../domain/order-intent.ts';
import type { VenueAccount } from '../ports/venue.ts';
import { accountDifferences } from './account-difference.ts';
import { isNewSince, LATE_FILLS_MS, restoredAccount, type SavedAccount } from './saved-account.ts';
import type { Session } from './session.ts';
import { fillDrift, tellDrift } from './tell-drift.ts';

/**
 * Tells what became of the account since it was saved, before the venue's view of it is taken over.
 *
 * Each fill since is told as what it is, `unknown_fill`; funding and transfers are in the venue's ledger. What these do
 * not explain is a drift of position, leverage or cash.
 *
 * @see law 5, "ours equals theirs".
 */
export async function tellChangesSince(session: Session, saved: SavedAccount, theirs: VenueAccount): Promise<void> {
  const { venue, ledger } = session;
  const account = restoredAccount(saved, session);
  const entries = await venue.fetchLedger({ since: saved.at });
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    if (entry.at <= saved.at || entry.at > theirs.balances.asOf) continue;
    const instrument = entry.instrument === null ? undefined : ledger.instrument(entry.instrument);
    if (entry.type === 'funding' && instrument !== undefined) {
      account.position(instrument, entry.marginMode ?? 'cross').settleFunding(entry.amount);
    } else {
      account.transfer(entry.currency, entry.amount);
    }
  }
  const fills = await venue.fetchFills({ since: saved.at - LATE_FILLS_MS });
  for (const fill of [...fills].sort((a, b) => a.at - b.at)) {
    if (fill.at > theirs.positions.asOf || !isNewSince(saved, fill)) continue;
    tellDrift(session, fillDrift(fill));
    account.applyExecution(fill.facts);
  }
  for (const { drift } of accountDifferences(account, session.isInstant, theirs)) tellDrift(session, drift);
  for (const { instrument, marginMode, lots } of saved.positions) {
    if (lots === 0 || ledger.instrument(instrument) !== undefined) continue;
    const subject = positionKeyText({ instrument, marginMode });
    tellDrift(session, { classification: 'position', subject, ours: `${lots} lots`, theirs: 'not listed' });
  }
}
