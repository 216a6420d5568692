/** What is remembered by its key, the newest so many: what comes without end must not fill the memory. */
export class NewestEntries<Value> {
  readonly #most: number;
  readonly #entries = new Map<string, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  /** What had to be let go for it; `undefined` where there was room. A key that is there keeps its age. */
  set(key: string, value: Value): Value | undefined {
    const oldest = this.#entries.size >= this.#most && !this.#entries.has(key) ? this.#oldest() : undefined;
    this.#entries.set(key, value);
    return oldest;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** All of them, oldest first, which are then gone. */
  drain(): readonly Value[] {
    const values = [...this.#entries.values()];
    this.#entries.clear();
    return values;
  }

  #oldest(): Value | undefined {
    const [oldest] = this.#entries.keys();
    if (oldest === undefined) return undefined;
    const value = this.#entries.get(oldest);
    this.#entries.delete(oldest);
    return value;
  }
}
