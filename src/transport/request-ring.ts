import { SeededRandom } from '../domain/seeded-random.ts';
import type { Clock } from '../ports/clock.ts';
import { type Metrics, noMetrics } from '../ports/metrics.ts';
import { Call, closedError } from './call.ts';
import { EqualReads, longestShared } from './equal-reads.ts';
import { type FailureClassifier, failureByAdvice } from './failure.ts';
import { KeepAlive } from './keep-alive.ts';
import { LocalTokens } from './local-tokens.ts';
import type { Quota, QuotaUse } from './quota.ts';
import { repeatRead } from './repeat-read.ts';
import type { ReadRequest, Request } from './request.ts';
import { type Holds, takeTokens } from './take-tokens.ts';
import type { TokenSource } from './token-source.ts';

/** The names under which the {@link RequestRing} counts and measures, by `request`. */
export const REQUEST_METRICS = {
  /** How long a request waited for tokens, in milliseconds; one that found them free is not counted. */
  wait: 'brokerkit_request_wait_ms',
  /** How many requests wait for tokens, told whenever that changes; without a label. */
  queue: 'brokerkit_request_queue',
  /** Refusals for the rate. */
  rateLimited: 'brokerkit_request_rate_limited',
} as const;

/** How a {@link RequestRing} works. */
export interface RequestRingOptions {
  readonly clock: Clock;
  /** Default: tokens of its own, which end with the ring. Those given here stay with whoever made them. */
  readonly tokens?: TokenSource;
  /** What a failed attempt means; default {@link failureByAdvice}. */
  readonly classify?: FailureClassifier;
  /** From 0 up to, and without, 1; spreads repetitions. Default: a generator seeded by the clock. */
  readonly random?: () => number;
  /** How often a read is tried that fails on the way, the first attempt included; default 3. */
  readonly readAttempts?: number;
  /** What every request takes a token of, besides its own quotas. */
  readonly overall?: Quota;
  /** The wait before the second attempt in milliseconds, twice as long before each further one; default 200. */
  readonly backOffMs?: number;
  /** How long a read waits, at most, for an equal one that is on its way; default 50 ms. */
  readonly shareWithinMs?: number;
  readonly metrics?: Metrics;
}

/**
 * What every request to a venue goes through: deadline around retry around limiter.
 *
 * A command is sent at most once, whatever happens; a read may be repeated, and takes new tokens each time. Tokens that
 * are free are taken at once; where there are none, requests wait by priority. A refusal for the rate slows the quotas
 * down.
 */
export class RequestRing {
  readonly #clock: Clock;
  readonly #tokens: TokenSource;
  readonly #ownsTokens: boolean;
  readonly #classify: FailureClassifier;
  readonly #random: () => number;
  readonly #readAttempts: number;
  readonly #overall: QuotaUse | null;
  readonly #backOffMs: number;
  readonly #metrics: Metrics;
  readonly #equalReads: EqualReads;
  readonly #keepAlive = new KeepAlive();
  readonly #running = new Set<Call>();
  #closing: Promise<void> | null = null;
  #onIdle: (() => void) | null = null;
  #queued = 0;

  constructor(options: RequestRingOptions) {
    this.#clock = options.clock;
    this.#tokens = options.tokens ?? new LocalTokens(options.clock);
    this.#ownsTokens = options.tokens === undefined;
    this.#classify = options.classify ?? failureByAdvice;
    this.#random = options.random ?? seededBy(options.clock);
    this.#readAttempts = options.readAttempts ?? 3;
    this.#overall = options.overall === undefined ? null : { quota: options.overall };
    this.#backOffMs = options.backOffMs ?? 200;
    this.#metrics = options.metrics ?? noMetrics;
    this.#equalReads = new EqualReads(options.clock, options.shareWithinMs ?? 50);
  }

  /**
   * Makes one call.
   *
   * @throws what the attempt rejects with, the last one for a read.
   * @throws {ConnectivityError} `net/timeout` when the deadline passes on the way, with advice `lookup` for a command;
   * `net/rate_limited` when it passes before the request was sent; `net/closed` when the ring is closed before that.
   * Where `details.sent` is `false`, nothing has left.
   */
  async call<T>(request: Request<T>): Promise<T> {
    if (this.#closing !== null) throw closedError(request, 0);
    if (request.kind === 'read' && request.sameAs !== undefined) {
      return this.#equalReads.ask(request.sameAs, request, (call) =>
        this.#track(call, () => this.#read(request, call, longestShared(request))),
      );
    }
    const call = new Call(request);
    call.startDeadline(this.#clock);
    return this.#track(call, () =>
      request.kind === 'command'
        ? this.#attempt(request, call, request.deadlineMs)
        : this.#read(request, call, request.deadlineMs),
    );
  }

