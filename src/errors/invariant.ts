import type { ErrorDetails } from './broker-error.ts';
import { InternalError } from './families.ts';

/**
 * Stops at once when a rule of our own is broken, before wrong money moves.
 *
 * @throws {InternalError} `internal/invariant`.
 */
export function invariant(condition: boolean, message: string, details?: ErrorDetails): asserts condition {
  if (!condition) throw new InternalError(message, { code: 'internal/invariant', ...(details ? { details } : {}) });
}

/** Marks the branch of a switch that no value of the type can reach. */
export function assertNever(value: never): never {
  throw new InternalError(`Unexpected value: ${JSON.stringify(value)}.`, { code: 'internal/invariant' });
}
