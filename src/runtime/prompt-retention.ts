import { isBrokerError } from '../errors/index.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { DecisionLog, Forgotten } from '../ports/decision-log.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';

/** What a {@link PromptRetention} stands on. */
export interface PromptRetentionOptions {
  /** Those of every mode. */
  readonly logs: readonly Pick<DecisionLog, 'forgetPrompts'>[];
  /** How long the texts of prompts are kept, ms. Default 30 days. */
  readonly keepMs?: number;
  /** Between two looks, ms. Default one day; the first is after a minute. */
  readonly everyMs?: number;
  readonly clock: Clock;
  /** Told of each look that found something. */
  readonly onForgotten?: (forgotten: Forgotten) => void;
  readonly logger?: Logger;
}

const DAY_MS = 86_400_000;
/** Whoever starts has better things to do. */
const FIRST_LOOK_MS = 60_000;

/**
 * Forgets the texts of old prompts day by day: they are most of what a database of decisions holds. Their hashes, and
 * everything that came of them, stay. A look that fails is logged, and the next comes at its time.
 */
export class PromptRetention {
  readonly #options: PromptRetentionOptions;
  readonly #logger: Logger;
  #cancel: CancelTimer | null = null;
  #looking: Promise<void> | null = null;

  constructor(options: PromptRetentionOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
  }

  /** Idempotent. */
  start(): void {
    this.#cancel ??= this.#schedule(FIRST_LOOK_MS);
  }

  /** Ends when the look under way has ended. Idempotent. */
  async stop(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    await this.#looking;
  }

  #schedule(afterMs: number): CancelTimer {
    const cancel = this.#options.clock.schedule(afterMs, () => {
      this.#looking = this.#look().finally(() => {
        this.#looking = null;
        // Whoever stopped and started again has a timer of its own.
        if (this.#cancel === cancel) this.#cancel = this.#schedule(this.#options.everyMs ?? DAY_MS);
      });
    });
    return cancel;
  }

  async #look(): Promise<void> {
    const { logs, keepMs = 30 * DAY_MS, clock, onForgotten } = this.#options;
    for (const log of logs) {
      try {
        const forgotten = await log.forgetPrompts(clock.now() - keepMs);
        if (forgotten.texts > 0) onForgotten?.(forgotten);
      } catch (error) {
        const reason = isBrokerError(error) ? `${error.code}: ${error.message}` : String(error);
        this.#logger.warn('Old prompts could not be forgotten; it is tried again at the next look.', { reason });
      }
    }
  }
}
