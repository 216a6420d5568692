import { ConnectivityError } from '../../../../src/errors/index.ts';
import type { Abortable } from '../../../../src/transport/request.ts';

/** An answer that the test gives when it wants to. */
export interface Answering<T> {
  readonly attempt: (call: Abortable) => Promise<T>;
  /** One entry per attempt that was made. */
  readonly sent: readonly AbortSignal[];
  answer(value: T): void;
  fail(error: unknown): void;
}

/** Each answer or failure goes to the oldest attempt that has none. */
export function anAnswering<T = string>(): Answering<T> {
  const sent: AbortSignal[] = [];
  const open: { resolve(value: T): void; reject(error: unknown): void }[] = [];
  return {
    sent,
    attempt: ({ signal }) => {
      sent.push(signal);
      return new Promise((resolve, reject) => open.push({ resolve, reject }));
    },
    answer: (value) => open.shift()?.resolve(value),
    fail: (error) => open.shift()?.reject(error),
  };
}

export function aLostConnection(): ConnectivityError {
  return new ConnectivityError('The connection broke.', {
    code: 'net/connection_lost',
    advice: { retry: 'after', delayMs: 0 },
  });
}

export function aRateRefusal(delayMs = 0): ConnectivityError {
  return new ConnectivityError('Too many requests.', { code: 'net/rate_limited', advice: { retry: 'after', delayMs } });
}

export function aFinalRefusal(): ConnectivityError {
  return new ConnectivityError('No.', { code: 'net/unreachable' });
}
