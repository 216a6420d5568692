import type { Contestant } from '../harness/contestant.ts';
import { LevelBook } from './level-book.ts';
import { BUY, LIMIT, MARKET, SELL } from './operation.ts';
import { type BookResult, bookResult } from './result.ts';
import type { BookStream } from './stream.ts';

/** The generator's kind of book, fed the finished stream from the beginning. */
export const contestant: Contestant<BookStream, BookResult> = {
  name: 'level book',
  prepare(stream) {
    const book = new LevelBook(stream.count);
    return {
      run() {
        for (let index = 0; index < stream.count; index++) {
          const side = stream.side[index]!;
          const quantity = stream.quantity[index]!;
          if (stream.kind[index] === LIMIT) book.limit(index, side, stream.price[index]!, quantity);
          else if (stream.kind[index] === MARKET) book.market(side, quantity);
          else book.cancel(stream.target[index]!);
        }
      },
      result: () => bookResult(book.depth(BUY), book.depth(SELL), book.traded),
    };
  },
};
