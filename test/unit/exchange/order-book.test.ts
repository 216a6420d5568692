import { beforeEach, describe, expect, it, test } from 'vitest';
import { NO_ASK, NO_BID, OrderBook } from '../../../src/exchange/order-book.ts';
import { ASK, BID, type BookSide, EXTERNAL, NO_SLOT, OrderSlots } from '../../../src/exchange/order-slots.ts';

const OWNER = 1;
const SIDES = [
  { name: 'bids', side: BID, best: 100, second: 99, worst: 90 },
  { name: 'asks', side: ASK, best: 100, second: 101, worst: 110 },
] as const;

let slots: OrderSlots;
let book: OrderBook;

beforeEach(() => {
  slots = new OrderSlots();
  book = new OrderBook(slots);
});

/** Rests an order and returns its slot. */
function rest(side: BookSide, ticks: number, lots: number, owner = OWNER): number {
  const slot = slots.allocate(side, ticks, lots, owner);
  book.add(slot);
  return slot;
}

/** The queue of a price, as owner and lots of each order. */
function queue(side: BookSide, ticks: number): [owner: number, lots: number][] {
  const found: [number, number][] = [];
  for (let slot = book.headOf(side, ticks); slot !== NO_SLOT; slot = book.next(slot)) {
    found.push([slots.owner[slot]!, slots.lots[slot]!]);
  }
  return found;
}

describe('an empty book', () => {
  it('has a best bid below and a best ask above every price', () => {
    expect([book.bestBid(), book.bestAsk()]).toEqual([NO_BID, NO_ASK]);
  });

  test.each(SIDES)('has no front order, lots or levels among its $name', ({ side, best }) => {
    expect([
      book.front(side),
      book.headOf(side, best),
      book.levelLots(side, best),
      book.levelCount(side),
      book.lotsUpTo(side, best, 1),
    ]).toEqual([NO_SLOT, NO_SLOT, 0, 0, 0]);
  });

  test.each(SIDES)('has no next price among its $name', ({ side, best }) => {
    expect(book.nextPrice(side, best)).toBe(side === BID ? NO_BID : NO_ASK);
  });
});

describe.each(SIDES)('orders resting as $name', ({ side, best, second, worst }) => {
  it('trade the better price first, whatever came first', () => {
    const far = rest(side, worst, 1);
    const middle = rest(side, second, 1);
    const touch = rest(side, best, 1);
    expect([...book.orders(side)]).toEqual([touch, middle, far]);
  });

  it('trade in the order of arrival at one price', () => {
    const first = rest(side, best, 5);
    const then = rest(side, best, 5);
    const last = rest(side, best, 5);
    expect([...book.orders(side)]).toEqual([first, then, last]);
  });

  it('sum to the lots of their price', () => {
    rest(side, best, 5);
    rest(side, best, 7);
    expect(book.levelLots(side, best)).toBe(12);
  });

  it('are counted from the touch to the limit price', () => {
    rest(side, best, 5);
    rest(side, second, 7);
    rest(side, worst, 9);
    expect(book.lotsUpTo(side, second, 1000)).toBe(12);
  });

  it('are counted no further than the lots that are wanted', () => {
    rest(side, best, 5);
    rest(side, second, 7);
    expect(book.lotsUpTo(side, second, 6)).toBe(6);
  });

  it.each([
    ['passing over them', 'skip', 12],
    ['stopping at the first of them', 'stop', 5],
  ] as const)('are counted without those of an owner, %s', (_, orders, lots) => {
    rest(side, best, 5, 2);
    rest(side, best, 100, OWNER);
    rest(side, second, 7, 3);
    rest(side, worst, 50, 3);
    expect(book.lotsOfOthersUpTo(side, second, 1000, { owner: OWNER, orders })).toBe(lots);
  });

  it('know the lots that trade before them at their price', () => {
    rest(side, best, 100);
    rest(side, second, 5);
    rest(side, second, 7);
    expect(book.lotsAhead(rest(side, second, 1))).toBe(12);
  });

  it('lead from price to price away from the touch', () => {
    rest(side, worst, 1);
    rest(side, best, 1);
    rest(side, second, 1);
    expect([book.nextPrice(side, best), book.nextPrice(side, second)]).toEqual([second, worst]);
  });

  it('lead on from a price that has no orders', () => {
    rest(side, worst, 1);
    expect(book.nextPrice(side, best)).toBe(worst);
  });

  it('show their depth best first, as many levels as asked for', () => {
    rest(side, worst, 1);
    rest(side, second, 2);
    rest(side, best, 3);
    expect(book.depth(side, 2)).toEqual([
      [best, 3],
      [second, 2],
    ]);
  });
});

