export {
  BrokerError,
  type BrokerErrorOptions,
  type ErrorDetails,
  isBrokerError,
  type RetryAdvice,
} from './broker-error.ts';
export { ERROR_CODES, type ErrorCode, type ErrorFamily } from './codes.ts';
export {
  AuthenticationError,
  ConfigurationError,
  ConnectivityError,
  InternalError,
  ModelError,
  OrderError,
  PersistenceError,
  VenueError,
} from './families.ts';
export { assertNever, invariant } from './invariant.ts';
