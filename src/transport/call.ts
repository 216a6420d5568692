import { type BrokerError, ConnectivityError } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { Request } from './request.ts';

/** How far a call has come. */
export type CallStage = 'waiting' | 'sent';

/** One call on its way: how far it is, and what ends it before its answer comes. */
export class Call {
  readonly request: Request<unknown>;
  stage: CallStage = 'waiting';
  attempts = 0;
  /** Why the last attempt failed. */
  failure: unknown;
  /** Told each time that the request leaves. */
  onSend: (() => void) | null = null;
  #reason: BrokerError | null = null;
  #abandon: ((reason: BrokerError) => void) | null = null;
  #deadline: CancelTimer | null = null;
  /** Made for whoever asks for the signal: most calls find their tokens free and end by themselves. */
  #controller: AbortController | null = null;

  constructor(request: Request<unknown>) {
    this.request = request;
  }

  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#reason !== null) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Why the call ended before its answer came; `null` while it has not. */
  get reason(): BrokerError | null {
    return this.#reason;
  }

  /** Ends the call when its time is up; `progress` is what the error tells about, the call itself unless it shares one. */
  startDeadline(clock: Clock, progress: Call = this): void {
    this.#deadline = clock.schedule(this.request.deadlineMs, () => this.stop(deadlineError(progress, this.request)));
  }

  /** Waits for one step of the call, or for its end, whichever comes first. A call takes one step at a time. */
  step<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#abandon = reject;
      if (this.#reason !== null) reject(this.#reason);
      work.then(resolve, reject);
    });
  }

  sending(): void {
    this.stage = 'sent';
    this.attempts++;
    this.onSend?.();
  }

  stop(reason: BrokerError): void {
    this.#reason ??= reason;
    // First, so that the caller hears the reason, not what an attempt says of being aborted.
    this.#abandon?.(reason);
    this.#controller?.abort(reason);
  }

  end(): void {
    this.#deadline?.();
  }
}

/** The call's time is up: says whether it was sent, on which everything depends that the caller may do next. */
export function deadlineError({ stage, attempts, failure }: Call, request: Request<unknown>): BrokerError {
  const { name, kind, deadlineMs, quotas } = request;
  const details = { request: name, sent: attempts > 0, deadlineMs };
  if (attempts === 0) {
    const delayMs = Math.max(0, ...quotas.map(({ quota }) => quota.windowMs));
    return new ConnectivityError(
      `${name} waited ${deadlineMs} ms for its turn under the rate limits, in vain. It was not sent.`,
      { code: 'net/rate_limited', advice: { retry: 'after', delayMs }, details },
    );
  }
  const advice = kind === 'command' ? { retry: 'lookup' as const } : { retry: 'after' as const, delayMs: 0 };
  if (stage === 'sent') {
    const message = `${name} had no complete answer within ${deadlineMs} ms.`;
    return new ConnectivityError(message, { code: 'net/timeout', advice, details });
  }
  const message = `${name} failed, and its ${deadlineMs} ms were over before it could be tried again.`;
  return new ConnectivityError(message, { code: 'net/timeout', advice, details, cause: failure });
}

/** The ring was closed before the request could go, or go again. */
export function closedError({ name }: Request<unknown>, attempts: number): BrokerError {
  return new ConnectivityError(`${name} does not go to the venue: the connection has been closed.`, {
    code: 'net/closed',
    details: { request: name, sent: attempts > 0 },
  });
}
