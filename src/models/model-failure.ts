import { isBrokerError, ModelError } from '../errors/index.ts';
import type { Repeatable } from '../transport/repeat-call.ts';
import type { Redaction } from './redaction.ts';

/** Whose failure it is, and how often it was asked. */
export interface Attempt {
  readonly provider: string;
  readonly model: string;
  /** Counted from 1. */
  readonly number: number;
}

/** An answer that is none. */
export interface RefusedAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs: number | null;
}

/** Longer quotes of an endpoint help nobody. */
const LONGEST_QUOTE = 300;
/** How long to stay away where the endpoint does not say, in milliseconds. */
const USUAL_DELAY_MS = 5_000;
/** What a system says when nothing was ever sent. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What an answer with an HTTP status other than success means. */
export function statusFailure(answer: RefusedAnswer, attempt: Attempt, { hideKeys }: Redaction): ModelError {
  const { status, body, retryAfterMs } = answer;
  const { text, code } = complaintOf(body);
  const quote = hideKeys(shortened(text));
  const details = { ...detailsOf(attempt), status, ...(code === null ? {} : { endpointCode: hideKeys(code) }) };
  const say = (what: string): string => `${nameOf(attempt)} ${what} (${status})${quote === '' ? '.' : `: ${quote}`}`;
  const later = { retry: 'after' as const, delayMs: retryAfterMs ?? USUAL_DELAY_MS };
  if (status === 402 || code === 'insufficient_quota') {
    return new ModelError(say('has no balance left'), { code: 'model/no_balance', details });
  }
  if (status === 401 || status === 403) {
    return new ModelError(say('does not accept the key'), { code: 'model/unauthorized', details });
  }
  if (status === 429) {
    return new ModelError(say('refuses for the number of requests'), {
      code: 'model/rate_limited',
      advice: later,
      details: { ...details, ...(retryAfterMs === null ? {} : { retryAfterMs }) },
    });
  }
  if (status >= 500 || status === 408) {
    return new ModelError(say('failed'), { code: 'model/unavailable', advice: later, details });
  }
  if (status < 400) {
    const message = `${nameOf(attempt)} sends elsewhere (${status}); give the address that answers as baseUrl.`;
    return new ModelError(message, { code: 'model/refused', details });
  }
  return new ModelError(say('does not accept the question'), { code: 'model/refused', details });
}

/** What it means that no whole answer came. */
export function networkFailure(error: unknown, attempt: Attempt, { hideKeys, safeCause }: Redaction): ModelError {
  const reason = reasonOf(error);
  const sent = !NEVER_SENT.has(reason);
  const what = sent ? 'broke off before the answer was complete' : 'cannot be reached';
  return new ModelError(`${nameOf(attempt)} ${what}: ${hideKeys(reason)}.`, {
    code: 'model/unavailable',
    advice: { retry: 'after', delayMs: USUAL_DELAY_MS },
    details: { ...detailsOf(attempt), sent },
    cause: safeCause(error),
  });
}

/** What came is no answer of a model. */
export function invalidReply(why: string, body: string, attempt: Attempt, { hideKeys }: Redaction): ModelError {
  const quote = hideKeys(shortened(body));
  const message = `What ${nameOf(attempt)} sent is no answer of a model: ${hideKeys(why)}. It begins: ${quote}`;
  return new ModelError(message, { code: 'model/invalid_reply', details: detailsOf(attempt) });
}

/** No whole answer came in time. */
export function timeoutFailure(attempt: Attempt, deadlineMs: number): ModelError {
  return new ModelError(`${nameOf(attempt)} gave no complete answer within ${deadlineMs} ms.`, {
    code: 'model/timeout',
    advice: { retry: 'after', delayMs: 0 },
    details: { ...detailsOf(attempt), deadlineMs },
  });
}

/**
 * Whether the same question may go again: after 429, 500 and 503, and where nothing was sent. What broke off half-way may
 * have been paid for; whether to pay twice is the caller's to say.
 */
export function repeatable(error: unknown): Repeatable {
  if (!isBrokerError(error)) return { again: 'no' };
  const { status, sent, retryAfterMs } = error.details;
  if (error.code === 'model/rate_limited') {
    return typeof retryAfterMs === 'number' ? { again: 'yes', afterMs: retryAfterMs } : { again: 'yes' };
  }
  const again = error.code === 'model/unavailable' && (status === 500 || status === 503 || sent === false);
  return again ? { again: 'yes' } : { again: 'no' };
}

function detailsOf({ provider, model, number }: Attempt) {
  return { provider, model, attempts: number };
}

function nameOf({ provider, model }: Attempt): string {
  return `${model} of ${provider}`;
}

/** The endpoint's own words: `error.message` of JSON, else the text itself. */
function complaintOf(body: string): { readonly text: string; readonly code: string | null } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { text: body.replace(/<[^>]*>/g, ' '), code: null };
  }
  const error = fieldOf(parsed, 'error') ?? parsed;
  const text = typeof error === 'string' ? error : (fieldOf(error, 'message') ?? body);
  const code = fieldOf(error, 'code') ?? fieldOf(error, 'type');
  return { text: String(text), code: typeof code === 'string' ? code : null };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}

/** The system's code for what happened, or the deepest message. */
function reasonOf(error: unknown, depth = 0): string {
  const code = fieldOf(error, 'code');
  if (typeof code === 'string' && code !== '') return code;
  const inner = fieldOf(error, 'cause');
  if (inner !== undefined && inner !== null && depth < 5) return reasonOf(inner, depth + 1);
  const message = fieldOf(error, 'message');
  return typeof message === 'string' && message !== '' ? message : 'no reason was given';
}
