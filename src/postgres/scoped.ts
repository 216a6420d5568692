import type { StoreScope } from '../domain/runtime-mode.ts';
import { cursorOf, pageRequest } from '../persistence/page-cursor.ts';
import { storableText } from '../persistence/records/fields.ts';
import type { Page, PageQuery } from '../ports/page.ts';
import { ask, askRows, type SqlDatabase } from './database.ts';
import { instantOf, type Table, timestampOf } from './table.ts';

/** A list as SQL knows it. */
export interface ListSource<Item> {
  /** What follows `FROM`. */
  readonly from: string;
  /** The row as a JSON object. */
  readonly row: string;
  /** Whose scope counts: an alias. */
  readonly alias: string;
  /** The columns that it is ordered by: an instant and a number. */
  readonly at: string;
  readonly seq: string;
  /** Conditions with the value that stands for `?`; those whose value is undefined do not count. */
  readonly where: readonly (readonly [condition: string, value: string | undefined])[];
  readonly read: (row: unknown) => Item;
}

/** A database seen from one scope: its first two parameters are always portfolio and runtime mode. */
export class ScopedDatabase {
  readonly scope: StoreScope;
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase, scope: StoreScope) {
    this.#db = db;
    this.scope = scope;
  }

  /** Rows of one column `row` of JSON text, read. */
  rows(text: string, ...values: unknown[]): Promise<readonly unknown[]> {
    return askRows(this.#db, text, [this.scope.portfolioId, this.scope.runtimeMode, ...values]);
  }

  async run(text: string, ...values: unknown[]): Promise<void> {
    await ask(this.#db, text, [this.scope.portfolioId, this.scope.runtimeMode, ...values]);
  }

  /** Inserts rows into a table; none is no statement. */
  async insert<Field extends string>(
    table: Table<Field>,
    rows: readonly Readonly<Record<Field, unknown>>[],
    onConflict: string,
  ): Promise<void> {
    if (rows.length > 0) await this.run(table.insert(onConflict), JSON.stringify(rows));
  }

  /** One part of a list. */
  async page<Item>(source: ListSource<Item>, query: PageQuery): Promise<Page<Item>> {
    const { from, to, isNewestFirst, limit, after } = pageRequest(query);
    const { alias, at, seq } = source;
    const values: unknown[] = [];
    const parameter = (value: unknown): string => `$${values.push(value) + 2}`;
    const conditions = [`${alias}.portfolio_id = $1`, `${alias}.runtime_mode = $2`];
    for (const [condition, value] of source.where) {
      if (value !== undefined) conditions.push(condition.replace('?', parameter(storableText(value))));
    }
    if (from !== null) conditions.push(`${at} >= ${timestampOf(parameter(from))}`);
    if (to !== null) conditions.push(`${at} < ${timestampOf(parameter(to))}`);
    if (after !== null) {
      const place = `(${timestampOf(parameter(after.at))}, ${parameter(after.seq)}::bigint)`;
      conditions.push(`(${at}, ${seq}) ${isNewestFirst ? '<' : '>'} ${place}`);
    }
    const direction = isNewestFirst ? 'DESC' : 'ASC';
    const found = await this.rows(
      `SELECT json_build_object('item', ${source.row}, 'at', ${instantOf(at)}, 'seq', ${seq})::text AS row
       FROM ${source.from} WHERE ${conditions.join(' AND ')}
       ORDER BY ${at} ${direction}, ${seq} ${direction} LIMIT ${limit + 1}`,
      ...values,
    );
    const places = (found as readonly { readonly item: unknown; readonly at: number; readonly seq: number }[]).slice(
      0,
      limit,
    );
    const last = places.at(-1);
    return {
      items: places.map(({ item }) => source.read(item)),
      next: found.length > limit && last !== undefined ? cursorOf(last) : null,
    };
  }

  /** A list that is one table. */
  list<Field extends string, Item>(
    table: Table<Field>,
    at: string,
    where: ListSource<Item>['where'],
    read: (row: unknown) => Item,
    query: PageQuery,
  ): Promise<Page<Item>> {
    const source = {
      from: `${table.name} t`,
      row: table.json('t'),
      alias: 't',
      at: `t.${at}`,
      seq: 't.seq',
      where,
      read,
    };
    return this.page(source, query);
  }
}
