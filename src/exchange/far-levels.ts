import { NO_LEVEL, type PriceLevels } from './price-levels.ts';

/** Levels too far from the market for a cell of their own: a list sorted by key, the least first. */
export class FarLevels {
  readonly #levels: PriceLevels;
  readonly #sorted: number[] = [];

  constructor(levels: PriceLevels) {
    this.#levels = levels;
  }

  get count(): number {
    return this.#sorted.length;
  }

  find(key: number): number {
    const level = this.#sorted[this.#position(key)];
    return level !== undefined && this.#levels.key[level] === key ? level : NO_LEVEL;
  }

  insert(level: number): void {
    const key = this.#levels.key[level]!;
    const position = this.#position(key);
    if (position === this.#sorted.length) this.#sorted.push(level);
    else this.#sorted.splice(position, 0, level);
  }

  erase(key: number): void {
    const position = this.#position(key);
    if (position === this.#sorted.length - 1) this.#sorted.pop();
    else this.#sorted.splice(position, 1);
  }

  /** The level with the greatest key below this one, or {@link NO_LEVEL}. */
  below(key: number): number {
    const position = this.#position(key);
    return position === 0 ? NO_LEVEL : this.#sorted[position - 1]!;
  }

  clear(): void {
    this.#sorted.length = 0;
  }

  /** Index of the first level whose key is not below this one. */
  #position(key: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#levels.key[this.#sorted[middle]!]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
