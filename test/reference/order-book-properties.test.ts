import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderBook } from '../../src/exchange/order-book.ts';
import { ASK, BID, NO_SLOT, OrderSlots } from '../../src/exchange/order-slots.ts';
import { ReferenceBook, type ReferenceMatch } from './reference-book.ts';

type Side = 'buy' | 'sell';
type Operation =
  | { readonly kind: 'limit'; readonly side: Side; readonly ticks: number; readonly lots: number }
  | { readonly kind: 'market'; readonly side: Side; readonly lots: number }
  | { readonly kind: 'cancel'; readonly pick: number }
  | { readonly kind: 'amend'; readonly pick: number; readonly ticks: number; readonly lots: number };

/** The book under test, driven as the exchange drives it. */
class MatchedBook {
  readonly slots = new OrderSlots(4);
  readonly book: OrderBook;
  readonly #slotOf = new Map<string, number>();
  readonly #idOf = new Map<number, string>();

  constructor(largestWindow: number) {
    this.book = new OrderBook(this.slots, largestWindow);
  }

  get resting(): readonly string[] {
    return [...this.#slotOf.keys()];
  }

  rest(id: string, side: Side, ticks: number, lots: number): void {
    const slot = this.slots.allocate(side === 'buy' ? BID : ASK, ticks, lots, 1);
    this.book.add(slot);
    this.#slotOf.set(id, slot);
    this.#idOf.set(slot, id);
  }

  take(side: Side, limit: number | null, lots: number): ReferenceMatch[] {
    const makers = side === 'buy' ? ASK : BID;
    const matches: ReferenceMatch[] = [];
    let left = lots;
    while (left > 0) {
      const maker = this.book.front(makers);
      if (maker === NO_SLOT) break;
      const ticks = this.slots.ticks[maker]!;
      if (limit !== null && (side === 'buy' ? ticks > limit : ticks < limit)) break;
      const traded = Math.min(left, this.slots.lots[maker]!);
      left -= traded;
      matches.push({ maker: this.#idOf.get(maker)!, ticks, lots: traded });
      if (this.book.consumeFront(makers, traded) === 0) this.#forget(maker);
    }
    return matches;
  }

  cancel(id: string): void {
    const slot = this.#slotOf.get(id)!;
    this.book.remove(slot);
    this.#forget(slot);
  }

  amend(id: string, ticks: number, lots: number): void {
    const slot = this.#slotOf.get(id)!;
    const fewer = this.slots.lots[slot]! - lots;
    if (ticks === this.slots.ticks[slot] && fewer >= 0) {
      if (fewer > 0) this.book.reduce(slot, fewer);
      return;
    }
    this.book.remove(slot);
    this.slots.ticks[slot] = ticks;
    this.slots.lots[slot] = lots;
    this.book.add(slot);
  }

  inOrder(side: Side): string[] {
    return [...this.book.orders(side === 'buy' ? BID : ASK)].map((slot) => this.#idOf.get(slot)!);
  }

  depth(side: Side): [number, number][] {
    return this.book.depth(side === 'buy' ? BID : ASK);
  }

  #forget(slot: number): void {
    this.#slotOf.delete(this.#idOf.get(slot)!);
    this.#idOf.delete(slot);
    this.slots.release(slot);
  }
}

const side = fc.constantFrom<Side>('buy', 'sell');
const lots = fc.integer({ min: 1, max: 20 });

/** Operations whose prices come from `ticks`; makers are drawn from what rests at that moment. */
function operations(ticks: fc.Arbitrary<number>, sides: fc.Arbitrary<Side> = side): fc.Arbitrary<Operation[]> {
  const pick = fc.nat();
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('limit' as const), side: sides, ticks, lots }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('market' as const), side, lots }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('amend' as const), pick, ticks, lots }) },
    ),
    { maxLength: 150 },
  );
}

/** Both books over the same operations: every fill, then the queues and the depth, and the count of slots in use. */
function agree(stream: readonly Operation[], largestWindow: number): void {
  const fast = new MatchedBook(largestWindow);
  const slow = new ReferenceBook();
  stream.forEach((operation, number) => {
    const id = `o${number}`;
    if (operation.kind === 'limit' || operation.kind === 'market') {
      const limit = operation.kind === 'limit' ? operation.ticks : null;
      const matches = slow.take(operation.side, limit, operation.lots);
      expect(fast.take(operation.side, limit, operation.lots)).toEqual(matches);
      const left = operation.lots - matches.reduce((sum, match) => sum + match.lots, 0);
      if (operation.kind === 'limit' && left > 0) {
        fast.rest(id, operation.side, operation.ticks, left);
        slow.rest(id, 1, operation.side, operation.ticks, left);
      }
      return;
    }
    const chosen = fast.resting[operation.pick % Math.max(1, fast.resting.length)];
    if (chosen === undefined) return;
    if (operation.kind === 'cancel') {
      fast.cancel(chosen);
      slow.remove(chosen);
    } else {
      fast.amend(chosen, operation.ticks, operation.lots);
      slow.amend(chosen, operation.ticks, operation.lots);
    }
  });
  for (const each of ['buy', 'sell'] as const) {
    expect(fast.inOrder(each)).toEqual(slow.inOrder(each).map((order) => order.id));
    expect(fast.depth(each)).toEqual(slow.depth(each));
    for (const [ticks] of slow.depth(each)) {
      expect(fast.book.lotsUpTo(each === 'buy' ? BID : ASK, ticks, Number.MAX_SAFE_INTEGER)).toBe(
        slow.available(each === 'buy' ? 'sell' : 'buy', ticks),
      );
    }
  }
  expect(fast.slots.used).toBe(slow.inOrder('buy').length + slow.inOrder('sell').length);
}

const crowded = fc.integer({ min: 95, max: 105 });
const anywhere = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1000, max: 1100 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: 999_000_000, max: 1_000_000_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 ** 51 }) },
);

describe('the order book against one that sorts its orders for every question', () => {
  it('agrees where prices crowd and queues are long', () => {
    fc.assert(fc.property(operations(crowded), (stream) => agree(stream, 2 ** 20)));
  });

  it('agrees where prices lie anywhere from one tick to beyond a billion', () => {
    fc.assert(fc.property(operations(anywhere), (stream) => agree(stream, 2 ** 20)));
  });

  it('agrees where the window is far smaller than the market', () => {
    fc.assert(fc.property(operations(fc.integer({ min: 1, max: 3000 })), (stream) => agree(stream, 64)));
  });

  it('agrees where only one side is ever quoted', () => {
    fc.assert(fc.property(operations(anywhere, fc.constant('sell')), (stream) => agree(stream, 256)));
  });

  it('agrees where the market walks away from where it began', () => {
    const walking = fc
      .tuple(operations(fc.integer({ min: 0, max: 40 })), fc.integer({ min: 1, max: 2000 }))
      .map(([stream, step]) =>
        stream.map((operation, number) =>
          'ticks' in operation ? { ...operation, ticks: operation.ticks + 1 + number * step } : operation,
        ),
      );
    fc.assert(fc.property(walking, (stream) => agree(stream, 1024)));
  });
});
