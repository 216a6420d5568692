import type { Bars } from '../../indicators/bars.ts';

interface Row {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly text: string;
}

/** Bars as they were worded: one that has closed stands in many prompts, and changes in none. */
export class KnownRows {
  readonly #frames = new Map<string, Map<number, Row>>();

  /** The words of one bar; asked of `word` where the bar is new, or another than it was. `frame` names symbol, length and digits. */
  of(frame: string, bars: Bars, index: number, word: (index: number) => string): string {
    const rows = this.#rowsOf(frame, bars.openedAt.length);
    const openedAt = bars.openedAt[index]!;
    const open = bars.open[index]!;
    const high = bars.high[index]!;
    const low = bars.low[index]!;
    const close = bars.close[index]!;
    const volume = bars.volume[index]!;
    const known = rows.get(openedAt);
    if (
      known !== undefined &&
      known.open === open &&
      known.high === high &&
      known.low === low &&
      known.close === close &&
      known.volume === volume
    ) {
      return known.text;
    }
    const text = word(index);
    rows.set(openedAt, { open, high, low, close, volume, text });
    return text;
  }

  /** The rows of a frame; begun anew now and then, so that those which no prompt shows any more are let go. */
  #rowsOf(frame: string, length: number): Map<number, Row> {
    const known = this.#frames.get(frame);
    if (known !== undefined && known.size <= 2 * length + 100) return known;
    const rows = new Map<number, Row>();
    this.#frames.set(frame, rows);
    return rows;
  }
}
