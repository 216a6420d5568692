import type { Order } from '../domain/order.ts';
import { ConnectivityError } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { VenueReply } from '../ports/venue.ts';

/** A command that is slow on its way, such as one whose journal is, does not hold up the others for longer, ms. */
const MOST_WAIT_MS = 20;

interface Waiting {
  readonly order: Order;
  readonly deadline: number;
  readonly answer: (reply: VenueReply) => void;
  readonly fail: (error: unknown) => void;
}

/** Sends several commands in one call; each has a reply of its own, in their order. */
export type SendMany = (orders: readonly Order[], deadline: number) => Promise<readonly VenueReply[]>;

/**
 * Joins commands of one host's call that each pass the order ring by themselves.
 *
 * It goes when everyone who is expected is there or is known not to come, or has waited long enough; who comes later goes with
 * the next one.
 */
export class CommandBatch {
  readonly #expected: Set<string>;
  readonly #send: SendMany;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #stopTimer: CancelTimer = () => {};

  /** `ids`: the client order ids of those that may come. */
  constructor(ids: Iterable<string>, send: SendMany, clock: Clock) {
    this.#expected = new Set(ids);
    this.#send = send;
    this.#clock = clock;
  }

  /** Goes with the others; what the venue says to this one. `deadline`: after it the venue must not execute it. */
  add(order: Order, deadline: number): Promise<VenueReply> {
    return new Promise((answer, fail) => {
      if (this.#waiting.length === 0) this.#stopTimer = this.#clock.schedule(MOST_WAIT_MS, () => this.#go());
      this.#waiting.push({ order, deadline, answer, fail });
      this.leave(order.clientOrderId);
    });
  }

  /** This one does not come any more, or has come. */
  leave(clientOrderId: string): void {
    if (this.#expected.delete(clientOrderId) && this.#expected.size === 0) this.#go();
  }

  #go(): void {
    this.#stopTimer();
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    // One that has to be executed sooner than the others would take their time from them.
    const latest = Math.max(...waiting.map(({ deadline }) => deadline));
    const hurried = waiting.filter(({ deadline }) => deadline < latest - MOST_WAIT_MS);
    this.#sendTogether(waiting.filter((one) => !hurried.includes(one)));
    for (const one of hurried) this.#sendTogether([one]);
  }

  #sendTogether(group: readonly Waiting[]): void {
    const deadline = Math.min(...group.map((one) => one.deadline));
    this.#send(
      group.map(({ order }) => order),
      deadline,
    ).then(
      (replies) => {
        for (const [index, { answer }] of group.entries()) answer(replies[index] ?? UNANSWERED);
      },
      (error: unknown) => {
        for (const { fail } of group) fail(error);
      },
    );
  }
}

const UNANSWERED: VenueReply = {
  outcome: 'unknown',
  cause: new ConnectivityError('The venue has not said what became of every command of a batch.', {
    code: 'net/connection_lost',
    advice: { retry: 'lookup' },
  }),
};
