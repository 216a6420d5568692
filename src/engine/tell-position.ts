import type { Instrument } from '../domain/instrument.ts';
import type { MarginMode } from '../domain/order-intent.ts';
import type { Session } from './session.ts';

/** Tells of a position that is open. Whether anyone listens decides about the cost, never about the numbering of events. */
export function tellPosition(
  { events, ledger }: Session,
  type: 'position.opened' | 'position.changed' | 'protection.changed',
  instrument: Instrument,
  marginMode: MarginMode,
  at: number,
): void {
  if (!ledger.book.isOpen(instrument, marginMode)) return;
  if (events.hears[type] === 0) {
    events.skip();
    return;
  }
  const position = ledger.position(instrument, marginMode);
  if (position !== undefined) events.emit({ type, position }, at);
}
