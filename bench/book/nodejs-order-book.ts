import { OrderBook } from 'nodejs-order-book';
import type { Contestant } from '../harness/contestant.ts';
import { Mismatch } from '../harness/mismatch.ts';
import { BUY, LIMIT, MARKET } from './operation.ts';
import { type BookResult, bookResult } from './result.ts';
import type { BookStream } from './stream.ts';

/**
 * nodejs-order-book by its direct functions, journal off, the fastest way it offers.
 *
 * Its prices and sizes are doubles; it gets ticks and lots, whose sums stay exact and print fast.
 */
export const contestant: Contestant<BookStream, BookResult> = {
  name: 'nodejs-order-book',
  prepare({ count, kind, side, price, quantity, target, ids }) {
    const book = new OrderBook();
    let done = 0;
    let refused = 0;
    return {
      run() {
        for (let index = 0; index < count; index++) {
          const sideName = side[index] === BUY ? 'buy' : 'sell';
          if (kind[index] === LIMIT) {
            const answer = book.limit({
              side: sideName,
              id: ids[index]!,
              size: quantity[index]!,
              price: price[index]!,
            });
            if (answer.err !== null) refused += 1;
            done += answer.done.length;
          } else if (kind[index] === MARKET) {
            const answer = book.market({ side: sideName, size: quantity[index]! });
            if (answer.err !== null) refused += 1;
            done += answer.done.length;
          } else if (book.cancel(ids[target[index]!]!) === undefined) refused += 1;
        }
      },
      result() {
        if (refused > 0 || done === 0)
          throw new Mismatch(`nodejs-order-book refused ${refused} operations, filled ${done} orders`);
        const [asks, bids] = book.depth();
        return bookResult(bids, asks, null);
      },
    };
  },
};
