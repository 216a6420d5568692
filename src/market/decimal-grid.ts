import { Decimal } from '../domain/decimal.ts';

/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Why a text has no place on a grid. */
export type OffGrid = 'not_a_number' | 'off_step' | 'too_large';

/**
 * Reads decimal texts as whole numbers of a step, exactly: `"37630.5"` is 376305 steps of 0.1.
 *
 * Values of a million rows go through integer arithmetic alone; only digits that do not fit there take a `Decimal`.
 */
export class DecimalGrid {
  readonly step: Decimal;
  /** The step is `#numerator` × 10^-`#decimals`. */
  readonly #numerator: number;
  readonly #decimals: number;

  constructor(step: Decimal) {
    this.step = step;
    this.#decimals = step.decimalPlaces();
    this.#numerator = step.mul(Decimal.pow(10, this.#decimals)).toNumber();
  }

  /** Steps of a text; what lies between two steps is refused. */
  exact(text: string): number | OffGrid {
    const scaled = this.#scaled(text);
    if (scaled < 0) return this.#slow(text, 'refuse');
    return scaled % this.#numerator === 0 ? scaled / this.#numerator : 'off_step';
  }

  /** Steps of a text, without what is left of the last. */
  down(text: string): number | OffGrid {
    const scaled = this.#scaled(text);
    if (scaled < 0) return this.#slow(text, 'down');
    return (scaled - (scaled % this.#numerator)) / this.#numerator;
  }

  /** Steps of a text, rounded to the nearest, a tie to the even one. */
  nearest(text: string): number | OffGrid {
    const scaled = this.#scaled(text);
    return scaled >= 0 && scaled % this.#numerator === 0 ? scaled / this.#numerator : this.#slow(text, 'nearest');
  }

  /** The value × 10^decimals; −1 where integer arithmetic does not do. */
  #scaled(text: string): number {
    const { length } = text;
    if (length === 0 || length > 17) return -1;
    let value = 0;
    let behind = -1;
    let digits = 0;
    for (let i = 0; i < length; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        digits += 1;
        if (behind >= 0) behind += 1;
      } else if (digit === -2 && behind < 0) behind = 0;
      else return -1;
    }
    const shift = this.#decimals - (behind < 0 ? 0 : behind);
    if (digits === 0 || digits > 15 || shift > 15) return -1;
    if (shift < 0) return value % POWERS[-shift]! === 0 ? value / POWERS[-shift]! : -1;
    const scaled = value * POWERS[shift]!;
    return scaled <= LARGEST ? scaled : -1;
  }

  #slow(text: string, between: 'refuse' | 'down' | 'nearest'): number | OffGrid {
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) return 'not_a_number';
    const count = new Decimal(text).div(this.step);
    const whole =
      between === 'down'
        ? count.floor()
        : between === 'nearest'
          ? count.toDecimalPlaces(0, Decimal.ROUND_HALF_EVEN)
          : count;
    if (!whole.isInteger()) return 'off_step';
    return whole.abs().gt(LARGEST) ? 'too_large' : whole.toNumber();
  }
}
