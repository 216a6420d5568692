/** Counts what is under way, so that closing and reconciling can wait until nothing is. */
export class WorkInProgress {
  #count = 0;
  #begun = 0;
  #waiting: (() => void)[] = [];

  get isIdle(): boolean {
    return this.#count === 0;
  }

  /** How much has begun so far, ended or not. */
  get begun(): number {
    return this.#begun;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.begin();
    try {
      return await work();
    } finally {
      this.end();
    }
  }

  /** For work that is not a function of its own; {@link end} must follow. */
  begin(): void {
    this.#begun++;
    this.#count++;
  }

  end(): void {
    this.#count--;
    if (this.#count > 0 || this.#waiting.length === 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves when nothing is under way, at once where that is so. */
  idle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
