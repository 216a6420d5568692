import { z } from 'zod';
import { epochMs, mode } from './common.ts';
import { price } from './market.ts';
import { account, closedPosition, decisionSummary, fill, order, position } from './portfolio.ts';
import { alert, runtimeMode, scheduler } from './runtime.ts';

/** `/ws/market-data?run=…&after=…`: what was heard last. Both or none. */
export const liveQuery = z
  .strictObject({ run: z.string().min(1).max(100).optional(), after: z.coerce.number().int().nonnegative().optional() })
  .refine(
    ({ run, after }) => (run === undefined) === (after === undefined),
    'Give `run` and `after`, or none of them.',
  );

const told = { seq: z.int().meta({ description: 'Without gaps, of one run of the host.' }), at: epochMs };

/**
 * What `/ws/market-data` tells. `hello` comes first and has no sequence. Whoever comes back with `?run=…&after=seq` is told
 * what was missed; where that is not kept any more, `hello.isResumed` is false and everything has to be read again.
 */
export const liveMessage = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('hello'), run: z.string(), seq: z.int(), isResumed: z.boolean(), at: epochMs }),
    z.object({ ...told, type: z.literal('prices'), items: z.array(price) }),
    z.object({
      ...told,
      type: z.literal('portfolio_update'),
      mode,
      venue: z.string(),
      account,
      positions: z.array(position),
      openOrders: z.array(order),
    }),
    z.object({ ...told, type: z.literal('order'), order }),
    z.object({ ...told, type: z.literal('fill'), fill }),
    z.object({ ...told, type: z.literal('position_closed'), closed: closedPosition }),
    z.object({ ...told, type: z.literal('decision'), decision: decisionSummary }),
    z.object({ ...told, type: z.literal('scheduler'), scheduler }),
    z.object({ ...told, type: z.literal('runtime_mode'), runtimeMode }),
    z.object({ ...told, type: z.literal('alert'), alert }),
  ])
  .meta({ id: 'LiveMessage' });
export type LiveMessage = z.infer<typeof liveMessage>;
/** A message before the hub has given it its number. */
export type LiveNews = LiveMessage extends infer Message
  ? Message extends { type: 'hello' }
    ? never
    : Message extends { seq: number }
      ? Omit<Message, 'seq' | 'at'>
      : never
  : never;
