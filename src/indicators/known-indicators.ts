import type { Bars } from './bars.ts';
import { type Indicators, indicatorsOf } from './indicators.ts';

const COLUMNS = ['openedAt', 'open', 'high', 'low', 'close', 'volume'] as const;

/** The indicators of bars, kept as long as the bars stay the same: those of four hours do for most of the day's cycles. */
export class KnownIndicators {
  readonly #known = new Map<string, { readonly bars: Bars; readonly indicators: Indicators }>();

  /** The indicators of the newest bars under a name, such as a symbol's of one length. */
  of(name: string, bars: Bars): Indicators {
    const known = this.#known.get(name);
    if (known !== undefined && isSame(known.bars, bars)) return known.indicators;
    const indicators = indicatorsOf(bars);
    this.#known.set(name, { bars: copyOf(bars), indicators });
    return indicators;
  }
}

function isSame(one: Bars, other: Bars): boolean {
  if (one.intervalMs !== other.intervalMs) return false;
  return COLUMNS.every((name) => {
    const [a, b] = [one[name], other[name]];
    if (a.length !== b.length) return false;
    // From the newest on: it is the first to differ.
    for (let index = a.length - 1; index >= 0; index--) if (!Object.is(a[index], b[index])) return false;
    return true;
  });
}

/** A source may write its next bars into the same memory. */
function copyOf({ intervalMs, openedAt, open, high, low, close, volume }: Bars): Bars {
  return {
    intervalMs,
    openedAt: openedAt.slice(),
    open: open.slice(),
    high: high.slice(),
    low: low.slice(),
    close: close.slice(),
    volume: volume.slice(),
  };
}
