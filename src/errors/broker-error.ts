import type { ErrorCode, ErrorFamily } from './codes.ts';

/** What the caller can do next. `never`: the same call fails again. `after`: ask again when `delayMs` has passed. `lookup`: the outcome is unknown, read before acting. */
export type RetryAdvice =
  | { readonly retry: 'never' }
  | { readonly retry: 'after'; readonly delayMs: number }
  | { readonly retry: 'lookup' };

/** Values that may accompany an error: plain, printable and never secret. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** What an error is made of. */
export interface BrokerErrorOptions<F extends ErrorFamily = ErrorFamily> {
  readonly code: ErrorCode<F>;
  readonly advice?: RetryAdvice;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

const MARKER = Symbol.for('brokerkit.error');

/**
 * The base of every error that brokerkit throws.
 *
 * Recognise it with {@link isBrokerError}: the package can be loaded twice (ESM and CommonJS), and `instanceof` does not
 * see across the copies. A refusal of an order is not an error; it is found in `order.state`.
 */
export abstract class BrokerError extends Error {
  abstract readonly family: ErrorFamily;
  readonly code: ErrorCode;
  readonly advice: RetryAdvice;
  readonly details: ErrorDetails;
  /** Where the code is explained, relative to the package's documentation. */
  readonly docs: string;

  constructor(message: string, options: BrokerErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.advice = options.advice ?? { retry: 'never' };
    this.details = options.details ?? {};
    this.docs = `docs/errors.md#${options.code.replace('/', '')}`;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** A plain form for logs and rows: code, message, advice and details, without stack and cause. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      advice: this.advice,
      details: this.details,
      docs: this.docs,
    };
  }
}

/** Whether a caught value is a {@link BrokerError}, of this copy of the package or of another; with a code, whether it carries that code. */
export function isBrokerError(value: unknown, code?: ErrorCode): value is BrokerError {
  if (typeof value !== 'object' || value === null || !(MARKER in value)) return false;
  return code === undefined || ('code' in value && value.code === code);
}
