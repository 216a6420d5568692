import type { Fill } from '../domain/fill.ts';
import type { Drift } from '../ports/broker.ts';
import type { Session } from './session.ts';

/** Tells everyone who wants to know that our view and the venue's differ. */
export function tellDrift({ events, logger, metrics, now }: Session, drift: Drift): void {
  logger.warn('Our view and the venue differ.', { ...drift });
  metrics.count('drifts', { classification: drift.classification });
  events.emit({ type: 'position.drifted', drift }, now);
}

/** A fill that nobody told us. */
export function fillDrift(fill: Fill): Drift {
  return {
    classification: 'unknown_fill',
    subject: fill.fillId,
    ours: 'none',
    theirs: `${fill.side} ${fill.quantity.toFixed()} ${fill.instrument} at ${fill.price.toFixed()}`,
  };
}
