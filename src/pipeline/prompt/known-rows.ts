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

  /** The words of bars by their place; asked of `word` where a bar is new, or another than it was. `frame` names symbol, length and digits. */
  of(frame: string, bars: Bars, word: (index: number) => string): (index: number) => string {
    const { openedAt, open, high, low, close, volume } = bars;
    const rows = this.#rowsOf(frame, openedAt.length);
    return (index) => {
      const known = rows.get(openedAt[index]!);
      if (
        known !== undefined &&
        known.close === close[index] &&
        known.open === open[index] &&
        known.high === high[index] &&
        known.low === low[index] &&
        known.volume === volume[index]
      ) {
        return known.text;
      }
      const text = word(index);
      rows.set(openedAt[index]!, {
        open: open[index]!,
        high: high[index]!,
        low: low[index]!,
        close: close[index]!,
        volume: volume[index]!,
        text,
      });
      return text;
    };
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
