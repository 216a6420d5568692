import { isBrokerError } from '../../errors/index.ts';

/** Whether a store has said that it takes this neither now nor later. What waits behind it would wait for ever. */
export function isNeverTaken(error: unknown): boolean {
  return isBrokerError(error, 'store/conflict') || isBrokerError(error, 'store/invalid_record');
}