describe.each(SIDES)('removing one of the $name', ({ side, best, second }) => {
  test.each([
    ['first', 0],
    ['middle', 1],
    ['last', 2],
  ] as const)('leaves the others in their order: the %s of three', (_, which) => {
    const three = [rest(side, best, 1), rest(side, best, 2), rest(side, best, 3)];
    book.remove(three[which]!);
    expect([...book.orders(side)]).toEqual(three.filter((_, place) => place !== which));
  });

  it.each([0, 1, 2])('lets a new order queue behind those that are left: without number %i of three', (which) => {
    const three = [rest(side, best, 1), rest(side, best, 2), rest(side, best, 3)];
    book.remove(three[which]!);
    const behind = rest(side, best, 4);
    expect([...book.orders(side)]).toEqual([...three.filter((_, place) => place !== which), behind]);
  });

  it('takes its lots off the price', () => {
    rest(side, best, 5);
    book.remove(rest(side, best, 7));
    expect(book.levelLots(side, best)).toBe(5);
  });

  it('moves the front on when it was alone at the touch', () => {
    const touch = rest(side, best, 1);
    const behind = rest(side, second, 1);
    book.remove(touch);
    expect(book.front(side)).toBe(behind);
  });

  it('leaves side, price and lots in its columns', () => {
    const slot = rest(side, best, 7);
    book.remove(slot);
    expect([slots.side[slot], slots.ticks[slot], slots.lots[slot]]).toEqual([side, best, 7]);
  });

  it('lets a new order take the price anew', () => {
    book.remove(rest(side, best, 7));
    const slot = rest(side, best, 2);
    expect([book.front(side), book.levelLots(side, best)]).toEqual([slot, 2]);
  });
});

describe.each(SIDES)('reducing one of the $name', ({ side, best }) => {
  it('keeps its place in the queue', () => {
    const first = rest(side, best, 5);
    const then = rest(side, best, 5);
    book.reduce(first, 3);
    expect([...book.orders(side)]).toEqual([first, then]);
  });

  it('takes the lots off the order and off its price', () => {
    const slot = rest(side, best, 5);
    book.reduce(slot, 3);
    expect([slots.lots[slot], book.levelLots(side, best)]).toEqual([2, 2]);
  });
});

describe.each(SIDES)('consuming the front of the $name', ({ side, best, second }) => {
  it('leaves the rest of a larger order in front', () => {
    const slot = rest(side, best, 5);
    expect([book.consumeFront(side, 2), book.front(side), book.levelLots(side, best)]).toEqual([3, slot, 3]);
  });

  it('moves on to the next order of the price', () => {
    rest(side, best, 5);
    const then = rest(side, best, 7);
    expect([book.consumeFront(side, 5), book.front(side), book.levelLots(side, best)]).toEqual([0, then, 7]);
  });

  it('moves on to the next price', () => {
    rest(side, best, 5);
    const behind = rest(side, second, 7);
    book.consumeFront(side, 5);
    expect([book.front(side), book.levelCount(side)]).toEqual([behind, 1]);
  });

  it('leaves nothing ahead of the next order', () => {
    rest(side, best, 5);
    const then = rest(side, best, 7);
    book.consumeFront(side, 5);
    expect(book.lotsAhead(then)).toBe(0);
  });

  it('empties the side with its last order', () => {
    rest(side, best, 5);
    book.consumeFront(side, 5);
    expect([book.front(side), book.levelCount(side)]).toEqual([NO_SLOT, 0]);
  });
});

