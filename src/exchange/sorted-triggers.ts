/** Armed orders by trigger price, those nearest to acting last, so that they come off the end. Ties act in order of arrival. */
export class SortedTriggers {
  readonly #prices: number[] = [];
  readonly #slots: number[] = [];
  /** 1: acts when the price rises to it, −1: when it falls to it. */
  readonly #sign: 1 | -1;
  /** Trigger price that acts next; ∞ or −∞ when there is none. */
  nextPrice: number;

  constructor(direction: 'rising' | 'falling') {
    this.#sign = direction === 'rising' ? 1 : -1;
    this.nextPrice = this.#sign * Number.POSITIVE_INFINITY;
  }

  get count(): number {
    return this.#slots.length;
  }

  get nextSlot(): number {
    return this.#slots[this.#slots.length - 1]!;
  }

  /** The first to act last. */
  get slots(): readonly number[] {
    return this.#slots;
  }

  add(slot: number, price: number): void {
    const at = this.#position(price);
    this.#prices.splice(at, 0, price);
    this.#slots.splice(at, 0, slot);
    this.#look();
  }

  remove(slot: number): void {
    const at = this.#slots.indexOf(slot);
    if (at < 0) return;
    this.#prices.splice(at, 1);
    this.#slots.splice(at, 1);
    this.#look();
  }

  #look(): void {
    const { length } = this.#prices;
    this.nextPrice = length === 0 ? this.#sign * Number.POSITIVE_INFINITY : this.#prices[length - 1]!;
  }

  /** Where the price goes: behind all that act later, before those that act earlier or at the same price. */
  #position(price: number): number {
    let low = 0;
    let high = this.#prices.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#prices[middle]! - price) * this.#sign > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
