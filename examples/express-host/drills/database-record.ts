import pg from 'pg';

/** What a database has of everything, by id, as the tables have it and not as the host tells it. */
export class DatabaseRecord {
  readonly evaluations: readonly string[];
  readonly decisions: readonly string[];
  readonly outcomes: readonly string[];
  readonly orders: readonly string[];
  readonly fills: readonly string[];

  private constructor(columns: readonly (readonly string[])[]) {
    const [evaluations = [], decisions = [], outcomes = [], orders = [], fills = []] = columns;
    this.evaluations = evaluations;
    this.decisions = decisions;
    this.outcomes = outcomes;
    this.orders = orders;
    this.fills = fills;
  }

  static async of(connection: pg.ClientConfig): Promise<DatabaseRecord> {
    const client = new pg.Client(connection);
    await client.connect();
    const columns: string[][] = [];
    for (const [table, id] of TABLES) {
      const { rows } = await client.query(`select ${id} as id from ${table} order by 1`);
      columns.push(rows.map((row: { readonly id: string }) => row.id));
    }
    await client.end();
    return new DatabaseRecord(columns);
  }
}

const TABLES = [
  ['llm_evaluations', 'evaluation_id'],
  ['llm_decision_logs', 'decision_id'],
  ['llm_decision_outcomes', 'decision_id'],
  ['execution_orders', 'client_order_id'],
  ['execution_fills', "instrument || ' ' || fill_id"],
] as const;
