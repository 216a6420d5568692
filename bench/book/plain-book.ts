import type { Contestant } from '../harness/contestant.ts';
import { BUY, LIMIT, MARKET, SELL } from './operation.ts';
import { type BookResult, bookResult, type Level } from './result.ts';
import type { BookStream } from './stream.ts';

interface PlainOrder {
  readonly number: number;
  readonly side: number;
  readonly price: number;
  lots: number;
}

/** The judge of the others: one list of orders in the order of arrival, searched from end to end every time. */
export const contestant: Contestant<BookStream, BookResult> = {
  name: 'plain book',
  prepare(stream) {
    let orders: PlainOrder[] = [];
    const traded = { matches: 0, lots: 0, tickLots: 0 };

    function bestAgainst(side: number, limit: number): PlainOrder | null {
      let best: PlainOrder | null = null;
      for (const order of orders) {
        if (order.side === side || (side === BUY ? order.price > limit : order.price < limit)) continue;
        // Only a better price displaces an earlier order.
        const better = best === null || (side === BUY ? order.price < best.price : order.price > best.price);
        if (better) best = order;
      }
      return best;
    }

    function take(side: number, limit: number, quantity: number): number {
      let left = quantity;
      while (left > 0) {
        const maker = bestAgainst(side, limit);
        if (maker === null) break;
        const lots = Math.min(left, maker.lots);
        left -= lots;
        maker.lots -= lots;
        if (maker.lots === 0) orders = orders.filter((order) => order !== maker);
        traded.matches += 1;
        traded.lots += lots;
        traded.tickLots += lots * maker.price;
      }
      return left;
    }

    function step(index: number): void {
      const side = stream.side[index]!;
      const quantity = stream.quantity[index]!;
      if (stream.kind[index] === LIMIT) {
        const price = stream.price[index]!;
        const left = take(side, price, quantity);
        if (left > 0) orders.push({ number: index, side, price, lots: left });
      } else if (stream.kind[index] === MARKET) {
        take(side, side === BUY ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY, quantity);
      } else {
        orders = orders.filter((order) => order.number !== stream.target[index]);
      }
    }

    function depth(side: number): Level[] {
      const lots = new Map<number, number>();
      for (const order of orders) {
        if (order.side === side) lots.set(order.price, (lots.get(order.price) ?? 0) + order.lots);
      }
      return [...lots].sort(([a], [b]) => (side === BUY ? b - a : a - b));
    }

    return {
      run() {
        for (let index = 0; index < stream.count; index++) step(index);
      },
      result: () => bookResult(depth(BUY), depth(SELL), traded),
    };
  },
};
