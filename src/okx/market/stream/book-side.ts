/** One side of a book as OKX writes it, best first. */
export class BookSide {
  readonly #sign: 1 | -1;
  /** Prices for comparing only; two prices on the tick grid never share one. */
  readonly #keys: number[] = [];
  readonly #levels: (readonly [price: string, size: string])[] = [];

  constructor(best: 'highest' | 'lowest') {
    this.#sign = best === 'lowest' ? 1 : -1;
  }

  clear(): void {
    this.#keys.length = 0;
    this.#levels.length = 0;
  }

  /** Puts a size at a price; a size of zero takes the level away. */
  set(price: string, size: string): void {
    const key = this.#sign * Number(price);
    const at = this.#placeOf(key);
    const isThere = this.#keys[at] === key;
    if (Number(size) === 0) {
      if (!isThere) return;
      this.#keys.splice(at, 1);
      this.#levels.splice(at, 1);
    } else if (isThere) {
      this.#levels[at] = [price, size];
    } else {
      this.#keys.splice(at, 0, key);
      this.#levels.splice(at, 0, [price, size]);
    }
  }

  levels(depth: number): readonly (readonly [price: string, size: string])[] {
    return this.#levels.slice(0, depth);
  }

  /** The first place whose key is not below `key`. */
  #placeOf(key: number): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
