import { describe, expect, it } from 'vitest';
import { type Bars, emptyBars } from '../../../src/indicators/bars.ts';
import { KnownRows } from '../../../src/pipeline/prompt/known-rows.ts';

/** Bars of which the first opened at an instant, and each closes at its number. */
function bars(first: number, ...closes: readonly number[]): Bars {
  const made = emptyBars(60_000, closes.length);
  closes.forEach((close, index) => {
    made.openedAt[index] = first + index * 60_000;
    made.close[index] = close;
  });
  return made;
}

/** Words every bar, and says which of them were worded anew. */
function wording(rows: KnownRows, of: Bars): { readonly words: readonly string[]; readonly anew: readonly number[] } {
  const anew: number[] = [];
  const word = (index: number): string => {
    anew.push(index);
    return `closed at ${of.close[index]}`;
  };
  const rowAt = rows.of('BTC 1 min', of, word);
  const words = Array.from(of.close, (_, index) => rowAt(index));
  return { words, anew };
}

describe('the words of bars', () => {
  it('are found once for a bar that is in two prompts', () => {
    const rows = new KnownRows();
    wording(rows, bars(0, 1, 2, 3));
    const next = wording(rows, bars(60_000, 2, 3, 4));
    expect(next).toEqual({ words: ['closed at 2', 'closed at 3', 'closed at 4'], anew: [2] });
  });

  it('are found anew for a bar that was corrected', () => {
    const rows = new KnownRows();
    wording(rows, bars(0, 1, 2));
    expect(wording(rows, bars(0, 1, 5))).toEqual({ words: ['closed at 1', 'closed at 5'], anew: [1] });
  });

  it('are let go of when no prompt shows them any more', () => {
    const rows = new KnownRows();
    for (let at = 0; at < 200; at++) wording(rows, bars(at * 60_000, at));
    expect(wording(rows, bars(0, 0)).anew).toEqual([0]);
  });
});
