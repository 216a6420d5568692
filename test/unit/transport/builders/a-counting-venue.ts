import { ConnectivityError } from '../../../../src/errors/index.ts';
import type { Clock } from '../../../../src/ports/clock.ts';

/** How one request fares: the way there, the way back, and whether its answer ever comes. */
export interface Passage {
  readonly thereMs: number;
  readonly backMs: number;
  readonly fate: 'answered' | 'broken' | 'lost';
}

/** A venue that counts what arrives, at the moment at which it arrives. */
export class CountingVenue {
  readonly arrivals: number[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  attempt(passage: Passage, tokens: number): Promise<number> {
    const { thereMs, backMs, fate } = passage;
    return new Promise((resolve, reject) => {
      this.#clock.schedule(thereMs, () => {
        for (let token = 0; token < tokens; token++) this.arrivals.push(this.#clock.now());
        if (fate === 'answered') this.#clock.schedule(backMs, () => resolve(this.arrivals.length));
        if (fate === 'broken') this.#clock.schedule(backMs, () => reject(broken()));
      });
    });
  }
}

/** The most that arrived within any span of `windowMs`, and the limit it is held to. */
export function fullestWindow(arrivals: readonly number[], windowMs: number): number {
  const times = [...arrivals].sort((a, b) => a - b);
  let fullest = 0;
  let first = 0;
  for (const [last, at] of times.entries()) {
    while ((times[first] ?? at) <= at - windowMs) first++;
    fullest = Math.max(fullest, last - first + 1);
  }
  return fullest;
}

function broken(): ConnectivityError {
  return new ConnectivityError('The connection broke.', {
    code: 'net/connection_lost',
    advice: { retry: 'after', delayMs: 0 },
  });
}
