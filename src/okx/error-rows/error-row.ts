import type { RejectionReason } from '../../domain/denial.ts';
import type { ErrorCode, RetryAdvice } from '../../errors/index.ts';

/**
 * Whether a command that was answered so has been carried out. `no`: proven not to. `unknown`: it may have been, so it is
 * looked up. `duplicate_live`: an order of the same id is live, and is looked up and adopted. `query`: the order is not
 * open any more, for a reason that has to be read.
 */
export const EXECUTIONS = ['no', 'unknown', 'duplicate_live', 'query'] as const;
/** One of {@link EXECUTIONS}. */
export type Execution = (typeof EXECUTIONS)[number];

/** What one of OKX's error codes means. */
export interface OkxErrorRow {
  readonly code: string;
  /** The code of the error where it is thrown. */
  readonly throws: ErrorCode;
  readonly executed: Execution;
  /** What may be done next with the same call. */
  readonly advice: RetryAdvice;
  /** Why the order was not taken, in the words that a model knows. */
  readonly reason: RejectionReason;
  /** What it means and what to do, for a person. */
  readonly person: string;
  /** What it means for the next decision, for a model. */
  readonly model: string;
}

type Sentences = readonly [person: string, model: string];

const NEVER: RetryAdvice = { retry: 'never' };
const LOOKUP: RetryAdvice = { retry: 'lookup' };

/** A refusal of an order: it was not carried out. */
export function refused(code: string, reason: RejectionReason, ...[person, model]: Sentences): OkxErrorRow {
  return { code, throws: 'venue/failed', executed: 'no', advice: NEVER, reason, person, model };
}

/** The key may not do this. */
export function denied(code: string, throws: ErrorCode, person: string): OkxErrorRow {
  const model = 'The account cannot trade until a person has corrected its access; do not order.';
  return { code, throws, executed: 'no', advice: NEVER, reason: 'account_restricted', person, model };
}

/** Refused for the rate: nothing happened, and it may go again. */
export function slowed(code: string, delayMs: number, person: string): OkxErrorRow {
  return {
    code,
    throws: 'net/rate_limited',
    executed: 'no',
    advice: { retry: 'after', delayMs },
    reason: 'other',
    person,
    model: 'The venue asked to slow down and nothing happened; the order is sent again by itself.',
  };
}

/** Nobody knows what became of the command. */
export function uncertain(code: string, throws: ErrorCode, person: string): OkxErrorRow {
  return {
    code,
    throws,
    executed: 'unknown',
    advice: LOOKUP,
    reason: 'other',
    person,
    model: 'It is not known yet whether the order was placed; do not repeat it.',
  };
}

/** The order is not open, and why has to be read. */
export function gone(code: string, ...[person, model]: Sentences): OkxErrorRow {
  return {
    code,
    throws: 'order/unknown_order',
    executed: 'query',
    advice: LOOKUP,
    reason: 'order_not_found',
    person,
    model,
  };
}

/** An order of the same id lives. */
export function twin(code: string, person: string): OkxErrorRow {
  return {
    code,
    throws: 'order/duplicate_id',
    executed: 'duplicate_live',
    advice: LOOKUP,
    reason: 'duplicate_client_order_id',
    person,
    model: 'An order of this id is live already; it is read, and not placed a second time.',
  };
}

/** The venue does not work now, or not for this account. */
export function closed(code: string, ...[person, model]: Sentences): OkxErrorRow {
  return {
    code,
    throws: 'venue/unavailable',
    executed: 'no',
    advice: NEVER,
    reason: 'account_restricted',
    person,
    model,
  };
}
