import { z } from 'zod';

/** Money, prices and quantities travel as decimal text, never as a floating number. */
export const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .meta({ description: 'An exact decimal, such as "10012.75".', example: '10012.75' });
export const epochMs = z.int().meta({ description: 'An instant, ms since 1970-01-01T00:00:00Z.' });
export const instrumentId = z.string().min(1).meta({ description: 'As OKX names it.', example: 'BTC-USDT-SWAP' });
export const json = z.unknown().meta({ description: 'JSON as it was stored; decimals in it are text.' });

export const MODES = ['simulator', 'paper', 'live'] as const;
export const mode = z
  .enum(MODES)
  .meta({ id: 'Mode', description: 'simulator: a simulated exchange. paper: OKX demo trading. live: locked.' });
export type Mode = z.infer<typeof mode>;

export const OUTCOMES = ['executed', 'denied', 'rejected', 'unresolved', 'clamped', 'abstained', 'failed'] as const;
export const outcome = z.enum(OUTCOMES).meta({ id: 'Outcome', description: 'What became of a decision.' });

export const side = z.enum(['long', 'short']);
export const figures = z.record(z.string(), z.string());

/** An instant in a query, epoch ms. */
export const instant = z.coerce.number().int().nonnegative();

/** The part of a list that is wanted; every list takes it. */
export const pageQuery = z.strictObject({
  from: instant.optional().meta({ description: 'From this instant on, epoch ms.' }),
  to: instant.optional().meta({ description: 'Before this instant, epoch ms.' }),
  order: z.enum(['newest_first', 'oldest_first']).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional().meta({ description: 'Default 50.' }),
  after: z
    .string()
    .max(500)
    .optional()
    .meta({ description: 'The `next` of the page before, asked with the same query.' }),
});

export const next = z
  .string()
  .nullable()
  .meta({ description: 'Where the next page begins; null when this was the last.' });

/** A page of whatever it lists. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next });
}
