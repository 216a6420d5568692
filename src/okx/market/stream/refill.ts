import type { CancelTimer, Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/** What a reading has found, to be used at once; `behind`: OKX's answer is older than its pushes, so it is asked again. */
export type Use = () => 'complete' | 'behind';

export interface RefillOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** For the log. */
  readonly channel: string;
  readonly read: (attempt: number) => Promise<Use>;
}

/** Reads what was missed, again and again until that is complete; one reading at a time. */
export class Refill {
  readonly #options: RefillOptions;
  /** A reading that was begun before another start or stop is not used. */
  #round = 0;
  #isUnderWay = false;
  #cancel: CancelTimer = () => {};

  constructor(options: RefillOptions) {
    this.#options = options;
  }

  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Begins to read; one that is under way begins anew. */
  start(): void {
    this.stop();
    this.#isUnderWay = true;
    void this.#attempt(this.#round, 0);
  }

  stop(): void {
    this.#round += 1;
    this.#isUnderWay = false;
    this.#cancel();
  }

  async #attempt(round: number, attempt: number): Promise<void> {
    let found: 'complete' | 'behind' = 'behind';
    try {
      const use = await this.#options.read(attempt);
      if (round !== this.#round) return;
      found = use();
    } catch (error) {
      if (round !== this.#round) return;
      const { logger, channel } = this.#options;
      logger.warn('What a stream has missed cannot be read yet.', { channel, error: String(error) });
    }
    if (round !== this.#round) return;
    if (found === 'complete') {
      this.#isUnderWay = false;
      return;
    }
    const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempt, 10), LONGEST_WAIT_MS);
    this.#cancel = this.#options.clock.schedule(wait, () => this.#attempt(round, attempt + 1));
  }
}
