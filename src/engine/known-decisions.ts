import type { Fill } from '../domain/fill.ts';
import { positionKeyText } from '../domain/order-intent.ts';
import type { VenuePosition } from '../ports/venue.ts';
import type { FormerOrders } from './recover-orders.ts';
import { isNewSince, type SavedAccount } from './saved-account.ts';

/** What tells by which decisions a position was built that is taken over. */
export interface DecisionSources {
  /** `null` where no former run is known. */
  readonly lastKnown: SavedAccount | null;
  readonly former: FormerOrders;
  /** What the venue shows of the time since, oldest first, and nothing that the position does not have in it. */
  readonly fills: readonly Fill[];
}

/**
 * The decisions behind a position that is taken over, oldest first: those that were saved with it, as long as it has not
 * been flat since, and those of the fills that have enlarged it. A fill of which no order of ours is known has none.
 */
export function knownDecisions(row: VenuePosition, { lastKnown, former, fills }: DecisionSources): readonly string[] {
  const { instrument, marginMode } = row;
  const own = fills.filter(
    (fill) =>
      fill.facts.instrument === instrument &&
      fill.facts.marginMode === marginMode &&
      (lastKnown === null || isNewSince(lastKnown, fill)),
  );
  const saved = lastKnown?.built?.[positionKeyText({ instrument: instrument.id, marginMode })];
  // Where nothing was saved, what is held now says what was held before.
  let held = saved?.lots ?? own.reduce((lots, fill) => lots - signedLots(fill), row.lots);
  let known = new Set(saved?.decisionIds ?? []);
  for (const fill of own) {
    const after = held + signedLots(fill);
    const isNew = held === 0 || (after !== 0 && after > 0 !== held > 0);
    if (after === 0 || isNew) known = new Set();
    const decisionId = former.get(fill.clientOrderId)?.intent.decisionId;
    if (decisionId !== undefined && (isNew || Math.abs(after) > Math.abs(held))) known.add(decisionId);
    held = after;
  }
  return held !== 0 && held > 0 === row.lots > 0 ? [...known] : [];
}

function signedLots({ facts }: Fill): number {
  return facts.side === 'buy' ? facts.lots : -facts.lots;
}
