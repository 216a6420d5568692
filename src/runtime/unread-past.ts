import { isBrokerError } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';

/** How {@link UnreadPast} reads, and whom it tells. */
export interface UnreadPastOptions {
  /** Reads what a former run has left. @throws {PersistenceError} `store/unavailable` while the stores are away. */
  readonly read: () => Promise<void>;
  readonly clock: Clock;
  /** Told when what could not be read was. */
  readonly onChange: () => void;
  readonly logger?: Logger;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** Whether it is known what a former run has left; where the stores are away, it is read again at growing distance. */
export class UnreadPast {
  readonly #options: UnreadPastOptions;
  #unread: string | null = null;
  #retryMs = FIRST_RETRY_MS;
  #cancel: CancelTimer = () => {};
  #isStopped = false;

  constructor(options: UnreadPastOptions) {
    this.#options = options;
  }

  /** Why nothing may open, as a sentence; `null` when everything was read. */
  get unread(): string | null {
    return this.#unread === null ? null : `degraded: the stores cannot be read: ${this.#unread}`;
  }

  /** Reads now, and later again while the stores are away. @throws What is not about the stores being away. */
  async look(): Promise<void> {
    this.#cancel();
    this.#isStopped = false;
    const { read, clock, onChange, logger = silentLogger } = this.#options;
    try {
      await read();
    } catch (error) {
      if (!isBrokerError(error, 'store/unavailable')) throw error;
      this.#unread = error.message;
      if (this.#isStopped) return;
      this.#cancel = clock.schedule(this.#retryMs, () => {
        this.look().catch((cause: unknown) =>
          logger.error('What the last run left is no good.', { error: String(cause) }),
        );
      });
      this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
      return;
    }
    this.#retryMs = FIRST_RETRY_MS;
    if (this.#unread === null) return;
    this.#unread = null;
    logger.info('The stores can be read again.');
    onChange();
  }

  /** Reads no more by itself. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }
}
