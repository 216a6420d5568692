import type { Page, PageQuery } from '../ports/page.ts';
import { cursorOf, type PageKey, pageRequest } from './page-cursor.ts';

interface Entry<Row> extends PageKey {
  readonly key: string;
  row: Row;
}

/** Rows in memory by key, and in the order of their instants. */
export class MemoryRows<Row> {
  readonly #byKey = new Map<string, Entry<Row>>();
  /** Oldest first; of the same instant, first come first. */
  readonly #inOrder: Entry<Row>[] = [];
  #seq = 0;

  get(key: string): Row | undefined {
    return this.#byKey.get(key)?.row;
  }

  /** Adds a row. One that is there already stays in its place and is changed. */
  put(key: string, at: number, row: Row): void {
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      known.row = row;
      return;
    }
    this.#seq += 1;
    const entry = { key, at, seq: this.#seq, row };
    this.#byKey.set(key, entry);
    let place = this.#inOrder.length;
    while (place > 0 && (this.#inOrder[place - 1]?.at ?? at) > at) place -= 1;
    this.#inOrder.splice(place, 0, entry);
  }

  /** Oldest first. */
  *values(): Generator<Row> {
    for (const { row } of this.#inOrder) yield row;
  }

  /** The part of the rows that a query asks for. */
  page<Item>(query: PageQuery, matches: (row: Row) => boolean, read: (row: Row) => Item): Page<Item> {
    const { from, to, isNewestFirst, limit, after } = pageRequest(query);
    const found: Entry<Row>[] = [];
    const rows = this.#inOrder;
    for (let step = 0; step < rows.length && found.length <= limit; step++) {
      const entry = rows[isNewestFirst ? rows.length - 1 - step : step];
      if (entry === undefined || (from !== null && entry.at < from) || (to !== null && entry.at >= to)) continue;
      if (after !== null && !isBehind(entry, after, isNewestFirst)) continue;
      if (matches(entry.row)) found.push(entry);
    }
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(({ row }) => read(row)),
      next: found.length > limit && last !== undefined ? cursorOf(last) : null,
    };
  }
}

function isBehind(entry: PageKey, after: PageKey, isNewestFirst: boolean): boolean {
  const distance = entry.at === after.at ? entry.seq - after.seq : entry.at - after.at;
  return isNewestFirst ? distance < 0 : distance > 0;
}