describe('the touch', () => {
  it('is the highest bid and the lowest ask', () => {
    rest(BID, 98, 1);
    rest(BID, 99, 1);
    rest(ASK, 102, 1);
    rest(ASK, 101, 1);
    expect([book.bestBid(), book.bestAsk()]).toEqual([99, 101]);
  });

  it('does not confuse a bid with an ask of the same price', () => {
    rest(BID, 100, 1);
    rest(ASK, 100, 2);
    expect([book.levelLots(BID, 100), book.levelLots(ASK, 100)]).toEqual([1, 2]);
  });
});

describe('prices far apart', () => {
  it('rest in one book, from one tick to a billion', () => {
    rest(BID, 1, 5);
    rest(BID, 600_000, 6);
    rest(ASK, 600_001, 7);
    rest(ASK, 1_000_000_000, 8);
    expect([book.depth(BID), book.depth(ASK)]).toEqual([
      [
        [600_000, 6],
        [1, 5],
      ],
      [
        [600_001, 7],
        [1_000_000_000, 8],
      ],
    ]);
  });

  it('are traded through in their order', () => {
    for (const ticks of [2 ** 50, 1_000_000_000, 3, 70_000_000, 1]) rest(ASK, ticks, 1);
    const met: number[] = [];
    while (book.front(ASK) !== NO_SLOT) {
      met.push(book.bestAsk());
      slots.release(takeFront(ASK));
    }
    expect(met).toEqual([1, 3, 70_000_000, 1_000_000_000, 2 ** 50]);
  });

  it('stay in order while the market walks away from where it began', () => {
    const walked = Array.from({ length: 400 }, (_, step) => 1000 + step * 997);
    for (const ticks of walked) rest(BID, ticks, 1);
    expect(book.depth(BID).map(([ticks]) => ticks)).toEqual(walked.reverse());
  });

  it('stay in order where no window holds them all', () => {
    const narrow = new OrderBook(slots, 32);
    const spread = Array.from({ length: 200 }, (_, step) => 1 + ((step * 7919) % 1009));
    for (const ticks of spread) narrow.add(slots.allocate(ASK, ticks, 1, OWNER));
    expect(narrow.depth(ASK).map(([ticks]) => ticks)).toEqual([...spread].sort((a, b) => a - b));
  });
});

describe("the market's own size", () => {
  it('joins the end of the queue when it grows', () => {
    book.setExternal(BID, 100, 5);
    rest(BID, 100, 1);
    book.setExternal(BID, 100, 8);
    expect(queue(BID, 100)).toEqual([
      [EXTERNAL, 5],
      [OWNER, 1],
      [EXTERNAL, 3],
    ]);
  });

  it('grows in place while nobody waits behind it', () => {
    rest(BID, 100, 1);
    book.setExternal(BID, 100, 5);
    book.setExternal(BID, 100, 8);
    expect(queue(BID, 100)).toEqual([
      [OWNER, 1],
      [EXTERNAL, 8],
    ]);
  });

  it('shrinks from the end of the queue', () => {
    book.setExternal(BID, 100, 5);
    rest(BID, 100, 1);
    book.setExternal(BID, 100, 8);
    book.setExternal(BID, 100, 4);
    expect(queue(BID, 100)).toEqual([
      [EXTERNAL, 4],
      [OWNER, 1],
    ]);
  });

  it('shrinks in front of an order only when nothing is left behind it', () => {
    book.setExternal(BID, 100, 5);
    const ours = rest(BID, 100, 1);
    book.setExternal(BID, 100, 2);
    expect(book.lotsAhead(ours)).toBe(2);
  });

  it('goes at size zero and leaves the orders of accounts', () => {
    book.setExternal(BID, 100, 5);
    rest(BID, 100, 1);
    book.setExternal(BID, 100, 0);
    expect(queue(BID, 100)).toEqual([[OWNER, 1]]);
  });

  it('is told apart from the orders of accounts', () => {
    book.setExternal(BID, 100, 5);
    rest(BID, 100, 1);
    expect([book.externalLots(BID, 100), book.levelLots(BID, 100)]).toEqual([5, 6]);
  });

  it('leaves with every level when it is cleared, orders of accounts stay', () => {
    book.setExternal(BID, 100, 5);
    book.setExternal(ASK, 102, 5);
    rest(BID, 99, 1);
    book.clearExternal();
    expect([book.depth(BID), book.depth(ASK)]).toEqual([[[99, 1]], []]);
  });

  it('gives its slots back', () => {
    for (let lots = 0; lots < 50; lots++) book.setExternal(ASK, 100 + lots, lots);
    for (let lots = 0; lots < 50; lots++) book.setExternal(ASK, 100 + lots, 0);
    expect(slots.used).toBe(0);
  });
});

