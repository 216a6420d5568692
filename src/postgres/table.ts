/** How a field of a row is kept. `instant`: epoch ms in the row, `timestamptz` in the table. `json`: text in the row. */
export type ColumnType =
  | 'text'
  | 'numeric'
  | 'integer'
  | 'double'
  | 'boolean'
  | 'instant'
  | 'json'
  | 'jsonb'
  | 'bigint';

/** A column, and the field of the row that it keeps. */
export type Column = readonly [name: string, type: ColumnType];

/** The type under which a field comes out of the JSON that carries the rows. */
const CARRIED: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  numeric: 'numeric',
  integer: 'integer',
  bigint: 'bigint',
  double: 'double precision',
  boolean: 'boolean',
  instant: 'bigint',
  json: 'text',
  jsonb: 'text',
};

/**
 * A table and the rows that are kept in it.
 *
 * Rows travel as one JSON text in either direction, so that neither the number of parameters nor what a driver makes of
 * `numeric`, `bigint`, `timestamptz`, arrays and JSON has any say.
 */
export class Table<Field extends string> {
  readonly name: string;
  readonly columns: Readonly<Record<Field, Column>>;
  readonly #fields: readonly (readonly [string, Column])[];

  constructor(name: string, columns: Readonly<Record<Field, Column>>) {
    this.name = name;
    this.columns = columns;
    this.#fields = Object.entries<Column>(columns);
  }

  /** The names of the columns that an insert fills. */
  get columnNames(): string {
    return ['portfolio_id', 'runtime_mode', ...this.#fields.map(([, [name]]) => name)].join(', ');
  }

  /** The rows of a parameter as a table expression. */
  rowsOf(parameter: string, alias = 'r'): string {
    const columns = this.#fields.map(([field, [, type]]) => `"${field}" ${CARRIED[type]}`);
    return `json_to_recordset(${parameter}::json) AS ${alias}(${columns.join(', ')})`;
  }

  /** What an insert writes of each row, the scope in `$1` and `$2`. */
  values(alias = 'r'): string {
    const values = this.#fields.map(([field, [, type]]) => {
      const value = `${alias}."${field}"`;
      if (type === 'instant') return `to_timestamp(${value} / 1000.0)`;
      return type === 'json' || type === 'jsonb' ? `${value}::${type}` : value;
    });
    return ['$1', '$2', ...values].join(', ');
  }

  /** Inserts the rows of `$3`, in their order; `onConflict` says what becomes of those that are there. */
  insert(onConflict: string): string {
    return `INSERT INTO ${this.name} (${this.columnNames}) SELECT ${this.values()} FROM ${this.rowsOf('$3')} ${onConflict}`;
  }

  /** All columns but the key, to be taken over from what an upsert brings. */
  excluded(...key: readonly string[]): string {
    const changed = this.#fields.filter(([field]) => !key.includes(field));
    return changed.map(([, [name]]) => `${name} = excluded.${name}`).join(', ');
  }

  /** The row as a JSON object, as an expression over the table under an alias. */
  json(alias = 't', more: readonly string[] = [], without: readonly string[] = []): string {
    const fields = this.#fields.filter(([field]) => !without.includes(field));
    const pairs = fields.map(([field, [name, type]]) => `'${field}', ${readable(`${alias}.${name}`, type)}`);
    return `json_build_object(${[...pairs, ...more].join(', ')})`;
  }
}

function readable(column: string, type: ColumnType): string {
  switch (type) {
    case 'numeric':
    case 'json':
    case 'jsonb':
      return `${column}::text`;
    case 'instant':
      return instantOf(column);
    default:
      return column;
  }
}

/** A `timestamptz` as epoch ms. */
export function instantOf(column: string): string {
  return `round(extract(epoch FROM ${column}) * 1000)::bigint`;
}

/** A parameter of epoch ms as a `timestamptz`. */
export function timestampOf(parameter: string): string {
  return `to_timestamp(${parameter}::bigint / 1000.0)`;
}
