import { ERROR_CODES, type ErrorCode, isBrokerError } from 'brokerkit';
import { SWITCH_STEPS, type SwitchRefusal } from 'brokerkit/runtime';
import type { Problem } from '../contract/problem.ts';
import { HostError } from '../host/trading-host.ts';

/** What the API itself refuses: the status, what it is called, and what it means. */
export const HOST_PROBLEMS = {
  'host/invalid_json': [400, 'The body is not JSON', 'The body could not be read as JSON.'],
  'host/invalid_request': [400, 'The request cannot be used', '`errors` names each field of path, query or body.'],
  'host/unauthorized': [401, 'A token is needed', 'The bearer token of this host is missing or is another one.'],
  'host/foreign_origin': [403, 'Another site asks', 'A page of another origin asked; `Origin` names it.'],
  'host/unknown_route': [404, 'Nothing is here', 'There is no such path.'],
  'host/not_found': [404, 'There is none', 'Nothing of this id is known in the mode that runs.'],
  'host/wrong_method': [405, 'Not in this way', 'The path is known; `Allow` says how it can be asked.'],
  'host/body_too_large': [413, 'The body is too large', 'A body has at most 64 kB.'],
  'host/unsupported_body': [
    415,
    'The body is of another kind',
    'A body is `application/json` in UTF-8, not compressed.',
  ],
  'host/unknown_name': [421, 'This host has another name', 'The `Host` header names a host that this one is not.'],
  'host/upgrade_required': [426, 'A WebSocket is here', 'The path is asked with `Upgrade: websocket`.'],
  'host/too_many_requests': [429, 'Too many requests', '`Retry-After` says in how many seconds to ask again.'],
  'host/failed': [500, 'The host failed', 'An error of the host itself; its log has it under the request id.'],
  'host/too_many_listeners': [503, 'Too many listeners', 'As many WebSockets as this host allows are open.'],
  'host/closing': [503, 'The host is closing', 'It is about to stop, or to start anew.'],
} as const satisfies Record<string, readonly [status: number, title: string, meaning: string]>;

export type HostProblemCode = keyof typeof HOST_PROBLEMS;

const SWITCH_REFUSED: Readonly<Record<SwitchRefusal, string>> = {
  locked: 'Nobody gets into this mode; `detail` says why, and what opens it.',
  same_mode: 'The mode that is asked for runs already.',
  switching: 'Another switch is under way.',
  positions_open: 'Positions are open, and the switch was asked to refuse then.',
  unavailable: 'Something that the mode needs is missing.',
};

/** What the host behind the API refuses, all with 409: the request was fine, and the host is not in a state for it. */
export const REFUSALS: Readonly<Record<string, string>> = {
  'host/standby': 'Another instance trades the account; this one stands by.',
  'host/not_started': 'No mode runs yet, or any more.',
  ...Object.fromEntries(Object.entries(SWITCH_REFUSED).map(([why, meaning]) => [`mode/${why}`, meaning])),
  ...Object.fromEntries(
    SWITCH_STEPS.map((step) => [`mode/${step}`, `A switch failed at the step \`${step}\`; the mode before runs on.`]),
  ),
};

/** The status for each code of brokerkit: 4xx where asking differently helps, 502 to 504 where it lies with the venue. */
export const BROKER_STATUSES: Readonly<Record<ErrorCode, number>> = {
  'config/invalid': 400,
  'config/missing_variable': 409,
  'config/unsupported': 409,
  'config/missing_package': 409,
  'config/live_locked': 409,
  'config/data_unreadable': 500,
  'config/data_invalid': 500,
  'config/state_mismatch': 409,
  'auth/rejected': 502,
  'auth/wrong_environment': 502,
  'auth/permission_missing': 502,
  'net/timeout': 504,
  'net/unreachable': 503,
  'net/connection_lost': 503,
  'net/rate_limited': 503,
  'net/not_connected': 503,
  'net/closed': 503,
  'venue/malformed_response': 502,
  'venue/unavailable': 503,
  'venue/unknown_instrument': 404,
  'venue/stale': 503,
  'venue/illegal_transition': 500,
  'venue/failed': 502,
  'order/invalid_number': 422,
  'order/invalid_intent': 422,
  'order/unknown_order': 404,
  'order/duplicate_id': 409,
  'order/unknown_position': 404,
  'order/refused': 409,
  'model/unavailable': 503,
  'model/timeout': 504,
  'model/rate_limited': 503,
  'model/unauthorized': 502,
  'model/no_balance': 502,
  'model/refused': 502,
  'model/retired': 502,
  'model/invalid_reply': 502,
  'model/not_recorded': 503,
  'store/unavailable': 503,
  'store/corrupt': 500,
  'store/conflict': 409,
  'store/invalid_record': 500,
  'store/newer_schema': 503,
  'internal/invariant': 500,
};

