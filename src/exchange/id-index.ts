import { NO_SLOT } from './order-slots.ts';

const FIRST_SIZE = 64;

/**
 * Finds an order's slot by its account and client order id.
 *
 * A hash table in typed columns, open addressing with linear probing. It answers whether an id is free by comparing
 * integers alone, and forgets an order without looking at its id; a `Map` of strings spends several times as long on both.
 */
export class IdIndex {
  /** The id of the order in a slot. */
  readonly #idOf: (slot: number) => string;
  /** Account number of the order in a slot. */
  readonly #ownerOf: (slot: number) => number;
  /** Slots by place, {@link NO_SLOT} where it is free. */
  #slots: Int32Array = new Int32Array(FIRST_SIZE);
  /** Hashes by place. */
  #hashes: Int32Array = new Int32Array(FIRST_SIZE);
  #mask = FIRST_SIZE - 1;
  #count = 0;

  constructor(idOf: (slot: number) => string, ownerOf: (slot: number) => number) {
    this.#idOf = idOf;
    this.#ownerOf = ownerOf;
  }

  get count(): number {
    return this.#count;
  }

  /** The slot of an account's id, {@link NO_SLOT} without one. `hash` is {@link hashOf} both. */
  find(owner: number, id: string, hash: number): number {
    let place = hash & this.#mask;
    let slot = this.#slots[place]!;
    while (slot !== NO_SLOT) {
      if (this.#hashes[place] === hash && this.#ownerOf(slot) === owner && this.#idOf(slot) === id) return slot;
      place = (place + 1) & this.#mask;
      slot = this.#slots[place]!;
    }
    return NO_SLOT;
  }

  /** Enters a slot whose id has none yet. */
  enter(slot: number, hash: number): void {
    this.#count += 1;
    if (this.#count * 2 > this.#mask) this.#grow();
    this.#put(slot, hash);
  }

  /** Takes a slot out that was entered under this hash. */
  remove(slot: number, hash: number): void {
    const slots = this.#slots;
    const hashes = this.#hashes;
    const mask = this.#mask;
    let gap = hash & mask;
    while (slots[gap] !== slot) gap = (gap + 1) & mask;
    this.#count -= 1;
    // What was pushed past the gap by others moves back, so that no search ends early.
    let place = gap;
    while (true) {
      place = (place + 1) & mask;
      const other = slots[place]!;
      if (other === NO_SLOT) break;
      const home = hashes[place]! & mask;
      if (((place - home) & mask) < ((place - gap) & mask)) continue;
      slots[gap] = other;
      hashes[gap] = hashes[place]!;
      gap = place;
    }
    slots[gap] = NO_SLOT;
  }

  #put(slot: number, hash: number): void {
    let place = hash & this.#mask;
    while (this.#slots[place] !== NO_SLOT) place = (place + 1) & this.#mask;
    this.#slots[place] = slot;
    this.#hashes[place] = hash;
  }

  #grow(): void {
    const slots = this.#slots;
    const hashes = this.#hashes;
    this.#slots = new Int32Array(slots.length * 2);
    this.#hashes = new Int32Array(slots.length * 2);
    this.#mask = slots.length * 2 - 1;
    for (let place = 0; place < slots.length; place++) {
      if (slots[place] !== NO_SLOT) this.#put(slots[place]!, hashes[place]!);
    }
  }
}

/** A hash of an account number and an id. */
export function hashOf(owner: number, id: string): number {
  let hash = owner;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  // Neighbouring ids differ in the last digit; spread it over all bits.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
