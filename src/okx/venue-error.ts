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
export function unreadableAnswer(endpoint: string, status: number): BrokerError {
  return new VenueError(`OKX answered ${endpoint} with status ${status} and no readable body.`, {
    code: status >= 500 ? 'venue/unavailable' : 'venue/malformed_response',
    advice: { retry: 'lookup' },
    details: { endpoint, status },
  });
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
