import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  decimal,
  figures,
  id,
  instant,
  json,
  jsonOrNull,
  text,
  texts,
} from '../../../src/persistence/records/fields.ts';
import { ASK_SCHEMA, quickWriteOf } from '../../../src/persistence/records/quick-write.ts';

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  text,
  id,
  decimal,
  instant,
  json,
  jsonOrNull,
  texts,
  figures,
  'a bare text': z.string(),
  'a number': z.number(),
  'a number above nothing': z.number().positive(),
  'a whole number above nothing': z.int().positive(),
  'a number of 32 bits': z.int32(),
  'a short list': z.array(z.string()).max(1),
  'a UUID': z.uuid(),
  'a truth value': z.boolean(),
  'one of a list': z.enum(['long', 'short']),
  'what may be null': decimal.nullable(),
  'what has a default': decimal.nullable().default(null),
  'a list of records': z.array(z.object({ id, at: instant })).readonly(),
  'a record': z.object({ id, note: text.nullable(), nested: z.object({ figures, flag: z.boolean() }) }),
};

const VALUES: readonly unknown[] = [
  '',
  'a',
  'NUL \0 and half a pair \ud800',
  '1.50',
  '-0',
  '1e5',
  0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  true,
  null,
  undefined,
  'long',
  [],
  ['x\0'],
  [1],
  [{ id: 'a', at: 1, more: 2 }],
  [{ id: '', at: 1 }],
  {},
  { a: 'b\0' },
  { a: 1 },
  { id: 'a', note: null, nested: { figures: { x: '1' }, flag: false }, more: 1 },
  { id: 'a', note: 'n', nested: { figures: { x: 1 }, flag: false } },
  Symbol('x'),
];

/** What is written: by the schema alone, or with the short way before it. A refusal counts the same, however it is said. */
function outcomeOf(write: () => unknown): unknown {
  try {
    return write();
  } catch {
    return 'refused';
  }
}

function bySchema(schema: z.ZodType, value: unknown): unknown {
  return outcomeOf(() => {
    const written = schema.safeEncode(value);
    return written.success ? written.data : 'refused';
  });
}

function quickly(schema: z.ZodType, value: unknown): unknown {
  return outcomeOf(() => {
    const row = quickWriteOf(schema)(value);
    return row === ASK_SCHEMA ? bySchema(schema, value) : row;
  });
}

describe('the short way to a row', () => {
  describe.each(Object.entries(SCHEMAS))('for %s', (_name, schema) => {
    it.each(VALUES.map((value) => [value]))('leads where the schema leads from %j', (value) => {
      expect(quickly(schema, value)).toEqual(bySchema(schema, value));
    });
  });

  it('leads where the schema leads from anything', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(SCHEMAS)), fc.anything(), (schema, value) => {
        expect(quickly(schema, value)).toEqual(bySchema(schema, value));
      }),
    );
  });

  it('is taken for a record without a fault', () => {
    const record = { id: 'a', note: null, nested: { figures: { x: '1' }, flag: true } };
    expect(quickWriteOf(SCHEMAS['a record']!)(record)).toEqual({
      ...record,
      nested: { figures: '{"x":"1"}', flag: true },
    });
  });

  it('is not taken for a schema that it does not know', () => {
    expect(quickWriteOf(z.string().regex(/^a$/))('a')).toBe(ASK_SCHEMA);
  });
});
