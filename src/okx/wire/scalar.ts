import { z } from 'zod';

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
const POSITIVE = /^\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

/** A number as OKX sends it: in text. */
export const decimal = z.string().regex(NUMBER, 'is no decimal text');
/** A number that cannot be below zero. */
export const unsigned = z.string().regex(POSITIVE, 'is no decimal text of zero or more');
/** A number above zero. */
export const positive = unsigned.refine((text) => /^[^eE]*[1-9]/.test(text), 'is not above zero');
/** A number, or `""` where there is none. The field has to be there. */
export const maybeDecimal = z.string().refine((text) => text === '' || NUMBER.test(text), 'is no decimal text');
/** A number that may be `""` or left out. */
export const optionalDecimal = maybeDecimal.default('');

/** Epoch milliseconds in text. */
export const instant = z.string().regex(/^\d{1,16}$/, 'is no time in milliseconds');
/** A time that may be `""` or left out. */
export const optionalInstant = z
  .string()
  .regex(/^\d{0,16}$/, 'is no time in milliseconds')
  .default('');

/** An id or a name that has to be there. */
export const name = z.string().min(1, 'is empty');
/** A text that may be `""`. The field has to be there. */
export const text = z.string();
/** A text that may be `""` or left out. */
export const optionalText = z.string().default('');

/** Yes or no; OKX sends booleans and texts, and `""` for no. */
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false', ''])])
  .default(false)
  .transform((value) => value === true || value === 'true');
