import type { Fill } from '../domain/fill.ts';
import type { Session } from './session.ts';

/**
 * Whether the money of a fill is in our ledger: it was heard before, it is older than the account that was adopted at the
 * start, or it is older than what is remembered. Such a fill is never booked again, whoever shows it.
 */
export function isBooked(session: Session, fill: Fill): boolean {
  const { registry } = session;
  return fill.at < session.bookedUntil || fill.at <= registry.fillsForgottenUntil || registry.hasFill(fill);
}
