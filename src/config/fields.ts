import { z } from 'zod';
import { type Decimal, type DecimalInput, toDecimal } from '../domain/decimal.ts';
import { INSTRUMENT_STATES, INSTRUMENT_TYPES } from '../domain/instrument.ts';

/** Decimal text as it came, known to be a number. */
const decimal = (allowed: (value: Decimal) => boolean, rule: string) =>
  z.custom<DecimalInput>().transform((input, context): Decimal => {
    let value: Decimal | null = null;
    try {
      value = toDecimal(input);
    } catch {
      context.addIssue({
        code: 'custom',
        message: `must be a decimal string such as "0.015", not ${described(input)}`,
      });
      return z.NEVER;
    }
    if (!allowed(value)) context.addIssue({ code: 'custom', message: `must be ${rule}, not ${value.toFixed()}` });
    return value;
  });

export const positive = decimal((value) => value.gt(0), 'above zero');
export const notNegative = decimal((value) => value.gte(0), 'zero or more');
/** Such as a confidence. */
export const share01 = decimal((value) => value.gte(0) && value.lte(1), 'from 0 to 1');
export const leverage = decimal(
  (value) => value.gte(1) && value.lte(1000) && value.decimalPlaces() <= 2,
  'from 1 to 1000 with at most 2 digits behind the point',
);
export const millionths = (rule: string, allowed: (value: Decimal) => boolean) =>
  decimal(
    (value) => allowed(value) && value.decimalPlaces() <= 6,
    `${rule} with at most 6 digits behind the point`,
  ).transform((value) => value.mul(1_000_000).toNumber());
const feeRate = millionths('a fraction from -0.1 to 0.1', (value) => value.abs().lte('0.1'));
export const share = millionths('a fraction above 0 and at most 1', (value) => value.gt(0) && value.lte(1));
export const wholeNumber = z.int().nonnegative();
export const currency = z.string().regex(/^[A-Z0-9]{1,20}$/, 'must be capital letters and digits, such as USDT');

export const feeRates = z
  .strictObject({ maker: feeRate, taker: feeRate })
  .transform(({ maker, taker }) => ({ makerPpm: maker, takerPpm: taker }));

export const instrument = z.strictObject({
  id: z.string().min(1),
  type: z.enum(INSTRUMENT_TYPES),
  baseCurrency: currency,
  quoteCurrency: currency,
  settleCurrency: currency,
  contractValue: positive,
  lotSize: positive,
  minQuantity: positive,
  tickSize: positive,
  maxLimitQuantity: positive,
  maxMarketQuantity: positive.nullable(),
  maxMarketValue: positive.nullable().default(null),
  maxLeverage: leverage,
  state: z.enum(INSTRUMENT_STATES).default('live'),
  revision: wholeNumber.default(0),
});

export const tier = z.strictObject({
  maxQuantity: positive.nullable(),
  maintenanceRate: positive,
  maxLeverage: leverage,
});

export const slippage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('fraction'), fraction: share }),
  z.strictObject({ type: z.literal('ticks'), ticks: wholeNumber }),
  z.strictObject({ type: z.literal('volatility'), fraction: share }),
  z.strictObject({ type: z.literal('volume_share'), fraction: share }),
]);

export const latency = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('fixed'), ms: wholeNumber }),
  z
    .strictObject({ type: z.literal('jitter'), minMs: wholeNumber, maxMs: wholeNumber })
    .refine(({ minMs, maxMs }) => minMs <= maxMs, { message: 'must not be below minMs', path: ['maxMs'] }),
]);

const riskLimits = z.strictObject({
  maxPositionMarginFraction: positive.exactOptional(),
  maxLeverage: positive.exactOptional(),
  maxGrossNotionalMultiple: positive.exactOptional(),
  maxDailyLoss: positive.exactOptional(),
  maxDrawdownFraction: positive.exactOptional(),
});

export const risk = z
  .strictObject({ mode: z.enum(['enforce', 'observe']).default('enforce'), limits: riskLimits.default({}) })
  .prefault({});
export const portfolioId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"');
export const milliseconds = z.int().positive();

/** A part of the key; it is never repeated in a message. */
export const secret = z
  .string()
  .refine((text) => text.trim() !== '', 'is missing; docs/okx-setup.md says how to get it');
export const address = z
  .string()
  .refine((text) => URL.canParse(text), 'must be an address such as "http://127.0.0.1:8080"');

/** What was given, for a message. */
export function described(input: unknown): string {
  if (input === undefined) return 'missing';
  if (typeof input === 'number') return `the number ${input} (write it in quotes: "${input}")`;
  if (typeof input === 'string') return JSON.stringify(input.length > 40 ? `${input.slice(0, 40)}…` : input);
  return Array.isArray(input) ? 'a list' : input === null ? 'null' : `a value of type ${typeof input}`;
}
