import { BrokerError, type BrokerErrorOptions } from './broker-error.ts';

/** The configuration, an environment variable or an input file cannot be used. */
export class ConfigurationError extends BrokerError {
  readonly family = 'configuration';
  constructor(message: string, options: BrokerErrorOptions<'configuration'>) {
    super(message, options);
  }
}

/** The venue does not accept the credentials, or they lack a permission. */
export class AuthenticationError extends BrokerError {
  readonly family = 'authentication';
  constructor(message: string, options: BrokerErrorOptions<'authentication'>) {
    super(message, options);
  }
}

/** The venue was not reached, did not answer in time, or refused for the rate. */
export class ConnectivityError extends BrokerError {
  readonly family = 'connectivity';
  constructor(message: string, options: BrokerErrorOptions<'connectivity'>) {
    super(message, options);
  }
}

/** The venue answered, and the answer cannot be used. */
export class VenueError extends BrokerError {
  readonly family = 'venue';
  constructor(message: string, options: BrokerErrorOptions<'venue'>) {
    super(message, options);
  }
}

/** The call about an order makes no sense: a malformed number, an unknown order, a client order id used twice. */
export class OrderError extends BrokerError {
  readonly family = 'order';
  constructor(message: string, options: BrokerErrorOptions<'order'>) {
    super(message, options);
  }
}

/** The language model gave no usable answer. */
export class ModelError extends BrokerError {
  readonly family = 'model';
  constructor(message: string, options: BrokerErrorOptions<'model'>) {
    super(message, options);
  }
}

/** A store could not be read or written. */
export class PersistenceError extends BrokerError {
  readonly family = 'persistence';
  constructor(message: string, options: BrokerErrorOptions<'persistence'>) {
    super(message, options);
  }
}

/** A rule that brokerkit guarantees to itself does not hold: a bug in brokerkit, worth a report. */
export class InternalError extends BrokerError {
  readonly family = 'internal';
  constructor(message: string, options: BrokerErrorOptions<'internal'>) {
    super(message, options);
  }
}
