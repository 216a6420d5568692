import { z } from 'zod';
import { decimal, epochMs, instrumentId } from './common.ts';

export const price = z
  .object({
    instrument: instrumentId,
    last: decimal.nullable(),
    bid: decimal.nullable(),
    ask: decimal.nullable(),
    mark: decimal.nullable(),
    at: epochMs,
    isStale: z.boolean(),
  })
  .meta({ id: 'Price' });
export type PriceView = z.infer<typeof price>;
/** `GET /api/market/v1/prices?symbols=A,B` */
export const pricesQuery = z.strictObject({ symbols: z.string().max(1000).optional() });
export const prices = z.object({ items: z.array(price) }).meta({ id: 'Prices' });

/** `GET /api/market/v1/candles?symbol=A&intervalMs=60000&limit=300` */
export const candlesQuery = z.strictObject({
  symbol: instrumentId,
  intervalMs: z.coerce
    .number()
    .int()
    .min(60_000)
    .max(86_400_000)
    .optional()
    .meta({ description: 'Default one minute.' }),
  limit: z.coerce.number().int().min(1).max(1000).optional().meta({ description: 'Default 300.' }),
});
/** Closed bars, oldest first; floating numbers, for drawing only. */
export const candles = z
  .object({
    instrument: instrumentId,
    intervalMs: z.int(),
    items: z.array(
      z.object({
        openedAt: epochMs,
        open: z.number(),
        high: z.number(),
        low: z.number(),
        close: z.number(),
        volume: z.number(),
      }),
    ),
  })
  .meta({ id: 'Candles' });
export type CandlesView = z.infer<typeof candles>;