const FAMILY_TITLES: Readonly<Record<keyof typeof ERROR_CODES, string>> = {
  configuration: 'The configuration does not allow it',
  authentication: 'The venue did not accept the credentials',
  connectivity: 'The venue could not be reached',
  venue: 'The venue did not answer as it should',
  order: 'The order cannot be used',
  model: 'The model did not answer as it should',
  persistence: 'The database could not be used',
  internal: 'The host failed',
};

/** Where a code is explained: a heading of the page that the host serves. */
export function typeOf(code: string): string {
  return `/docs#${code.replaceAll(/[^a-z_]+/g, '-')}`;
}

/** An answer that is a problem: what is said, and the headers that go with it. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

/** Something that the API refuses. */
export class RequestError extends Error {
  readonly code: HostProblemCode;
  readonly errors: Problem['errors'];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: HostProblemCode,
    message: string,
    extra: { readonly errors?: Problem['errors']; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.errors = extra.errors;
    this.headers = extra.headers ?? {};
  }
}

type Told = Pick<Problem, 'code' | 'status' | 'title' | 'detail'> & { readonly errors?: Problem['errors'] };

/** The answer to a request that failed. What is not known to be fit for a reader stays in the log. */
export function problemOf(error: unknown, request: { readonly path: string; readonly id: string }): ProblemAnswer {
  const { told, headers } = read(error);
  const { errors, ...rest } = told;
  const problem = { type: typeOf(told.code), ...rest, instance: request.path, requestId: request.id };
  return { problem: errors === undefined ? problem : { ...problem, errors }, headers };
}

function read(error: unknown): { readonly told: Told; readonly headers: Readonly<Record<string, string>> } {
  if (error instanceof RequestError) {
    const told = { ...ofHost(error.code), detail: error.message, errors: error.errors };
    return { told, headers: error.headers };
  }
  if (error instanceof HostError) {
    const { code, status, message } = error;
    return { told: { code, status, title: 'The host refused', detail: message }, headers: {} };
  }
  if (isBrokerError(error)) {
    const status = BROKER_STATUSES[error.code] ?? 500;
    // The database's words name hosts and columns; an internal error names what no reader can change.
    const isPrivate = status === 500 || error.family === 'persistence';
    const detail = isPrivate ? `${HOST_PROBLEMS['host/failed'][2]} Its code is ${error.code}.` : error.message;
    const delay = error.advice.retry === 'after' ? error.advice.delayMs : null;
    const headers = delay === null ? {} : { 'Retry-After': String(Math.max(1, Math.ceil(delay / 1000))) };
    return { told: { code: error.code, status, title: FAMILY_TITLES[error.family], detail }, headers };
  }
  const code = codeOfParser(error);
  return { told: { ...ofHost(code), detail: HOST_PROBLEMS[code][2] }, headers: {} };
}

function ofHost(code: HostProblemCode): Pick<Told, 'code' | 'status' | 'title'> {
  const [status, title] = HOST_PROBLEMS[code];
  return { code, status, title };
}

/** What Express and its body parser say, by the `type` and `status` that `http-errors` gives. */
function codeOfParser(error: unknown): HostProblemCode {
  if (!(error instanceof Error)) return 'host/failed';
  const type = 'type' in error ? error.type : null;
  if (type === 'entity.parse.failed') return 'host/invalid_json';
  if (type === 'entity.too.large') return 'host/body_too_large';
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') return 'host/unsupported_body';
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 500;
  return status >= 400 && status < 500 ? 'host/invalid_request' : 'host/failed';
}

/** All codes that an answer can have, with their status; for the documents. */
export function problemTable(): readonly {
  readonly code: string;
  readonly status: number;
  readonly meaning: string;
}[] {
  const own = Object.entries(HOST_PROBLEMS).map(([code, [status, , meaning]]) => ({ code, status, meaning }));
  const refusals = Object.entries(REFUSALS).map(([code, meaning]) => ({ code, status: 409, meaning }));
  const brokers = Object.entries(ERROR_CODES).flatMap(([family, codes]) =>
    codes.map((code) => ({ code, status: BROKER_STATUSES[code], meaning: FAMILY_TITLES[family as ErrorFamily] })),
  );
  return [...own, ...refusals, ...brokers];
}
type ErrorFamily = keyof typeof ERROR_CODES;
