import { LevelIndex } from './level-index.ts';
import { ASK, BID, type BookSide, EXTERNAL, NO_SLOT, type OrderSlots } from './order-slots.ts';
import { NO_LEVEL, PriceLevels } from './price-levels.ts';

/** {@link OrderBook.bestBid} of a side without orders: below every price. */
export const NO_BID = Number.NEGATIVE_INFINITY;
/** {@link OrderBook.bestAsk} of a side without orders: above every price. */
export const NO_ASK = Number.POSITIVE_INFINITY;

/** One order in a snapshot of a book. */
export interface RestingOrder {
  readonly slot: number;
  readonly side: BookSide;
  readonly ticks: number;
  readonly lots: number;
  readonly owner: number;
}

/**
 * The resting orders of one instrument by price, then time.
 *
 * It keeps queues and knows nothing of accounts, fees or states. The exchange matches like this:
 *
 * ```ts
 * while (lots > 0) {
 *   const maker = book.front(ASK);
 *   if (maker === NO_SLOT || slots.ticks[maker] > limitTicks) break;
 *   const traded = Math.min(lots, slots.lots[maker]);
 *   lots -= traded;
 *   if (book.consumeFront(ASK, traded) === 0) slots.release(maker);
 * }
 * ```
 *
 * Prices are integer ticks of at least 1, sizes integer lots; the sizes at one price together stay below 2^53.
 * A slot that leaves the book is released by the caller, except by the methods for external size.
 */
export class OrderBook {
  readonly slots: OrderSlots;
  readonly #levels = new PriceLevels();
  readonly #bids: LevelIndex;
  readonly #asks: LevelIndex;

  /** `largestWindow`: see {@link LevelIndex}; a power of two, made small in tests only. */
  constructor(slots: OrderSlots, largestWindow?: number) {
    this.slots = slots;
    this.#bids = new LevelIndex(this.#levels, largestWindow);
    this.#asks = new LevelIndex(this.#levels, largestWindow);
  }

  /** Highest bid in ticks, {@link NO_BID} without bids. */
  bestBid(): number {
    return this.#levels.key[this.#bids.best]!;
  }

  /** Lowest ask in ticks, {@link NO_ASK} without asks. */
  bestAsk(): number {
    return -this.#levels.key[this.#asks.best]!;
  }

  /** The order that trades next on a side, {@link NO_SLOT} without one. */
  front(side: BookSide): number {
    return this.#levels.head[side === BID ? this.#bids.best : this.#asks.best]!;
  }

  /** Puts an order behind all others of its side and price. */
  add(slot: number): void {
    const { slots } = this;
    const levels = this.#levels;
    const isBid = slots.side[slot] === BID;
    const index = isBid ? this.#bids : this.#asks;
    const key = isBid ? slots.ticks[slot]! : -slots.ticks[slot]!;
    let level = index.find(key);
    if (level === NO_LEVEL) {
      level = levels.allocate(key);
      levels.head[level] = slot;
      slots.prev[slot] = NO_SLOT;
      index.insert(level);
    } else {
      const tail = levels.tail[level]!;
      slots.next[tail] = slot;
      slots.prev[slot] = tail;
    }
    slots.next[slot] = NO_SLOT;
    slots.level[slot] = level;
    levels.tail[level] = slot;
    levels.lots[level]! += slots.lots[slot]!;
  }

  /** Takes an order out, wherever it stands; its columns keep side, price, lots and owner. */
  remove(slot: number): void {
    const { slots } = this;
    const levels = this.#levels;
    const level = slots.level[slot]!;
    const before = slots.prev[slot]!;
    const after = slots.next[slot]!;
    slots.level[slot] = NO_LEVEL;
    if (before === NO_SLOT && after === NO_SLOT) {
      this.#drop(level, slots.side[slot]!);
      return;
    }
    if (before === NO_SLOT) levels.head[level] = after;
    else slots.next[before] = after;
    if (after === NO_SLOT) levels.tail[level] = before;
    else slots.prev[after] = before;
    levels.lots[level]! -= slots.lots[slot]!;
  }

