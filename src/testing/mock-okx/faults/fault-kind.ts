import type { RouteTarget } from '../routes/route-target.ts';

/** The ways in which an answer can be lost. */
export const LOST_ANSWERS = [
  'headers_lost',
  'body_lost',
  'reset',
  'reset_in_body',
  'bad_gateway',
  'html',
  'empty_data',
  'truncated_json',
  'code_50004',
  'code_51149',
  'code_51054',
  'code_50001',
  'code_50013',
  'code_50026',
] as const;

/**
 * What can go wrong at the mock exchange.
 *
 * `headers_lost` never answers, `body_lost` stops in the middle of the answer, `reset` and `reset_in_body` end the
 * connection, `bad_gateway` is a 502 with HTML, `html` a 200 with HTML, `code` any code that is given. `delay` waits,
 * `duplicate` executes a command twice or repeats the rows of a read, `reorder` lets a command overtake this one or turns
 * the rows of a read round. `late_execution` ends the connection at once and executes the command `delayMs` later, unless
 * it has expired by then. `rate_limited` and `maintenance` refuse, `clock_skew` moves the server's clock,
 * `stale_snapshot` answers a read as it was answered before.
 */
export const FAULT_KINDS = [
  ...LOST_ANSWERS,
  'code',
  'delay',
  'late_execution',
  'duplicate',
  'reorder',
  'rate_limited',
  'maintenance',
  'clock_skew',
  'instrument_suspended',
  'insufficient_margin',
  'partial_fill',
  'lost_algo',
  'liquidation',
  'adl',
  'stale_snapshot',
] as const;
/** One of {@link FAULT_KINDS}. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Before the command is executed, after it, or in the reads that follow it. */
export const FAULT_MOMENTS = ['before_execution', 'after_execution', 'read_back'] as const;
/** One of {@link FAULT_MOMENTS}. */
export type FaultMoment = (typeof FAULT_MOMENTS)[number];

/** What a fault is about: a kind of call, all of them, or one endpoint such as `GET /api/v5/account/balance`. */
export type FaultTarget = RouteTarget | 'any' | 'any_command' | 'any_read' | `${'GET' | 'POST'} /${string}`;

/** The particulars of a fault. */
export interface FaultOptions {
  /** How often it happens; default 1. */
  readonly times?: number;
  /** Default `after_execution` for what loses an answer, `before_execution` for the rest. */
  readonly when?: FaultMoment;
  /** Of `delay` and `late_execution`, and how long `reorder` waits at most; default 1000. */
  readonly delayMs?: number;
  /** Of `clock_skew`; default 45,000. */
  readonly skewMs?: number;
  /** Of `code`; default 50026. */
  readonly code?: string;
}

/** A fault that was asked for. A test that relies on it asserts that it happened. */
export interface MockFaultRecord {
  readonly target: FaultTarget;
  readonly kind: FaultKind;
  readonly when: FaultMoment;
  /** How often it has happened. */
  readonly fired: number;
  /** The calls that it has hit. */
  readonly hits: readonly { readonly at: number; readonly route: string }[];
}
