import type { DecisionLog, LoggedEvaluation, LoggedOutcome, LoggedVerdict } from '../../ports/decision-log.ts';
import { type Logger, silentLogger } from '../../ports/logger.ts';
import { isNeverTaken } from './never-taken.ts';

type Record =
  | { readonly type: 'evaluation'; readonly value: LoggedEvaluation }
  | { readonly type: 'verdicts'; readonly value: readonly LoggedVerdict[] }
  | { readonly type: 'outcomes'; readonly value: readonly LoggedOutcome[] };

/**
 * Writes a cycle's records in their order.
 *
 * What cannot be written waits here and goes first the next time, so that nothing is lost while the process lives and no
 * verdict is written before its decision. What the log can never take is left out, so that nothing waits behind it for
 * ever. For what outlives the process, give the cycle stores with a spool.
 */
export class DecisionWriter {
  readonly #log: DecisionLog;
  readonly #logger: Logger;
  readonly #waiting: Record[] = [];

  constructor(log: DecisionLog, logger: Logger = silentLogger) {
    this.#log = log;
    this.#logger = logger;
  }

  /** Records that could not be written yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Writes what waits. Why that does not work, or `null`. */
  async settle(): Promise<string | null> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      try {
        await this.#write(next);
        this.#waiting.shift();
      } catch (error) {
        if (!isNeverTaken(error)) return this.#trouble(error);
        this.#waiting.shift();
        const reason = this.#trouble(error);
        if (this.#waiting.length === 0) return reason;
      }
    }
    return null;
  }

  /** Resolves when prompt, reply and decisions are durable, with `null`; with the reason when they are not. */
  append(evaluation: LoggedEvaluation): Promise<string | null> {
    return this.#put({ type: 'evaluation', value: evaluation });
  }

  judged(verdicts: readonly LoggedVerdict[]): Promise<string | null> {
    return verdicts.length === 0 ? this.settle() : this.#put({ type: 'verdicts', value: verdicts });
  }

  settled(outcomes: readonly LoggedOutcome[]): Promise<string | null> {
    return outcomes.length === 0 ? this.settle() : this.#put({ type: 'outcomes', value: outcomes });
  }

  #put(record: Record): Promise<string | null> {
    this.#waiting.push(record);
    return this.settle();
  }

  async #write(record: Record): Promise<void> {
    switch (record.type) {
      case 'evaluation':
        return this.#log.append(record.value);
      case 'verdicts':
        return this.#log.judged(record.value);
      case 'outcomes':
        return this.#log.settled(record.value);
    }
  }

  #trouble(error: unknown): string {
    const reason = error instanceof Error ? error.message : String(error);
    this.#logger.error('The decision log cannot be written; what waits is tried again.', {
      waiting: this.#waiting.length,
      error: reason,
    });
    return reason;
  }
}
