import { describe, expect, it } from 'vitest';
import { OrderBook } from '../../src/exchange/order-book.ts';
import { ASK, BID, type BookSide, NO_SLOT, OrderSlots } from '../../src/exchange/order-slots.ts';
import { isRecorded, type RecordedChange, recordedBook, stepsOf, WalkedBook } from './recorded-book.ts';

/** Market orders at these lines of the recording, some within the touch, some through hundreds of levels. */
const ORDERS = [
  { line: 0, side: 'buy', quantity: '0.001' },
  { line: 0, side: 'sell', quantity: '25' },
  { line: 1, side: 'buy', quantity: '400' },
  { line: 700, side: 'buy', quantity: '3.5' },
  { line: 701, side: 'sell', quantity: '1.234' },
  { line: 2500, side: 'sell', quantity: '180.007' },
  { line: 2500, side: 'sell', quantity: '90' },
  { line: 4000, side: 'buy', quantity: '61.2' },
  { line: 6547, side: 'sell', quantity: '1000' },
  { line: 6547, side: 'buy', quantity: '1000' },
] as const;

const SUITE = isRecorded
  ? 'market orders on the recorded Binance book'
  : 'market orders on the recorded Binance book, left out: the recording is not beside the repository';

describe.runIf(isRecorded)(SUITE, () => {
  it('fill as a walk through the real levels says', () => {
    const walked = new WalkedBook();
    const book = new OrderBook(new OrderSlots());
    const expected: string[][] = [];
    const got: string[][] = [];
    recordedBook().forEach((change, line) => {
      walked.apply(change);
      apply(book, change);
      for (const order of ORDERS.filter((one) => one.line === line)) {
        expected.push(walked.market(order.side, order.quantity));
        got.push(take(book, order.side === 'buy' ? ASK : BID, stepsOf(order.quantity, 3)));
      }
    });
    expect(got).toEqual(expected);
  });

  it('never find a bid at or above an ask, at any of its instants', () => {
    const book = new OrderBook(new OrderSlots());
    const crossed = recordedBook().filter((change) => {
      apply(book, change);
      return book.bestBid() >= book.bestAsk();
    });
    expect(crossed).toEqual([]);
  });
});

function apply(book: OrderBook, change: RecordedChange): void {
  if (change.type === 'snapshot') book.clearExternal();
  for (const [price, size] of change.bids) book.setExternal(BID, stepsOf(price, 1), stepsOf(size, 3));
  for (const [price, size] of change.asks) book.setExternal(ASK, stepsOf(price, 1), stepsOf(size, 3));
}

function take(book: OrderBook, makers: BookSide, lots: number): string[] {
  const fills: string[] = [];
  let left = lots;
  for (let maker = book.front(makers); left > 0 && maker !== NO_SLOT; maker = book.front(makers)) {
    const traded = Math.min(left, book.slots.lots[maker]!);
    fills.push(`${thousandths(traded)} @ ${tenths(book.slots.ticks[maker]!)}`);
    left -= traded;
    if (book.consumeFront(makers, traded) === 0) book.slots.release(maker);
  }
  return fills;
}

function thousandths(lots: number): string {
  const digits = String(lots).padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

function tenths(ticks: number): string {
  const digits = String(ticks).padStart(2, '0');
  return `${digits.slice(0, -1)}.${digits.slice(-1)}`;
}
