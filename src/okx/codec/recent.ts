/** What was seen lately, by key: the oldest go when there are too many. */
export class Recent<T> {
  readonly #limit: number;
  readonly #entries = new Map<string, T>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): T | undefined {
    return this.#entries.get(key);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Keeps an entry as the newest. */
  set(key: string, entry: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size <= this.#limit) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  /** Everything that is kept, oldest first. */
  all(): T[] {
    return [...this.#entries.values()];
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
