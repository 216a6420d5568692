import { textOf, type WireRow } from '../wire.ts';

/** A row with what lists are paged by. */
export interface ListedRow {
  /** A rising number in a string. */
  readonly id: string;
  readonly at: number;
  readonly row: WireRow;
}

/**
 * A page of a list that stands newest first: `after` is older than that id, `before` newer than it, both exclusive;
 * `begin` and `end` are instants, both inclusive.
 */
export function pageOf(rows: readonly ListedRow[], query: WireRow, most = 100): readonly WireRow[] {
  const [after, before] = [textOf(query, 'after'), textOf(query, 'before')];
  const [begin, end] = [textOf(query, 'begin'), textOf(query, 'end')];
  const limit = Math.min(most, Number(textOf(query, 'limit') || `${most}`));
  const inRange = rows.filter(({ id, at }) => {
    if (after !== '' && !(BigInt(id) < integer(after))) return false;
    if (before !== '' && !(BigInt(id) > integer(before))) return false;
    return (begin === '' || at >= Number(begin)) && (end === '' || at <= Number(end));
  });
  return inRange.slice(0, Number.isInteger(limit) && limit > 0 ? limit : most).map(({ row }) => row);
}

/** What is no number pages nothing away. */
function integer(text: string): bigint {
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
}