  /**
   * Ends what has not been sent with `net/closed`, waits for what has, each call within its deadline, and stops every
   * timer.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const call of this.#running) if (call.stage === 'waiting') call.stop(closedError(call.request, call.attempts));
    if (this.#running.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    if (this.#ownsTokens) await this.#tokens.close();
    this.#keepAlive.close();
  }

  async #track<T>(call: Call, work: () => Promise<T>): Promise<T> {
    this.#running.add(call);
    try {
      return await work();
    } finally {
      call.end();
      this.#running.delete(call);
      if (this.#running.size === 0) this.#onIdle?.();
    }
  }

  async #read<T>(request: ReadRequest<T>, call: Call, longestMs: number): Promise<T> {
    const attempt = (): Promise<T> => this.#attempt(request, call, longestMs);
    const meaningOf = (error: unknown) => (call.reason !== null ? ({ kind: 'final' } as const) : this.#classify(error));
    try {
      return await attempt();
    } catch (error) {
      const first = meaningOf(error);
      const attemptsLeft = first.kind === 'rate_limited' ? this.#readAttempts : this.#readAttempts - 1;
      if (first.kind === 'final' || attemptsLeft < 1) throw error;
      return repeatRead({ first, attempt, meaningOf, attemptsLeft, backOff: (n) => this.#backOff(call, n) });
    }
  }

  async #attempt<T>(request: Request<T>, call: Call, longestMs: number): Promise<T> {
    if (this.#closing !== null) throw closedError(request, call.attempts);
    const taken = takeTokens(this.#tokens, this.#quotasOf(request), {
      priority: request.priority,
      get signal() {
        return call.signal;
      },
      longestMs,
    });
    const holds = taken instanceof Promise ? await this.#turn(call, taken) : taken;
    if (call.reason !== null) {
      holds.giveBack('unused');
      throw call.reason;
    }
    call.sending();
    try {
      const answer = await call.step(request.attempt(call));
      holds.giveBack('answered');
      return answer;
    } catch (error) {
      call.failure = error;
      this.#settle(holds, call, error);
      throw error;
    } finally {
      call.stage = 'waiting';
    }
  }

  async #turn(call: Call, taken: Promise<Holds>): Promise<Holds> {
    const askedAt = this.#clock.now();
    this.#keepAlive.begin();
    this.#queue(1);
    try {
      const holds = await call.step(taken);
      this.#metrics.observe(REQUEST_METRICS.wait, this.#clock.now() - askedAt, { request: call.request.name });
      return holds;
    } catch (error) {
      // The turn may have come in the same moment in which the call ended.
      taken.then(
        (holds) => holds.giveBack('unused'),
        () => undefined,
      );
      throw error;
    } finally {
      this.#keepAlive.end();
      this.#queue(-1);
    }
  }

  /** Those of the request alone, as they are, where nothing counts all of them. */
  #quotasOf({ quotas }: Pick<Request<unknown>, 'quotas'>): readonly QuotaUse[] {
    return this.#overall === null ? quotas : [...quotas, this.#overall];
  }

  #queue(change: 1 | -1): void {
    this.#queued += change;
    this.#metrics.observe(REQUEST_METRICS.queue, this.#queued);
  }

  #settle(holds: Holds, call: Call, error: unknown): void {
    if (call.reason !== null) {
      holds.giveBack('unanswered');
      return;
    }
    const failure = this.#classify(error);
    if (failure.kind !== 'rate_limited') {
      holds.giveBack('answered');
      return;
    }
    this.#metrics.count(REQUEST_METRICS.rateLimited, { request: call.request.name });
    holds.refused(failure);
  }

  async #backOff(call: Call, repetition: number): Promise<void> {
    // Anything between half of the wait and all of it: those who failed together do not come back together.
    const delayMs = this.#backOffMs * 2 ** (repetition - 1) * (0.5 + this.#random() / 2);
    this.#keepAlive.begin();
    try {
      await call.step(new Promise<void>((resolve) => void this.#clock.schedule(delayMs, resolve)));
    } finally {
      this.#keepAlive.end();
    }
  }
}

function seededBy(clock: Clock): () => number {
  const random = new SeededRandom(clock.now());
  return () => random.fraction();
}
