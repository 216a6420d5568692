import { describe, expect, it } from 'vitest';
import { hashOf, OrderIds } from '../../../src/exchange/order-ids.ts';
import { BID, NO_SLOT, OrderSlots } from '../../../src/exchange/order-slots.ts';

/** A table of ids with orders of accounts 1 and 2. */
class Ids {
  readonly slots = new OrderSlots(4);
  readonly ids = new OrderIds(this.slots);

  enter(owner: number, id: string, hash = hashOf(id)): number {
    const slot = this.slots.allocate(BID, 100, 1, owner);
    this.ids.enter(slot, id, hash);
    return slot;
  }

  find(owner: number, id: string, hash = hashOf(id)): number {
    return this.ids.find(owner, id, hash);
  }
}

describe('the table of client order ids', () => {
  it('finds an order by its id', () => {
    const table = new Ids();
    const slot = table.enter(1, 'mine');
    expect([table.find(1, 'mine'), table.find(1, 'other')]).toEqual([slot, NO_SLOT]);
  });

  it('keeps the same id of two accounts apart', () => {
    const table = new Ids();
    const [first, second] = [table.enter(1, 'same'), table.enter(2, 'same')];
    expect([table.find(1, 'same'), table.find(2, 'same'), table.find(3, 'same')]).toEqual([first, second, NO_SLOT]);
  });

  it('tells ids apart whose hashes are equal', () => {
    const table = new Ids();
    const slots = ['a', 'b', 'c'].map((id) => table.enter(1, id, 7));
    expect(['a', 'b', 'c', 'd'].map((id) => table.find(1, id, 7))).toEqual([...slots, NO_SLOT]);
  });

  it.each(['a', 'b', 'c'])('forgets %s of one chain and nothing else', (gone) => {
    const table = new Ids();
    const slots = new Map(['a', 'b', 'c'].map((id) => [id, table.enter(1, id, 7)]));
    table.ids.delete(slots.get(gone)!);
    for (const [id, slot] of slots) expect(table.find(1, id, 7)).toBe(id === gone ? NO_SLOT : slot);
  });

  it('gives an id of an order that has gone to a new one', () => {
    const table = new Ids();
    const first = table.enter(1, 'again');
    table.ids.delete(first);
    table.slots.release(first);
    const second = table.enter(1, 'again');
    expect([second, table.find(1, 'again')]).toEqual([first, second]);
  });

  it('finds every order after it has grown, and none that went before', () => {
    const table = new Ids();
    const slots = Array.from({ length: 1000 }, (_, number) => table.enter(1 + (number % 2), `o${number}`));
    slots.forEach((slot, number) => {
      if (number % 3 === 0) table.ids.delete(slot);
    });
    for (let number = 1000; number < 3000; number++) slots.push(table.enter(1 + (number % 2), `o${number}`));
    const wrong = slots.filter((slot, number) => {
      const isGone = number < 1000 && number % 3 === 0;
      return table.find(1 + (number % 2), `o${number}`) !== (isGone ? NO_SLOT : slot);
    });
    expect(wrong).toEqual([]);
  });

  it('spreads ids that differ in one letter, wherever it stands', () => {
    const ids = Array.from({ length: 26 }, (_, letter) => String.fromCharCode(97 + letter));
    const all = ids.flatMap((letter) => [`${letter}order-1`, `ord${letter}er-1`, `order-1${letter}`]);
    expect(new Set(all.map((id) => hashOf(id) & 0xffff)).size).toBeGreaterThan(70);
  });
});