  /** Takes `lots`, fewer than are left, off an order, which keeps its place in the queue. */
  reduce(slot: number, lots: number): void {
    this.slots.lots[slot]! -= lots;
    this.#levels.lots[this.slots.level[slot]!]! -= lots;
  }

  /**
   * Trades `lots`, at most all that is left, of the {@link front} order of a side, and returns what is left of it.
   *
   * At 0 the order has left the book and its slot waits for {@link OrderSlots.release}.
   */
  consumeFront(side: BookSide, lots: number): number {
    const { slots } = this;
    const levels = this.#levels;
    const level = side === BID ? this.#bids.best : this.#asks.best;
    const slot = levels.head[level]!;
    const left = slots.lots[slot]! - lots;
    slots.lots[slot] = left;
    if (left > 0) {
      levels.lots[level]! -= lots;
      return left;
    }
    const after = slots.next[slot]!;
    slots.level[slot] = NO_LEVEL;
    if (after === NO_SLOT) {
      this.#drop(level, side);
    } else {
      levels.head[level] = after;
      slots.prev[after] = NO_SLOT;
      levels.lots[level]! -= lots;
    }
    return 0;
  }

  /** All lots at a price. */
  levelLots(side: BookSide, ticks: number): number {
    return this.#levels.lots[this.#find(side, ticks)]!;
  }

  /** The first order in the queue of a price, {@link NO_SLOT} without one; {@link OrderSlots.next} leads on. */
  headOf(side: BookSide, ticks: number): number {
    return this.#levels.head[this.#find(side, ticks)]!;
  }

  /** The order behind this one at its price, {@link NO_SLOT} at the end of the queue. */
  next(slot: number): number {
    return this.slots.next[slot]!;
  }

  /** The next price with orders, away from the touch; {@link NO_BID} or {@link NO_ASK} after the last. */
  nextPrice(side: BookSide, ticks: number): number {
    if (side === BID) return this.#levels.key[this.#bids.below(ticks)]!;
    return -this.#levels.key[this.#asks.below(-ticks)]!;
  }

  /** Lots of a side up to and with a limit price, counted no further than `wanted`: what a fill-or-kill order asks. */
  lotsUpTo(side: BookSide, limitTicks: number, wanted: number): number {
    const levels = this.#levels;
    const index = side === BID ? this.#bids : this.#asks;
    const limit = side === BID ? limitTicks : -limitTicks;
    let lots = 0;
    for (let level = index.best; level !== NO_LEVEL; level = index.below(levels.key[level]!)) {
      if (levels.key[level]! < limit) break;
      lots += levels.lots[level]!;
      if (lots >= wanted) return wanted;
    }
    return lots;
  }

  /**
   * {@link lotsUpTo} without the orders of `owner`. With `ownOrders: 'stop'` it counts only what trades before the first of
   * them, because an account that meets itself there goes no further.
   */
  lotsOfOthersUpTo(
    side: BookSide,
    limitTicks: number,
    wanted: number,
    own: { readonly owner: number; readonly orders: 'skip' | 'stop' },
  ): number {
    let lots = 0;
    for (const slot of this.orders(side)) {
      const ticks = this.slots.ticks[slot]!;
      if (side === BID ? ticks < limitTicks : ticks > limitTicks) break;
      if (this.slots.owner[slot] !== own.owner) lots += this.slots.lots[slot]!;
      else if (own.orders === 'stop') break;
      if (lots >= wanted) return wanted;
    }
    return lots;
  }

  /** Lots that trade before this order at its price. */
  lotsAhead(slot: number): number {
    let lots = 0;
    for (let before = this.slots.prev[slot]!; before !== NO_SLOT; before = this.slots.prev[before]!) {
      lots += this.slots.lots[before]!;
    }
    return lots;
  }

  /** Number of prices with orders. */
  levelCount(side: BookSide): number {
    return side === BID ? this.#bids.count : this.#asks.count;
  }

  /** The first `most` levels of a side as `[ticks, lots]`, best first. */
  depth(side: BookSide, most = Number.POSITIVE_INFINITY): [ticks: number, lots: number][] {
    const levels = this.#levels;
    const index = side === BID ? this.#bids : this.#asks;
    const depth: [number, number][] = [];
    for (let level = index.best; level !== NO_LEVEL && depth.length < most; level = index.below(levels.key[level]!)) {
      depth.push([Math.abs(levels.key[level]!), levels.lots[level]!]);
    }
    return depth;
  }

