import type { z } from 'zod';
import { PersistenceError } from '../../errors/index.ts';
import { ASK_SCHEMA, quickWriteOf } from './quick-write.ts';

/** How a record becomes a row, with JSON as text, and back. */
export interface RecordCodec<Record, Row> {
  /** @throws {PersistenceError} `store/invalid_record`. @throws {OrderError} `order/invalid_number`. */
  write(record: Record): Row;
  /** @throws {PersistenceError} `store/corrupt`. */
  read(row: unknown): Record;
}

/** The codec of a zod schema; `what` names the record in errors. */
export function recordCodec<Record, Row>(what: string, schema: z.ZodType<Record, Row>): RecordCodec<Record, Row> {
  const quick = quickWriteOf(schema);
  return {
    write(record) {
      const row = quick(record);
      if (row !== ASK_SCHEMA) return row as Row;
      const written = schema.safeEncode(record);
      if (written.success) return written.data;
      throw new PersistenceError(`The ${what} cannot be kept: ${reasonOf(written.error)}.`, {
        code: 'store/invalid_record',
        details: { what },
        cause: written.error,
      });
    },
    read(row) {
      let cause: unknown;
      try {
        const read = schema.safeParse(row);
        if (read.success) return read.data;
        cause = read.error;
      } catch (error) {
        cause = error;
      }
      throw new PersistenceError(`A stored ${what} cannot be read: ${reasonOf(cause)}.`, {
        code: 'store/corrupt',
        details: { what },
        cause,
      });
    },
  };
}

function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'issues' in error && Array.isArray(error.issues)) {
    const issue: z.core.$ZodIssue | undefined = error.issues[0];
    if (issue !== undefined) return `${issue.path.join('.') || 'record'}: ${issue.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}
