import { BUY, SELL } from './operation.ts';
import type { Level, Traded } from './result.ts';

/**
 * A book as two sorted lists of levels, best first, each with its orders in the order of arrival.
 *
 * The generator keeps one to know which orders rest, and it judges the full stream, where the plain book
 * would take hours. It is held to the plain book on a shorter stream.
 */
export class LevelBook {
  readonly #sides: readonly [bids: BookLevel[], asks: BookLevel[]] = [[], []];
  readonly #side: Uint8Array;
  readonly #price: Int32Array;
  readonly #open: Int32Array;
  readonly #resting: number[] = [];
  /** Where each resting order stands in `#resting`. */
  readonly #place: Int32Array;
  #matches = 0;
  #lots = 0;
  #tickLots = 0;

  /** A book for orders numbered from 0 up to, and without, the limit. */
  constructor(orders: number) {
    this.#side = new Uint8Array(orders);
    this.#price = new Int32Array(orders);
    this.#open = new Int32Array(orders);
    this.#place = new Int32Array(orders);
  }

  get restingOrders(): number {
    return this.#resting.length;
  }

  restingAt(place: number): number {
    return this.#resting[place]!;
  }

  get traded(): Traded {
    return { matches: this.#matches, lots: this.#lots, tickLots: this.#tickLots };
  }

  limit(order: number, side: number, price: number, quantity: number): void {
    const left = this.#take(side, price, quantity);
    if (left === 0) return;
    this.#side[order] = side;
    this.#price[order] = price;
    this.#open[order] = left;
    this.#place[order] = this.#resting.push(order) - 1;
    const levels = this.#levels(side);
    const at = this.#find(side, price);
    if (levels[at]?.price === price) levels[at].orders.push(order);
    else levels.splice(at, 0, { price, orders: [order] });
  }

  market(side: number, quantity: number): void {
    this.#take(side, side === BUY ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY, quantity);
  }

  cancel(order: number): void {
    const side = this.#side[order]!;
    const at = this.#find(side, this.#price[order]!);
    const level = this.#levels(side)[at]!;
    level.orders.splice(level.orders.indexOf(order), 1);
    if (level.orders.length === 0) this.#levels(side).splice(at, 1);
    this.#forget(order);
  }

  /** The levels of a side, best first. */
  depth(side: number): Level[] {
    return this.#levels(side).map(({ price, orders }) => [
      price,
      orders.reduce((lots, order) => lots + this.#open[order]!, 0),
    ]);
  }

  /** Fills an incoming order from the other side up to its price; returns what is left of it. */
  #take(side: number, price: number, quantity: number): number {
    const levels = this.#levels(side === BUY ? SELL : BUY);
    let left = quantity;
    while (left > 0 && levels[0] !== undefined && reaches(side, price, levels[0].price)) {
      const level = levels[0];
      const maker = level.orders[0]!;
      const lots = Math.min(left, this.#open[maker]!);
      this.#open[maker]! -= lots;
      left -= lots;
      this.#matches += 1;
      this.#lots += lots;
      this.#tickLots += lots * level.price;
      if (this.#open[maker] !== 0) continue;
      this.#forget(maker);
      level.orders.shift();
      if (level.orders.length === 0) levels.shift();
    }
    return left;
  }

  /** Index of the level at that price, or where it would be. */
  #find(side: number, price: number): number {
    const levels = this.#levels(side);
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = levels[middle]!.price;
      if (side === BUY ? other > price : other < price) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forget(order: number): void {
    const last = this.#resting.pop()!;
    if (last === order) return;
    const place = this.#place[order]!;
    this.#resting[place] = last;
    this.#place[last] = place;
  }

  #levels(side: number): BookLevel[] {
    return this.#sides[side === BUY ? 0 : 1];
  }
}

interface BookLevel {
  readonly price: number;
  readonly orders: number[];
}

function reaches(side: number, price: number, resting: number): boolean {
  return side === BUY ? price >= resting : price <= resting;
}
