const FIRST_CAPACITY = 8;

/** Armed orders by trigger price, those nearest to acting last, so that they come off the end. Ties act in order of arrival. */
export class SortedTriggers {
  #prices = new Float64Array(FIRST_CAPACITY);
  #slots = new Int32Array(FIRST_CAPACITY);
  #count = 0;
  /** 1: acts when the price rises to it, −1: when it falls to it. */
  readonly #sign: 1 | -1;
  /** Trigger price that acts next; ∞ or −∞ when there is none. */
  nextPrice = Number.NaN;

  constructor(direction: 'rising' | 'falling') {
    this.#sign = direction === 'rising' ? 1 : -1;
    this.nextPrice = this.#sign * Number.POSITIVE_INFINITY;
  }

  get count(): number {
    return this.#count;
  }

  get nextSlot(): number {
    return this.#slots[this.#count - 1]!;
  }

  /** The first to act last. */
  get slots(): readonly number[] {
    return [...this.#slots.subarray(0, this.#count)];
  }

  add(slot: number, price: number): void {
    if (this.#count === this.#slots.length) this.#grow();
    const at = this.#position(price);
    if (at < this.#count) this.#move(at, at + 1);
    this.#prices[at] = price;
    this.#slots[at] = slot;
    this.#count += 1;
    this.#look();
  }

  remove(slot: number): void {
    let at = this.#count - 1;
    while (at >= 0 && this.#slots[at] !== slot) at -= 1;
    if (at < 0) return;
    if (at < this.#count - 1) this.#move(at + 1, at);
    this.#count -= 1;
    this.#look();
  }

  /** Everything from one place on goes to another. */
  #move(from: number, to: number): void {
    this.#prices.copyWithin(to, from, this.#count);
    this.#slots.copyWithin(to, from, this.#count);
  }

  #grow(): void {
    const [prices, slots] = [this.#prices, this.#slots];
    this.#prices = new Float64Array(prices.length * 2);
    this.#slots = new Int32Array(slots.length * 2);
    this.#prices.set(prices);
    this.#slots.set(slots);
  }

  #look(): void {
    this.nextPrice = this.#count === 0 ? this.#sign * Number.POSITIVE_INFINITY : this.#prices[this.#count - 1]!;
  }

  /** Where the price goes: behind all that act later, before those that act earlier or at the same price. */
  #position(price: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#prices[middle]! - price) * this.#sign > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