  /** The slots of a side in the order in which they would trade. The book must not change meanwhile. */
  *orders(side: BookSide): Generator<number, void, void> {
    const index = side === BID ? this.#bids : this.#asks;
    for (let level = index.best; level !== NO_LEVEL; level = index.below(this.#levels.key[level]!)) {
      for (let slot = this.#levels.head[level]!; slot !== NO_SLOT; slot = this.slots.next[slot]!) yield slot;
    }
  }

  /** The market's own lots at a price. */
  externalLots(side: BookSide, ticks: number): number {
    let lots = 0;
    for (let slot = this.headOf(side, ticks); slot !== NO_SLOT; slot = this.slots.next[slot]!) {
      if (this.slots.owner[slot] === EXTERNAL) lots += this.slots.lots[slot]!;
    }
    return lots;
  }

  /**
   * Sets the market's own lots at a price, as a level-2 update states them; 0 removes them.
   *
   * Growth joins the end of the queue. Shrinking takes from the end first: whoever waited longest is taken to wait on,
   * so an order of ours gains nothing from it.
   */
  setExternal(side: BookSide, ticks: number, lots: number): void {
    const change = lots - this.externalLots(side, ticks);
    if (change > 0) this.#growExternal(side, ticks, change);
    else if (change < 0) this.#shrinkExternal(side, ticks, -change);
  }

  /** Removes the market's own size at every price, and leaves the orders of accounts as they stand. */
  clearExternal(): void {
    for (const side of [BID, ASK] as const) {
      for (const slot of [...this.orders(side)]) {
        if (this.slots.owner[slot] === EXTERNAL) this.#take(slot);
      }
    }
  }

  /** Removes every order and releases its slot. */
  clear(): void {
    for (const side of [BID, ASK] as const) for (const slot of [...this.orders(side)]) this.#take(slot);
  }

  /** Every order in the order in which it would trade, bids first. Plain data that survives JSON. */
  snapshot(): RestingOrder[] {
    const { slots } = this;
    return ([BID, ASK] as const).flatMap((side) =>
      [...this.orders(side)].map((slot) => ({
        slot,
        side,
        ticks: slots.ticks[slot]!,
        lots: slots.lots[slot]!,
        owner: slots.owner[slot]!,
      })),
    );
  }

  /** Fills an empty book with the orders of a snapshot; returns the new slot of each old one. */
  restore(snapshot: readonly RestingOrder[]): Map<number, number> {
    const moved = new Map<number, number>();
    for (const order of snapshot) {
      const slot = this.slots.allocate(order.side, order.ticks, order.lots, order.owner);
      this.add(slot);
      moved.set(order.slot, slot);
    }
    return moved;
  }

  #find(side: BookSide, ticks: number): number {
    return side === BID ? this.#bids.find(ticks) : this.#asks.find(-ticks);
  }

  #drop(level: number, side: number): void {
    (side === BID ? this.#bids : this.#asks).erase(level);
    this.#levels.release(level);
  }

  #take(slot: number): void {
    this.remove(slot);
    this.slots.release(slot);
  }

  #growExternal(side: BookSide, ticks: number, lots: number): void {
    const { slots } = this;
    const level = this.#find(side, ticks);
    const tail = this.#levels.tail[level]!;
    if (level !== NO_LEVEL && slots.owner[tail] === EXTERNAL) this.reduce(tail, -lots);
    else this.add(slots.allocate(side, ticks, lots, EXTERNAL));
  }

  #shrinkExternal(side: BookSide, ticks: number, lots: number): void {
    const { slots } = this;
    let left = lots;
    let slot = this.#levels.tail[this.#find(side, ticks)]!;
    while (left > 0 && slot !== NO_SLOT) {
      const before = slots.prev[slot]!;
      if (slots.owner[slot] === EXTERNAL) {
        const size = slots.lots[slot]!;
        if (size > left) {
          this.reduce(slot, left);
          return;
        }
        this.#take(slot);
        left -= size;
      }
      slot = before;
    }
  }
}
