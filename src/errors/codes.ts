/**
 * Every error code, by family. The list is closed: each code is a heading in `docs/errors.md`, and a test compares the
 * two. A code tells a program what happened; the message tells a person.
 */
export const ERROR_CODES = {
  configuration: [
    'config/invalid',
    'config/missing_variable',
    'config/unsupported',
    'config/missing_package',
    'config/live_locked',
    'config/data_unreadable',
    'config/data_invalid',
    'config/state_mismatch',
  ],
  authentication: ['auth/rejected', 'auth/wrong_environment', 'auth/permission_missing'],
  connectivity: [
    'net/timeout',
    'net/unreachable',
    'net/connection_lost',
    'net/rate_limited',
    'net/not_connected',
    'net/closed',
  ],
  venue: [
    'venue/malformed_response',
    'venue/unavailable',
    'venue/unknown_instrument',
    'venue/stale',
    'venue/illegal_transition',
    'venue/failed',
  ],
  order: [
    'order/invalid_number',
    'order/invalid_intent',
    'order/unknown_order',
    'order/duplicate_id',
    'order/unknown_position',
    'order/refused',
  ],
  model: [
    'model/unavailable',
    'model/timeout',
    'model/rate_limited',
    'model/unauthorized',
    'model/no_balance',
    'model/refused',
    'model/retired',
    'model/invalid_reply',
    'model/not_recorded',
  ],
  persistence: ['store/unavailable', 'store/corrupt', 'store/conflict', 'store/invalid_record', 'store/newer_schema'],
  internal: ['internal/invariant'],
} as const;

/** The families of {@link ERROR_CODES}; each has its own error class. */
export type ErrorFamily = keyof typeof ERROR_CODES;

/** A code of the given family, or any code when no family is named. */
export type ErrorCode<F extends ErrorFamily = ErrorFamily> = (typeof ERROR_CODES)[F][number];
