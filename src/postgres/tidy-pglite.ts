import type { SqlDatabase } from './database.ts';

/** Writes between two tidyings: a server's autovacuum would come about as often. */
const WRITES = 5_000;
/** Writes before the first of a run, so that one that is started anew each day is tidied, too. */
const FIRST_WRITES = 500;
const WRITE = /\b(?:INSERT|UPDATE|DELETE)\b/;
const BEGINS = /^\s*(?:BEGIN|START)\b/i;
const ENDS = /^\s*(?:COMMIT|END|ROLLBACK|ABORT)\b/i;
const TABLES = `SELECT quote_ident(schemaname) || '.' || quote_ident(relname) AS name FROM pg_stat_user_tables ORDER BY name`;

/**
 * What autovacuum is to a server, for a database that has none: without it the space of rows that were changed is never
 * used again, and a prompt that is forgotten stays on the disk. Table by table, so that what is asked meanwhile comes
 * in between.
 */
export class TidyPglite implements SqlDatabase {
  readonly #db: SqlDatabase;
  #left = FIRST_WRITES;
  #tidying: Promise<void> | null = null;
  #isClosing = false;
  #isInTransaction = false;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }> {
    // Statements are carried out in the order in which they are asked, so that what was begun here is begun there.
    if (BEGINS.test(text)) this.#isInTransaction = true;
    else if (ENDS.test(text)) this.#isInTransaction = false;
    if (WRITE.test(text)) this.#wrote();
    return this.#db.query(text, values);
  }

  /** Resolves when no table is being tidied, and none will be. */
  async end(): Promise<void> {
    this.#isClosing = true;
    await this.#tidying;
  }

  #wrote(): void {
    this.#left -= 1;
    // Inside a transaction it is refused, and ends that.
    if (this.#left > 0 || this.#tidying !== null || this.#isInTransaction) return;
    this.#left = WRITES;
    this.#tidying = this.#tidy().finally(() => {
      this.#tidying = null;
    });
  }

  /** Never throws: what was not tidied is tidied the next time. */
  async #tidy(): Promise<void> {
    try {
      const { rows } = await this.#db.query(TABLES);
      for (const row of rows) {
        if (this.#isClosing || this.#isInTransaction) return;
        await this.#db.query(`VACUUM (ANALYZE) ${(row as { readonly name: string }).name}`);
      }
    } catch {
      // A database that does not do its work says so to whoever asks it next.
    }
  }
}
