/**
 * Keeps small pieces of state over a restart: risk limits' memory, a simulated exchange.
 *
 * `save` resolves when the value is durable. Values are JSON.
 */
export interface StateStore {
  /** `null` when nothing was saved under the key. @throws {PersistenceError} when it cannot be read. */
  load(key: string): Promise<unknown>;
  /** @throws {PersistenceError} when it cannot be written; the former value is then still there. */
  save(key: string, value: unknown): Promise<void>;
}
