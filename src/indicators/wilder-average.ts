import { WSMA } from 'trading-signals';

/**
 * Wilder's smoothing to the last digit as the library has it, for values that are never replaced.
 *
 * The library goes on reckoning the plain average from which its first value comes; that is most of its time.
 */
export class WilderAverage extends WSMA {
  override update(value: number, replace: boolean): number | null {
    const before = this.result;
    if (before === undefined || replace) return super.update(value, replace);
    return this.setResult((value - before) * (1 / this.interval) + before, false);
  }
}
