import { FarLevels } from './far-levels.ts';
import { NO_LEVEL, type PriceLevels } from './price-levels.ts';
import { TickSet } from './tick-set.ts';

/** Ticks in the first window of a side. */
const FIRST_WINDOW = 4096;
/** Ticks in the largest window: four megabytes a side. */
const LARGEST_WINDOW = 2 ** 20;
/** New levels outside the window before moving it is considered. */
const PATIENCE = 16;

/**
 * Finds the levels of one side by price, and the next one away from the touch.
 *
 * Prices within a window of ticks have a cell each, with a set of bits that finds the next occupied one in a few steps
 * however far it is. Prices outside are kept in a sorted list. The window grows and follows the market: once more levels
 * were made outside than there are in all, it is laid anew over all of them, or around the middle one where the largest
 * window does not hold all.
 */
export class LevelIndex {
  readonly #levels: PriceLevels;
  readonly #largestWindow: number;
  #cells: Int32Array = new Int32Array(0);
  #occupied: TickSet = new TickSet(0);
  readonly #far: FarLevels;
  /** Key of the first cell. */
  #base = 0;
  #size = 0;
  #count = 0;
  #outside = 0;
  #best = NO_LEVEL;

  constructor(levels: PriceLevels, largestWindow = LARGEST_WINDOW) {
    this.#levels = levels;
    this.#largestWindow = largestWindow;
    this.#far = new FarLevels(levels);
  }

  /** The level with the greatest key, or {@link NO_LEVEL}. */
  get best(): number {
    return this.#best;
  }

  get count(): number {
    return this.#count;
  }

  /** The level of that key, or {@link NO_LEVEL}. */
  find(key: number): number {
    const cell = key - this.#base;
    if (cell >= 0 && cell < this.#size) return this.#cells[cell]!;
    return this.#far.find(key);
  }

  /** Enters a level whose key has none yet. */
  insert(level: number): void {
    const key = this.#levels.key[level]!;
    if (this.#count === 0) this.#centre(key);
    this.#count += 1;
    if (key > this.#levels.key[this.#best]!) this.#best = level;
    const cell = key - this.#base;
    if (cell >= 0 && cell < this.#size) {
      this.#cells[cell] = level;
      this.#occupied.add(cell);
      return;
    }
    this.#far.insert(level);
    this.#outside += 1;
    if (this.#outside > PATIENCE && this.#outside > this.#count) this.#lay();
  }

  /** Takes a level out. */
  erase(level: number): void {
    const key = this.#levels.key[level]!;
    const cell = key - this.#base;
    if (cell >= 0 && cell < this.#size) {
      this.#cells[cell] = NO_LEVEL;
      this.#occupied.delete(cell);
    } else {
      this.#far.erase(key);
    }
    this.#count -= 1;
    if (level === this.#best) this.#best = this.#count === 0 ? NO_LEVEL : this.below(key);
  }

  /** The level with the greatest key below this one, or {@link NO_LEVEL}. */
  below(key: number): number {
    const base = this.#base;
    const size = this.#size;
    if (this.#far.count === 0) {
      const cell = this.#occupied.lastBelow(Math.min(key - base, size));
      return cell < 0 ? NO_LEVEL : this.#cells[cell]!;
    }
    const far = this.#far.below(key);
    // Above the window, the far levels come first; below it, last.
    if (this.#levels.key[far]! >= base + size) return far;
    const cell = this.#occupied.lastBelow(Math.min(key - base, size));
    return cell < 0 ? far : this.#cells[cell]!;
  }

  /** Forgets every level. */
  clear(): void {
    for (let level = this.#best; level !== NO_LEVEL; level = this.below(this.#levels.key[level]!)) {
      const cell = this.#levels.key[level]! - this.#base;
      if (cell >= 0 && cell < this.#size) this.#cells[cell] = NO_LEVEL;
    }
    this.#occupied.clear();
    this.#far.clear();
    this.#count = 0;
    this.#outside = 0;
    this.#best = NO_LEVEL;
  }

  /** Moves the empty window so that the key is in its middle. */
  #centre(key: number): void {
    if (this.#size === 0) this.#resize(Math.min(FIRST_WINDOW, this.#largestWindow));
    this.#base = key - this.#size / 2;
    this.#outside = 0;
  }

  /** Lays the window anew over the levels that there are. */
  #lay(): void {
    const ascending: number[] = [];
    for (let level = this.#best; level !== NO_LEVEL; level = this.below(this.#levels.key[level]!))
      ascending.push(level);
    ascending.reverse();
    this.clear();
    const keys = ascending.map((level) => this.#levels.key[level]!);
    const lowest = keys[0]!;
    const span = keys[keys.length - 1]! - lowest + 1;
    let size = this.#size;
    while (size < span * 2 && size < this.#largestWindow) size *= 2;
    if (size !== this.#size) this.#resize(size);
    this.#base = span <= size ? lowest - Math.floor((size - span) / 2) : keys[keys.length >> 1]! - size / 2;
    for (const level of ascending) this.#enter(level);
    this.#best = ascending[ascending.length - 1]!;
    this.#count = ascending.length;
  }

  #enter(level: number): void {
    const cell = this.#levels.key[level]! - this.#base;
    if (cell >= 0 && cell < this.#size) {
      this.#cells[cell] = level;
      this.#occupied.add(cell);
    } else {
      this.#far.insert(level);
    }
  }

  #resize(size: number): void {
    this.#size = size;
    this.#cells = new Int32Array(size);
    this.#occupied = new TickSet(size);
  }
}
