import type { BrokerError } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import { Call } from './call.ts';
import type { ReadRequest } from './request.ts';
import { RANK } from './waiting-line.ts';

/** One request on behalf of everyone who asked before it left. */
class Flight {
  readonly call: Call;
  readonly #endsBy: number;
  #members = 0;
  answer: Promise<unknown> = Promise.resolve();

  constructor(request: ReadRequest<unknown>, now: number) {
    this.call = new Call(request);
    this.#endsBy = now + longestShared(request);
  }

  /** Whether a read can fly with this one: not at a lower priority than its own, and not longer than the flight may last. */
  takes({ priority, deadlineMs }: ReadRequest<unknown>, now: number): boolean {
    return (
      this.call.reason === null &&
      RANK[this.call.request.priority] <= RANK[priority] &&
      now + deadlineMs <= this.#endsBy
    );
  }

  board(): void {
    this.#members++;
  }

  leave(reason: BrokerError | null): void {
    this.#members--;
    if (this.#members === 0 && reason !== null) this.call.stop(reason);
  }
}

/** The longest time in milliseconds that a shared request can take: those who board last may have as long as the first had. */
export function longestShared({ deadlineMs }: ReadRequest<unknown>): number {
  return 2 * deadlineMs;
}

/**
 * Equal reads that wait go as one request.
 *
 * A read never gets an answer to a request that left before it asked. While an equal one is on its way, a read waits for
 * its return, for a moment at most: those who come meanwhile then share one request instead of using up the quota.
 */
export class EqualReads {
  readonly #clock: Clock;
  readonly #withinMs: number;
  /** Not sent yet, by key. */
  readonly #waiting = new Map<string, Flight>();
  /** The last that was sent, by key. */
  readonly #sent = new Map<string, Flight>();

  constructor(clock: Clock, withinMs: number) {
    this.#clock = clock;
    this.#withinMs = withinMs;
  }

  async ask<T>(key: string, request: ReadRequest<T>, run: (call: Call) => Promise<unknown>): Promise<T> {
    const now = this.#clock.now();
    let flight = this.#waiting.get(key);
    if (flight === undefined || !flight.takes(request, now)) {
      flight = new Flight(request, now);
      this.#waiting.set(key, flight);
      flight.answer = this.#fly(key, flight, run);
    }
    flight.board();
    const own = new Call(request);
    own.startDeadline(this.#clock, flight.call);
    try {
      // What answers one of them answers all: that is what the key says.
      return await (own.step(flight.answer) as Promise<T>);
    } finally {
      own.end();
      flight.leave(own.reason);
    }
  }

  async #fly(key: string, flight: Flight, run: (call: Call) => Promise<unknown>): Promise<unknown> {
    const { call } = flight;
    call.onSend = () => {
      forget(this.#waiting, key, flight);
      this.#sent.set(key, flight);
    };
    try {
      const ahead = this.#sent.get(key);
      if (ahead !== undefined) await call.step(this.#return(ahead));
      return await run(call);
    } finally {
      forget(this.#waiting, key, flight);
      forget(this.#sent, key, flight);
    }
  }

  #return(flight: Flight): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.schedule(this.#withinMs, resolve);
      const back = (): void => {
        cancel();
        resolve();
      };
      flight.answer.then(back, back);
    });
  }
}

function forget(flights: Map<string, Flight>, key: string, flight: Flight): void {
  if (flights.get(key) === flight) flights.delete(key);
}
