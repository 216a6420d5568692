import type { Exchange } from '../exchange/exchange.ts';
import type { StateStore } from '../ports/state-store.ts';

/**
 * Keeps a simulated exchange in a store: before a command is answered, and soon after the market changed something.
 *
 * Writes follow one another, and a write that waits takes the newest state, so a burst of changes is one write.
 */
export class SavedExchange {
  readonly #exchange: Exchange;
  readonly #states: StateStore;
  readonly #key: string;
  #writing: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  /** A background write that failed, until someone has been told. */
  #failed: Promise<void> | undefined;

  constructor(exchange: Exchange, states: StateStore, key: string) {
    this.#exchange = exchange;
    this.#states = states;
    this.#key = key;
  }

  /** Whether there was a state to carry on from. @throws {PersistenceError} when it cannot be read. */
  async restore(): Promise<boolean> {
    const state = await this.#states.load(this.#key);
    if (state === null) return false;
    this.#exchange.restore(state);
    return true;
  }

  /** Resolves when the present state, or a later one, is durable. @throws {PersistenceError} when it cannot be written. */
  async save(): Promise<void> {
    await this.#write();
    const failed = this.#failed;
    this.#failed = undefined;
    await failed;
  }

  /** Saves in the background; what fails there is thrown by the next {@link save}. */
  changed(): void {
    const write = this.#write();
    write.catch(() => {
      this.#failed = write;
    });
  }

  #write(): Promise<void> {
    if (this.#waiting === undefined) {
      const write = this.#writing.then(() => {
        this.#waiting = undefined;
        return this.#states.save(this.#key, this.#exchange.snapshot());
      });
      this.#waiting = write;
      this.#writing = write.catch(() => {});
    }
    return this.#waiting;
  }
}
