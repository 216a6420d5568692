/** Cells in a row. A slot is the number of its row times this, so that it is an index into every column. */
export const ROW = 16;
const ROW_BITS = 4;

/** Columns before there are any rows: a field that is never anything but a column is read without a look at what it is. */
export const NO_DOUBLES: Float64Array = new Float64Array(0);
export const NO_INTEGERS: Int32Array = new Int32Array(0);

/** Where the columns stand in a row of doubles: the upper half is for what not every order has. */
const DOUBLES = {
  ticks: 0,
  lots: 1,
  filled: 2,
  cost: 3,
  feeParts: 4,
  updatedAt: 5,
  sequence: 6,
  createdAt: 7,
  firstFillAt: 8,
  trigger: 9,
  best: 10,
  queueAhead: 11,
  unprotected: 12,
  triggeredAt: 13,
} as const;

/** Where the columns stand in a row of integers. */
const INTEGERS = {
  side: 0,
  owner: 1,
  next: 2,
  prev: 3,
  level: 4,
  state: 5,
  reason: 6,
  traits: 7,
  exposure: 8,
  hash: 9,
  nextId: 10,
} as const;

/**
 * The numbers of all orders of an exchange: columns to whoever reads them, rows in memory.
 *
 * A column is a view of the common buffer that begins at the column's own place in the first row, and is read at the slot.
 * So the numbers of one order lie side by side: an order that comes up out of thousands costs a few misses of the cache
 * instead of one for each column. Views are replaced when the rows grow.
 */
export class OrderRows {
  #count: number;
  #doubles: Float64Array;
  #integers: Int32Array;

  constructor(count: number) {
    this.#count = count;
    this.#doubles = new Float64Array(count * ROW);
    this.#integers = new Int32Array(count * ROW);
  }

  get count(): number {
    return this.#count;
  }

  /** The slot after the last one. */
  get end(): number {
    return this.#count * ROW;
  }

  doubles(column: keyof typeof DOUBLES): Float64Array {
    return this.#doubles.subarray(DOUBLES[column]);
  }

  integers(column: keyof typeof INTEGERS): Int32Array {
    return this.#integers.subarray(INTEGERS[column]);
  }

  /** Twice as many rows; those that there are keep their slots. */
  grow(): void {
    this.#count *= 2;
    this.#doubles = grown(this.#doubles, new Float64Array(this.end));
    this.#integers = grown(this.#integers, new Int32Array(this.end));
  }
}

/** The number of a slot's row: for what cannot be a column of numbers. */
export function rowOf(slot: number): number {
  return slot >> ROW_BITS;
}

/** Copies an array to the beginning of a longer one and returns that. */
export function grown<Cells extends Int32Array | Float64Array>(cells: Cells, longer: Cells): Cells {
  longer.set(cells);
  return longer;
}
