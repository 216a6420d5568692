import { emptyList } from '../domain/empty-list.ts';

/** The newest `limit` things of a kind; what is older is forgotten, one for one. */
export class BoundedHistory<T> {
  readonly #slots: T[] = emptyList();
  readonly #limit: number;
  #next = 0;

  constructor(limit: number) {
    this.#limit = Math.max(1, limit);
  }

  /** Adds the newest and returns what is forgotten for it. */
  push(item: T): T | undefined {
    const forgotten = this.#slots[this.#next];
    this.#slots[this.#next] = item;
    this.#next = (this.#next + 1) % this.#limit;
    return forgotten;
  }

  /** Those for which `matches` is true, newest first, at most `limit`. */
  newest(limit: number | undefined, matches: (item: T) => boolean): T[] {
    const found: T[] = [];
    const count = this.#slots.length;
    for (let back = 1; back <= count && found.length < (limit ?? count); back++) {
      const item = this.#slots[(this.#next - back + count) % count] as T;
      if (matches(item)) found.push(item);
    }
    return found;
  }
}
