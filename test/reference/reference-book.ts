/** A resting order of the reference book. */
export interface ReferenceOrder {
  readonly id: string;
  readonly owner: number;
  readonly side: 'buy' | 'sell';
  ticks: number;
  lots: number;
  /** Number of its arrival; a new one whenever it loses its place. */
  arrival: number;
}

/** One match of an incoming order with a resting one. */
export interface ReferenceMatch {
  readonly maker: string;
  readonly ticks: number;
  readonly lots: number;
}

/**
 * A second opinion on matching: one list of orders, sorted anew for every question. Slow, and easy to believe.
 */
export class ReferenceBook {
  #orders: ReferenceOrder[] = [];
  #arrivals = 0;

  /** Orders of a side in the order in which they trade. */
  inOrder(side: 'buy' | 'sell'): readonly ReferenceOrder[] {
    return this.#orders
      .filter((order) => order.side === side)
      .sort((a, b) => (side === 'buy' ? b.ticks - a.ticks : a.ticks - b.ticks) || a.arrival - b.arrival);
  }

  find(id: string): ReferenceOrder | undefined {
    return this.#orders.find((order) => order.id === id);
  }

  rest(id: string, owner: number, side: 'buy' | 'sell', ticks: number, lots: number): void {
    this.#orders.push({ id, owner, side, ticks, lots, arrival: this.#arrivals++ });
  }

  remove(id: string): void {
    this.#orders = this.#orders.filter((order) => order.id !== id);
  }

  /** Matches an incoming order up to its limit (`null`: at any price); the resting orders shrink or go. */
  take(side: 'buy' | 'sell', limit: number | null, lots: number): readonly ReferenceMatch[] {
    const matches: ReferenceMatch[] = [];
    let left = lots;
    for (const maker of this.inOrder(opposite(side))) {
      if (left === 0 || !reaches(side, limit, maker.ticks)) break;
      const traded = Math.min(left, maker.lots);
      matches.push({ maker: maker.id, ticks: maker.ticks, lots: traded });
      maker.lots -= traded;
      left -= traded;
      if (maker.lots === 0) this.remove(maker.id);
    }
    return matches;
  }

  /** Lots within reach of an incoming order. */
  available(side: 'buy' | 'sell', limit: number | null): number {
    return this.inOrder(opposite(side))
      .filter((maker) => reaches(side, limit, maker.ticks))
      .reduce((sum, maker) => sum + maker.lots, 0);
  }

  /** A smaller size at the same price keeps the place; anything else goes to the end. */
  amend(id: string, ticks: number, lots: number): void {
    const order = this.find(id);
    if (order === undefined) return;
    const keepsPlace = ticks === order.ticks && lots <= order.lots;
    order.ticks = ticks;
    order.lots = lots;
    if (!keepsPlace) order.arrival = this.#arrivals++;
  }

  /** Price and lots of every level, best first. */
  depth(side: 'buy' | 'sell'): [ticks: number, lots: number][] {
    const lots = new Map<number, number>();
    for (const order of this.inOrder(side)) lots.set(order.ticks, (lots.get(order.ticks) ?? 0) + order.lots);
    return [...lots];
  }
}

function opposite(side: 'buy' | 'sell'): 'buy' | 'sell' {
  return side === 'buy' ? 'sell' : 'buy';
}

function reaches(side: 'buy' | 'sell', limit: number | null, ticks: number): boolean {
  if (limit === null) return true;
  return side === 'buy' ? ticks <= limit : ticks >= limit;
}
