import { NO_INTEGERS, type OrderRows, ROW, rowOf } from './order-rows.ts';
import { NO_SLOT, type OrderSlots } from './order-slots.ts';

/**
 * Finds an account's order by its client order id: a hash table of chains, in columns beside those of {@link OrderSlots}.
 *
 * A `Map` for each account would do the same; this one keeps an id exactly as long as its slot, and its chains are short
 * and close together where a map grows with every id that was ever there.
 */
export class OrderIds {
  readonly #slots: OrderSlots;
  /** First slot of each chain; a power of two of them. */
  #heads: Int32Array = new Int32Array(0);
  #next: Int32Array = NO_INTEGERS;
  #hash: Int32Array = NO_INTEGERS;
  /** By row. */
  readonly #id: (string | null)[] = [];

  constructor(slots: OrderSlots) {
    this.#slots = slots;
    slots.onGrow((rows) => this.#grow(rows));
  }

  /** The slot of an owner's order, {@link NO_SLOT} when there is none. `hash` is {@link hashOf} the id. */
  find(owner: number, id: string, hash: number): number {
    let slot = this.#heads[hash & (this.#heads.length - 1)]!;
    while (slot !== NO_SLOT) {
      if (this.#hash[slot] === hash && this.#id[rowOf(slot)] === id && this.#slots.owner[slot] === owner) return slot;
      slot = this.#next[slot]!;
    }
    return NO_SLOT;
  }

  /** Enters an id that its owner does not have yet. */
  enter(slot: number, id: string, hash: number): void {
    this.#id[rowOf(slot)] = id;
    this.#hash[slot] = hash;
    this.#chain(slot);
  }

  /** The id of an order that is known. */
  idOf(slot: number): string {
    return this.#id[rowOf(slot)]!;
  }

  /** Whether the slot has an order that is known. */
  has(slot: number): boolean {
    return this.#id[rowOf(slot)] !== null;
  }

  delete(slot: number): void {
    const chain = this.#hash[slot]! & (this.#heads.length - 1);
    const after = this.#next[slot]!;
    let before = this.#heads[chain]!;
    if (before === slot) {
      this.#heads[chain] = after;
    } else {
      while (this.#next[before] !== slot) before = this.#next[before]!;
      this.#next[before] = after;
    }
    this.#id[rowOf(slot)] = null;
  }

  #chain(slot: number): void {
    const chain = this.#hash[slot]! & (this.#heads.length - 1);
    this.#next[slot] = this.#heads[chain]!;
    this.#heads[chain] = slot;
  }

  #grow(rows: OrderRows): void {
    const before = this.#id.length;
    this.#next = rows.integers('nextId');
    this.#hash = rows.integers('hash');
    while (this.#id.length < rows.count) this.#id.push(null);
    this.#heads = new Int32Array(2 ** Math.ceil(Math.log2(rows.count)));
    for (let row = 1; row < before; row++) if (this.#id[row] !== null) this.#chain(row * ROW);
  }
}

/** An integer of 32 bits in which the whole id has a part. */
export function hashOf(id: string): number {
  const { length } = id;
  let hash = length;
  let at = 0;
  // Four letters at a step: each product waits for the one before. Letters beyond the first 128 overlap, which costs nothing.
  for (; at + 3 < length; at += 4) {
    const letters =
      id.charCodeAt(at) ^ (id.charCodeAt(at + 1) << 8) ^ (id.charCodeAt(at + 2) << 16) ^ (id.charCodeAt(at + 3) << 24);
    hash = Math.imul(hash ^ letters, MIX);
    hash ^= hash >>> 15;
  }
  for (; at < length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), MIX);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, MIX);
  return hash ^ (hash >>> 13);
}

/** Odd, with its bits well spread: the golden ratio in 32 bits. */
const MIX = 0x9e3779b1;
