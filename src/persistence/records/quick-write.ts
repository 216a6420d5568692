import type { z } from 'zod';

/** What a quick writer answers where only the schema can say what is wrong, or what becomes of a value. */
export const ASK_SCHEMA: unique symbol = Symbol('ask the schema');

/** Makes of a value what its schema would encode it to, or {@link ASK_SCHEMA}. */
export type QuickWrite = (value: unknown) => unknown;

const FIELDS = new WeakMap<z.core.$ZodType, QuickWrite>();

/** A field of our own with its quick writer. */
export function withQuickWrite<Schema extends z.core.$ZodType>(schema: Schema, write: QuickWrite): Schema {
  FIELDS.set(schema, write);
  return schema;
}

/**
 * The quick writer of a schema.
 *
 * A record is written a dozen times in a cycle by code that is typed, and the schema's own walk costs more than all else
 * that a store in memory does. What it would refuse is left to it, so that there is one judgement and one wording.
 */
export function quickWriteOf(schema: z.core.$ZodType): QuickWrite {
  const known = FIELDS.get(schema);
  if (known !== undefined) return known;
  const { def } = schema._zod as z.core.$ZodTypes['_zod'];
  switch (def.type) {
    case 'object':
      return objectWrite(def.shape);
    case 'array':
      return hasChecks(def) ? ask : arrayWrite(quickWriteOf(def.element));
    case 'nullable': {
      const write = quickWriteOf(def.innerType);
      return (value) => (value === null ? null : write(value));
    }
    // Both say something about reading only.
    case 'default':
    case 'readonly':
      return quickWriteOf(def.innerType);
    case 'enum': {
      const entries: ReadonlySet<unknown> = new Set(Object.values(def.entries));
      return (value) => (entries.has(value) ? value : ASK_SCHEMA);
    }
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : ASK_SCHEMA);
    case 'string':
      return 'format' in def || hasChecks(def) ? ask : (value) => (typeof value === 'string' ? value : ASK_SCHEMA);
    case 'number':
      if (hasChecks(def)) return ask;
      if ('format' in def) return def.format === 'safeint' ? wholeNumber : ask;
      return (value) => (Number.isFinite(value) ? value : ASK_SCHEMA);
    default:
      return ask;
  }
}

function wholeNumber(value: unknown): unknown {
  return Number.isSafeInteger(value) ? value : ASK_SCHEMA;
}

function ask(): typeof ASK_SCHEMA {
  return ASK_SCHEMA;
}

function hasChecks({ checks = [] }: { readonly checks?: readonly unknown[] }): boolean {
  return checks.length > 0;
}

function objectWrite(shape: Readonly<Record<string, z.core.$ZodType>>): QuickWrite {
  const fields = Object.entries(shape).map(([name, schema]) => [name, quickWriteOf(schema)] as const);
  return (value) => {
    if (typeof value !== 'object' || value === null) return ASK_SCHEMA;
    const given: Readonly<Record<string, unknown>> = { ...value };
    const row: Record<string, unknown> = {};
    for (const [name, write] of fields) {
      const written = write(given[name]);
      if (written === ASK_SCHEMA) return ASK_SCHEMA;
      row[name] = written;
    }
    return row;
  };
}

function arrayWrite(write: QuickWrite): QuickWrite {
  return (value) => {
    if (!Array.isArray(value)) return ASK_SCHEMA;
    const rows: unknown[] = [];
    for (const item of value) {
      const row = write(item);
      if (row === ASK_SCHEMA) return ASK_SCHEMA;
      rows.push(row);
    }
    return rows;
  };
}
