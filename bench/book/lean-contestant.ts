import type { Contestant } from '../harness/contestant.ts';
import { Mismatch } from '../harness/mismatch.ts';
import { ACCOUNTS, accountOf } from './accounts.ts';
import { LeanExchange } from './lean-exchange.ts';
import { BUY, LIMIT, MARKET } from './operation.ts';
import { type BookResult, bookResult } from './result.ts';
import type { BookStream } from './stream.ts';

/** The floor: the same stream, accounts, commands and answers, on an exchange that can do nothing else. */
export const contestant: Contestant<BookStream, BookResult> = {
  name: 'floor: nothing but this',
  prepare({ count, kind, side, price, quantity, target, ids }) {
    const exchange = new LeanExchange({
      accounts: ACCOUNTS,
      middle: price.find((ticks) => ticks > 0) ?? 0,
      limit: Number.MAX_SAFE_INTEGER,
    });
    let refused = 0;
    let takenLots = 0;
    let takenCost = 0;
    return {
      run() {
        for (let index = 0; index < count; index++) {
          if (kind[index] === LIMIT || kind[index] === MARKET) {
            const answer = exchange.submit(accountOf(index), {
              clientOrderId: ids[index]!,
              side: side[index] === BUY ? 'buy' : 'sell',
              lots: quantity[index]!,
              limitTicks: kind[index] === LIMIT ? price[index]! : null,
            });
            if (answer.outcome === 'accepted') {
              takenLots += answer.filledLots;
              takenCost += answer.filledCost;
            } else refused += 1;
          } else {
            const resting = target[index]!;
            if (!exchange.cancel(accountOf(resting), { clientOrderId: ids[resting]! })) refused += 1;
          }
        }
      },
      result() {
        if (refused > 0) throw new Mismatch(`the floor refused ${refused} operations`);
        const traded = { matches: exchange.matches, lots: takenLots, tickLots: takenCost };
        return bookResult(exchange.depth('buy'), exchange.depth('sell'), traded);
      },
    };
  },
};
