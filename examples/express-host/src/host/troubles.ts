import type { StoreHealth } from 'brokerkit/persistence';
import type { FrozenPositions, SchedulerStatus } from 'brokerkit/runtime';
import type { Trouble } from './alert-board.ts';

/** Model failures in a row from which on nothing opens. */
export const SAFE_MODE_AFTER = 3;

/** Writes that do not get into the database. */
export function storeTrouble({ state, reason }: StoreHealth): Trouble | null {
  if (state === 'direct') return null;
  const where = state === 'spooling' ? 'writes wait on the disk' : 'writes wait in memory';
  return {
    severity: 'critical',
    message: `The database does not write, ${where}: ${(reason ?? 'unknown why').replace(/\.+$/, '')}. Nothing opens.`,
  };
}

/** Nobody can say whose account it is. */
export function lockTrouble({ state, opensBlockedBy }: SchedulerStatus): Trouble | null {
  return state === 'degraded' ? { severity: 'critical', message: `Nothing opens: ${opensBlockedBy}` } : null;
}

/** Positions that were left behind. */
export function frozenTrouble(frozen: FrozenPositions | null): Trouble | null {
  if (frozen === null) return null;
  const { positions, venue, why } = frozen;
  const count = positions === null ? 'Positions that could not be read' : `${positions.length} positions`;
  return { severity: 'critical', message: `${count} wait at ${venue}, neither closed nor watched: ${why}.` };
}

/** A model that does not answer. */
export function modelTrouble({ modelFailures: failures }: SchedulerStatus): Trouble | null {
  if (failures === 0) return null;
  const isSafeMode = failures >= SAFE_MODE_AFTER;
  const end = isSafeMode ? ': safe mode, nothing opens until it answers again' : '';
  return {
    severity: isSafeMode ? 'critical' : 'warning',
    message: `The model failed ${failures} times in a row${end}.`,
  };
}
