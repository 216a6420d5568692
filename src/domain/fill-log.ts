import { emptyList } from './empty-list.ts';
import { Fill, type FillFacts } from './fill.ts';
import type { Instrument } from './instrument.ts';
import type { Money } from './money.ts';

/** What many fills have in common. */
type FillKind = Pick<FillFacts, 'instrument' | 'marginMode' | 'side' | 'feeCurrency' | 'liquidity' | 'cause'>;

/** Far more than memory holds, and small enough to be compared as an integer. */
const NO_LIMIT = 2 ** 31 - 1;
const FIRST_CAPACITY = 256;
/** The doubles of a row. */
const LOTS = 0;
const TICKS = 1;
const AT = 2;
const DOUBLES = 3;

/**
 * Fills in columns, the newest of them up to a limit; each is made anew when it is read.
 *
 * A long run has tens of thousands, and hardly anyone reads them: as objects they would be most of what there is to keep.
 */
export class FillLog {
  readonly #limit: number;
  readonly #kinds: FillKind[] = emptyList();
  readonly #fillIds: string[] = emptyList();
  readonly #clientOrderIds: string[] = emptyList();
  readonly #venueOrderIds: string[] = emptyList();
  readonly #fees: Money[] = emptyList();
  #kindOf = new Uint16Array(FIRST_CAPACITY);
  #doubles = new Float64Array(FIRST_CAPACITY * DOUBLES);
  #next = 0;
  #length = 0;

  constructor(limit: number = NO_LIMIT) {
    this.#limit = Math.max(1, limit);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds the newest; a log that {@link isFull} forgets the oldest for it. */
  push({ facts }: Fill): void {
    const slot = this.#next;
    if (slot === this.#kindOf.length) this.#grow();
    this.#kindOf[slot] = this.#kindFor(facts);
    const row = slot * DOUBLES;
    this.#doubles[row + LOTS] = facts.lots;
    this.#doubles[row + TICKS] = facts.ticks;
    this.#doubles[row + AT] = facts.at;
    this.#fillIds[slot] = facts.fillId;
    this.#clientOrderIds[slot] = facts.clientOrderId;
    this.#venueOrderIds[slot] = facts.venueOrderId;
    this.#fees[slot] = facts.feeMoney;
    this.#next = slot + 1 === this.#limit ? 0 : slot + 1;
    if (this.#length < this.#limit) this.#length += 1;
  }

  /** Whether the next fill pushes out the oldest. */
  get isFull(): boolean {
    return this.#length === this.#limit;
  }

  /** The oldest, which a log that {@link isFull} forgets next. */
  get oldestId(): string {
    return this.#fillIds[this.#slotOf(0)]!;
  }
  get oldestInstrument(): Instrument {
    return this.#kinds[this.#kindOf[this.#slotOf(0)]!]!.instrument;
  }
  get oldestAt(): number {
    return this.#doubles[this.#slotOf(0) * DOUBLES + AT]!;
  }

  /** From the oldest that is kept, at 0, to the newest. */
  at(index: number): Fill {
    return this.#read(this.#slotOf(index));
  }

  /** Those for which `matches` is true, newest first, at most `limit`. */
  newest(limit: number | undefined, matches: (fill: Fill) => boolean): Fill[] {
    const found: Fill[] = [];
    for (let index = this.#length - 1; index >= 0 && found.length < (limit ?? this.#length); index--) {
      const fill = this.at(index);
      if (matches(fill)) found.push(fill);
    }
    return found;
  }

  #slotOf(index: number): number {
    if (this.#length < this.#limit) return index;
    const slot = this.#next + index;
    return slot < this.#limit ? slot : slot - this.#limit;
  }

  #read(slot: number): Fill {
    const { instrument, marginMode, side, feeCurrency, liquidity, cause } = this.#kinds[this.#kindOf[slot]!]!;
    const row = slot * DOUBLES;
    return new Fill({
      fillId: this.#fillIds[slot]!,
      clientOrderId: this.#clientOrderIds[slot]!,
      venueOrderId: this.#venueOrderIds[slot]!,
      instrument,
      marginMode,
      side,
      lots: this.#doubles[row + LOTS]!,
      ticks: this.#doubles[row + TICKS]!,
      feeMoney: this.#fees[slot]!,
      feeCurrency,
      liquidity,
      cause,
      at: this.#doubles[row + AT]!,
    });
  }

  #kindFor(facts: FillFacts): number {
    const kinds = this.#kinds;
    for (let index = 0; index < kinds.length; index++) {
      const kind = kinds[index]!;
      if (
        kind.side === facts.side &&
        kind.liquidity === facts.liquidity &&
        kind.instrument === facts.instrument &&
        kind.marginMode === facts.marginMode &&
        kind.cause === facts.cause &&
        kind.feeCurrency === facts.feeCurrency
      ) {
        return index;
      }
    }
    const { instrument, marginMode, side, feeCurrency, liquidity, cause } = facts;
    return kinds.push({ instrument, marginMode, side, feeCurrency, liquidity, cause }) - 1;
  }

  #grow(): void {
    const capacity = this.#kindOf.length * 2;
    const [kindOf, doubles] = [new Uint16Array(capacity), new Float64Array(capacity * DOUBLES)];
    kindOf.set(this.#kindOf);
    doubles.set(this.#doubles);
    this.#kindOf = kindOf;
    this.#doubles = doubles;
  }
}