describe('clearing a book', () => {
  it('leaves neither orders nor slots in use', () => {
    rest(BID, 100, 1);
    rest(ASK, 10_000_000, 1);
    book.clear();
    expect([book.bestBid(), book.bestAsk(), slots.used]).toEqual([NO_BID, NO_ASK, 0]);
  });
});

describe('a snapshot of a book', () => {
  it('names every order in the order in which it would trade', () => {
    const second = rest(BID, 99, 2);
    const first = rest(BID, 100, 1);
    const ask = rest(ASK, 101, 3, 2);
    expect(book.snapshot()).toEqual([
      { slot: first, side: BID, ticks: 100, lots: 1, owner: OWNER },
      { slot: second, side: BID, ticks: 99, lots: 2, owner: OWNER },
      { slot: ask, side: ASK, ticks: 101, lots: 3, owner: 2 },
    ]);
  });

  it('restores the queues of every price into an empty book', () => {
    book.setExternal(BID, 100, 5);
    rest(BID, 100, 1);
    book.setExternal(BID, 100, 9);
    const restored = new OrderBook(new OrderSlots());
    restored.restore(JSON.parse(JSON.stringify(book.snapshot())));
    expect(restored.snapshot().map(withoutSlot)).toEqual(book.snapshot().map(withoutSlot));
  });

  it('tells the new slot of each old one', () => {
    slots.allocate(BID, 1, 1, OWNER);
    const slot = rest(BID, 100, 7);
    const other = new OrderSlots();
    const moved = new OrderBook(other).restore(book.snapshot());
    expect(other.lots[moved.get(slot)!]).toBe(7);
  });
});

describe('order slots', () => {
  it('are used again after they were released', () => {
    const slot = slots.allocate(BID, 100, 1, OWNER);
    slots.release(slot);
    expect(slots.allocate(ASK, 101, 2, OWNER)).toBe(slot);
  });

  it('keep their values when the store grows', () => {
    const small = new OrderSlots(2);
    const taken = Array.from({ length: 100 }, (_, lots) => small.allocate(BID, 100, lots, OWNER));
    expect(taken.map((slot) => small.lots[slot])).toEqual(taken.map((_, lots) => lots));
  });

  it('tell at once and at every growth how many rows there are', () => {
    const small = new OrderSlots(2);
    const told: number[] = [];
    small.onGrow(({ count }) => told.push(count));
    for (let count = 0; count < 4; count++) small.allocate(BID, 100, 1, OWNER);
    expect(told).toEqual([2, 4, 8]);
  });

  it('cannot be released while the order rests', () => {
    const slot = rest(BID, 100, 1);
    expect(() => slots.release(slot)).toThrow(/rests in a book/);
  });
});

function takeFront(side: BookSide): number {
  const slot = book.front(side);
  book.consumeFront(side, slots.lots[slot]!);
  return slot;
}

function withoutSlot({ side, ticks, lots, owner }: { side: number; ticks: number; lots: number; owner: number }) {
  return { side, ticks, lots, owner };
}
