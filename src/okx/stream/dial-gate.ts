import { SystemClock } from '../../engine/system-clock.ts';
import type { Clock } from '../../ports/clock.ts';

/** Dials that OKX takes from one address within a second. */
const DIALS = 3;
/** A second, and how much longer one dial may be under way than another. */
const WINDOW_MS = 1_250;

/**
 * Spaces out the dials of all connections that share it: OKX takes three a second from one address.
 *
 * @see docs/rate-limits.md#dials
 */
export class DialGate {
  readonly #clock: Clock;
  /** When the last dials were, or are to be, made; oldest first. */
  readonly #dials: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a place in the line: ms from now at which to dial, `wishMs` or later. */
  enter(wishMs: number): number {
    const now = this.#clock.now();
    const oldest = this.#dials.length < DIALS ? Number.NEGATIVE_INFINITY : this.#dials[this.#dials.length - DIALS]!;
    const newest = this.#dials[this.#dials.length - 1] ?? Number.NEGATIVE_INFINITY;
    // A place is not given away again, so a later wish never goes before an earlier one.
    const at = Math.max(now + wishMs, oldest + WINDOW_MS, newest);
    this.#dials.push(at);
    if (this.#dials.length > DIALS) this.#dials.shift();
    return at - now;
  }
}

/** OKX counts dials by address, so by process and host, however many brokers there are. */
const GATES = new Map<string, DialGate>();

/**
 * The gate that everyone in this process shares who dials this host. Where a clock is handed in, the gate keeps to that
 * clock and is not shared.
 */
export function dialGateOf(ws: string, clock?: Clock): DialGate {
  if (clock !== undefined) return new DialGate(clock);
  const { host } = new URL(ws);
  const gate = GATES.get(host) ?? new DialGate(new SystemClock());
  GATES.set(host, gate);
  return gate;
}
