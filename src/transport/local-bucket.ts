import { invariant } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import { Brake } from './brake.ts';
import { makeHold } from './hold.ts';
import type { Quota } from './quota.ts';
import type { RequestPriority } from './request.ts';
import type { Hold, Turn } from './token-source.ts';
import { WaitingLine } from './waiting-line.ts';

/**
 * The tokens of one quota, for this process alone.
 *
 * The venue counts a request at some moment between its sending and its answer. A token is therefore away until one
 * window after the answer: whatever came in between, no window at the venue holds more than the limit.
 */
export class LocalBucket {
  readonly quota: Quota;
  readonly #clock: Clock;
  readonly #brake: Brake;
  readonly #line = new WaitingLine();
  readonly #returning = new Set<CancelTimer>();
  #free: number;

  constructor(quota: Quota, clock: Clock) {
    this.quota = quota;
    this.#clock = clock;
    this.#free = quota.limit;
    this.#brake = new Brake(clock, quota.windowMs, () => this.#serve());
  }

  take(tokens: number, turn: Turn): Hold | Promise<Hold> {
    const { quota } = this;
    invariant(tokens <= quota.limit, 'A request needs more tokens than its quota has.', { quota: quota.id, tokens });
    if (this.#free >= tokens && this.#line.isEmpty && !this.#brake.on) {
      this.#free -= tokens;
      return this.#hold(tokens);
    }
    return this.#wait(tokens, turn.priority, turn.signal);
  }

  async close(): Promise<void> {
    this.#brake.close();
    for (const cancel of this.#returning) cancel();
    this.#returning.clear();
    await this.#line.close();
  }

  #wait(tokens: number, priority: RequestPriority, signal: AbortSignal): Promise<Hold> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => reject(signal.reason);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#line.join(tokens, priority, () => {
        signal.removeEventListener('abort', giveUp);
        if (signal.aborted) this.#comeBack(tokens);
        else resolve(this.#hold(tokens));
      });
      this.#serve();
    });
  }

  #serve(): void {
    if (this.#brake.on) return;
    const tokens = this.#line.wants(this.#free);
    if (tokens <= 0) return;
    this.#free -= tokens;
    this.#line.give(tokens);
  }

  #hold(tokens: number): Hold {
    return makeHold(this.quota, this.#brake, (delayMs) => this.#comeBackAfter(tokens, delayMs));
  }

  #comeBackAfter(tokens: number, delayMs: number): void {
    if (delayMs === 0) {
      this.#comeBack(tokens);
      return;
    }
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#returning.delete(cancel);
      this.#comeBack(tokens);
    });
    this.#returning.add(cancel);
  }

  #comeBack(tokens: number): void {
    this.#free += tokens;
    this.#serve();
  }
}
