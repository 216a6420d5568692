import {
  AuthenticationError,
  type BrokerError,
  ConfigurationError,
  ConnectivityError,
  type ErrorCode,
  OrderError,
  type RetryAdvice,
  VenueError,
} from '../errors/index.ts';
import { okxError } from './error-table.ts';
import type { OkxAnswer } from './request.ts';
import { envelopeOf } from './wire/envelope.ts';

/** Messages of OKX are cut here: some repeat what was sent. */
const LONGEST_MESSAGE = 200;

/** The error that an answer of OKX is thrown as. */
export function errorOf(endpoint: string, code: string, message: string, advice?: RetryAdvice): BrokerError {
  const row = okxError(code);
  const said = message === '' ? '' : ` (${printable(message)})`;
  const text = `OKX refused ${endpoint} with ${code}${said}. ${row.person}`;
  const details = { endpoint, venueCode: code, venueMessage: printable(message) };
  return makeError(row.throws, text, { advice: advice ?? row.advice, details });
}

/** An answer that is none: a gateway's page, a body that was cut off. Whether the command was executed is not known. */
export function unreadableAnswer(
  endpoint: string,
  status: number,
  advice: RetryAdvice = { retry: 'lookup' },
): BrokerError {
  return new VenueError(`OKX answered ${endpoint} with status ${status} and no readable body.`, {
    code: status >= 500 ? 'venue/unavailable' : 'venue/malformed_response',
    advice,
    details: { endpoint, status },
  });
}

/** A read harms nobody when it is made again. */
const READ_AGAIN: RetryAdvice = { retry: 'after', delayMs: 500 };

/** What is wrong with the answer to a read, or `null` for a yes. Where a command would be in doubt, a read may be made again. */
export function readErrorOf(endpoint: string, { status, json }: OkxAnswer): BrokerError | null {
  const envelope = envelopeOf(json);
  if (envelope === null) return unreadableAnswer(endpoint, status, READ_AGAIN);
  const { code, msg } = envelope;
  if (code === '0') return status < 400 ? null : unreadableAnswer(endpoint, status, READ_AGAIN);
  const row = okxError(code);
  if (row.executed === 'unknown') return errorOf(endpoint, code, msg, READ_AGAIN);
  return errorOf(endpoint, code, msg, row.executed === 'no' ? row.advice : { retry: 'never' });
}

/**
 * The refusal of a command for the rate, or `null`. Thrown by an attempt, it slows the limiter down; nothing was executed.
 */
export function rateRefusalOf(endpoint: string, { json }: OkxAnswer): BrokerError | null {
  const envelope = envelopeOf(json);
  if (envelope === null || envelope.data.length > 0) return null;
  return okxError(envelope.code).throws === 'net/rate_limited' ? errorOf(endpoint, envelope.code, envelope.msg) : null;
}

/** What OKX says, short and on one line. */
export function printable(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
}

interface Rest {
  readonly advice: RetryAdvice;
  readonly details: Readonly<Record<string, string | number>>;
}

function makeError(code: ErrorCode, text: string, { advice, details }: Rest): BrokerError {
  switch (code) {
    case 'auth/rejected':
    case 'auth/wrong_environment':
    case 'auth/permission_missing':
      return new AuthenticationError(text, { code, advice, details });
    case 'net/rate_limited':
    case 'net/timeout':
      return new ConnectivityError(text, { code, advice, details });
    case 'config/unsupported':
      return new ConfigurationError(text, { code, advice, details });
    case 'order/unknown_order':
    case 'order/duplicate_id':
      return new OrderError(text, { code, advice, details });
    case 'venue/unavailable':
    case 'venue/unknown_instrument':
      return new VenueError(text, { code, advice, details });
    default:
      return new VenueError(text, { code: 'venue/failed', advice, details });
  }
}
