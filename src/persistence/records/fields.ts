import { z } from 'zod';
import { decimalText } from '../../domain/decimal.ts';
import { jsonText } from '../json-text.ts';
import { plainJson } from '../plain-json.ts';
import { ASK_SCHEMA, withQuickWrite } from './quick-write.ts';

/** What no database takes in a text: NUL, and half of a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/gu;

/** A text with U+FFFD in the place of what no database takes. */
export function storableText(text: string): string {
  return text.replace(UNSTORABLE, '\uFFFD');
}

/** A text that people read. */
export const text = withQuickWrite(
  z.codec(z.string(), z.string(), { decode: (stored) => stored, encode: storableText }),
  (given) => (typeof given === 'string' ? storableText(given) : ASK_SCHEMA),
);

/** A text that is a key. */
export const id = withQuickWrite(
  z.codec(z.string().min(1), z.string().min(1), { decode: (stored) => stored, encode: storableText }),
  (given) => (typeof given === 'string' && given !== '' ? storableText(given) : ASK_SCHEMA),
);

/** A decimal, in the one form that equal numbers share. */
export const decimal = withQuickWrite(
  z.codec(z.string(), z.string(), {
    decode: (stored) => decimalText(stored),
    encode: (given) => decimalText(given),
  }),
  (given) => (typeof given === 'string' ? decimalText(given) : ASK_SCHEMA),
);

/** Epoch ms. */
export const instant = z.int();

/** Any JSON: a text in the row, a value in the record. Decimals in it become text. */
export const json = withQuickWrite(
  z.codec(z.string(), z.unknown(), { decode: (stored): unknown => JSON.parse(stored), encode: anyJson }),
  anyJson,
);

function anyJson(given: unknown): string {
  return jsonText('record', plainJson(given) ?? null);
}

/** JSON where it is not `null`. */
export const jsonOrNull = withQuickWrite(
  z.codec(z.string().nullable(), z.unknown(), {
    decode: (stored): unknown => (stored === null ? null : JSON.parse(stored)),
    encode: someJson,
  }),
  someJson,
);

function someJson(given: unknown): string | null {
  return given == null ? null : jsonText('record', plainJson(given));
}

/** Texts, as a JSON list in the row. */
export const texts = withQuickWrite(
  z.codec(z.string(), z.array(z.string()).readonly(), {
    decode: (stored): readonly string[] => JSON.parse(stored),
    encode: listOf,
  }),
  (given) => (Array.isArray(given) && given.every(isText) ? listOf(given) : ASK_SCHEMA),
);

function listOf(given: readonly string[]): string {
  return JSON.stringify(given.map(storableText));
}

/** Figures by name, as a JSON object in the row. */
export const figures = withQuickWrite(
  z.codec(z.string(), z.record(z.string(), z.string()), {
    decode: (stored): Record<string, string> => JSON.parse(stored),
    encode: figuresOf,
  }),
  (given) =>
    typeof given === 'object' && given !== null && !Array.isArray(given) && Object.values(given).every(isText)
      ? figuresOf({ ...given })
      : ASK_SCHEMA,
);

function figuresOf(given: Readonly<Record<string, string>>): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(given).map(([name, figure]) => [storableText(name), storableText(figure)])),
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
