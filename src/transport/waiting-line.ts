import type Bottleneck from 'bottleneck';
import type { RequestPriority } from './request.ts';

/** Bottleneck's priorities run from 0, first, to 9. Ways out are equal among each other. */
export const RANK: Readonly<Record<RequestPriority, number>> = { cancel: 1, close: 1, reduce: 1, open: 4, read: 7 };

/**
 * Those who wait for tokens of one quota, by priority and then by arrival.
 *
 * It owns no tokens: it is given as many as its waiters need, never more, so that none is left in it when the last one
 * has gone. A waiter who gave up keeps his place; his tokens come back when his turn does.
 */
export class WaitingLine {
  #queue: Promise<Bottleneck> | null = null;
  /** Tokens that the waiters need. */
  #needed = 0;
  /** Tokens that were given in and have not reached a waiter. */
  #given = 0;

  get isEmpty(): boolean {
    return this.#needed === 0;
  }

  /** How many of the free tokens the line can use. */
  wants(free: number): number {
    return Math.min(free, this.#needed - this.#given);
  }

  /** Calls back, once, when it is the waiter's turn and `tokens` are his. */
  join(tokens: number, priority: RequestPriority, onTurn: () => void): void {
    this.#needed += tokens;
    void this.#loaded().then((queue) =>
      queue
        .schedule({ weight: tokens, priority: RANK[priority] }, () => {
          this.#needed -= tokens;
          this.#given -= tokens;
          onTurn();
          return Promise.resolve();
        })
        // Only stop() rejects a job that cannot fail, and those who wait have been told by then.
        .catch(() => undefined),
    );
  }

  /** Gives tokens in; no more than the line {@link wants}. */
  give(tokens: number): void {
    this.#given += tokens;
    void this.#loaded().then((queue) => queue.incrementReservoir(tokens));
  }

  async close(): Promise<void> {
    const queue = await this.#queue;
    await queue?.stop({ dropWaitingJobs: true });
    await queue?.disconnect();
  }

  // Half of what a broker's start would cost, for a package that is needed when a limit is reached.
  #loaded(): Promise<Bottleneck> {
    this.#queue ??= import('bottleneck').then(({ default: Limiter }) => new Limiter({ reservoir: 0 }));
    return this.#queue;
  }
}
