import { z } from 'zod';
import { decimalText } from '../../domain/decimal.ts';
import { jsonText } from '../json-text.ts';
import { plainJson } from '../plain-json.ts';

/** What no database takes in a text: NUL, and half of a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/gu;

/** A text with U+FFFD in the place of what no database takes. */
export function storableText(text: string): string {
  return text.replace(UNSTORABLE, '\uFFFD');
}

/** A text that people read. */
export const text = z.codec(z.string(), z.string(), { decode: (stored) => stored, encode: storableText });

/** A text that is a key. */
export const id = z.codec(z.string().min(1), z.string().min(1), { decode: (stored) => stored, encode: storableText });

/** A decimal, in the one form that equal numbers share. */
export const decimal = z.codec(z.string(), z.string(), {
  decode: (stored) => decimalText(stored),
  encode: (given) => decimalText(given),
});

/** Epoch ms. */
export const instant = z.int();

/** Any JSON: a text in the row, a value in the record. Decimals in it become text. */
export const json = z.codec(z.string(), z.unknown(), {
  decode: (stored): unknown => JSON.parse(stored),
  encode: (given) => jsonText('record', plainJson(given) ?? null),
});

/** JSON where it is not `null`. */
export const jsonOrNull = z.codec(z.string().nullable(), z.unknown(), {
  decode: (stored): unknown => (stored === null ? null : JSON.parse(stored)),
  encode: (given) => (given == null ? null : jsonText('record', plainJson(given))),
});

/** Texts, as a JSON list in the row. */
export const texts = z.codec(z.string(), z.array(z.string()).readonly(), {
  decode: (stored): readonly string[] => JSON.parse(stored),
  encode: (given) => JSON.stringify(given.map(storableText)),
});

/** Figures by name, as a JSON object in the row. */
export const figures = z.codec(z.string(), z.record(z.string(), z.string()), {
  decode: (stored): Record<string, string> => JSON.parse(stored),
  encode: (given) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(given).map(([name, figure]) => [storableText(name), storableText(figure)])),
    ),
});
