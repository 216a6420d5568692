import { z } from 'zod';
import { INSTRUMENT_STATES, INSTRUMENT_TYPES, Instrument } from '../../domain/instrument.ts';
import { specOf } from '../../domain/instrument-spec.ts';
import { MARGIN_MODES, SIDES } from '../../domain/order-intent.ts';
import { PersistenceError } from '../../errors/index.ts';
import type { JudgeView } from '../judge/judge-view.ts';
import { decimal, decimalOrNull, plain, proposalRow } from './proposal-json.ts';

const spec = z.object({
  id: z.string(),
  type: z.enum(INSTRUMENT_TYPES),
  baseCurrency: z.string(),
  quoteCurrency: z.string(),
  settleCurrency: z.string(),
  contractValue: decimal,
  lotSize: decimal,
  minQuantity: decimal,
  tickSize: decimal,
  maxLimitQuantity: decimal,
  maxMarketQuantity: decimalOrNull,
  maxMarketValue: decimalOrNull,
  maxLeverage: decimal,
  state: z.enum(INSTRUMENT_STATES),
  revision: z.number(),
});

const view = z.object({
  now: z.number(),
  symbols: z.array(
    z.object({
      instrument: spec.transform((row) => new Instrument(row)),
      bid: decimalOrNull,
      ask: decimalOrNull,
      last: decimalOrNull,
      mark: decimalOrNull,
      quotedAt: z.number().exactOptional(),
      health: z.enum(['fresh', 'stale']),
      dailyVolatility: decimalOrNull,
      takerFeeRate: decimal,
      free: decimal,
      shownMaxima: z.array(decimal).exactOptional(),
    }),
  ),
  accountCurrency: z.string(),
  equity: decimal,
  dayHighWater: decimal,
  dayLoss: decimal,
  positions: z
    .array(
      z.object({
        instrument: z.string(),
        marginMode: z.enum(MARGIN_MODES),
        side: z.enum(['long', 'short']),
        quantity: decimal,
        entryPrice: decimal,
        leverage: decimal,
        notional: decimalOrNull,
        initialMargin: decimal,
        stopPrice: decimalOrNull.exactOptional(),
      }),
    )
    .nullable(),
  openOrders: z.array(
    z.object({
      instrument: z.string(),
      marginMode: z.enum(MARGIN_MODES).exactOptional(),
      side: z.enum(SIDES),
      effect: z.enum(['open', 'reduce_only']),
      remainingQuantity: decimal,
      price: decimalOrNull,
    }),
  ),
  defaultLeverage: decimal,
  refusedBefore: z.array(
    z.object({ proposal: proposalRow.extend({ source: z.string() }), rule: z.string().nullable() }),
  ),
  canaries: z.array(z.string()),
  pauses: z.array(z.string()).exactOptional(),
});

/** What the judge saw, as a row keeps it. */
export function judgeViewJson(seen: JudgeView): unknown {
  const { symbols, ...rest } = seen;
  return plain({ ...rest, symbols: symbols.map((symbol) => ({ ...symbol, instrument: specOf(symbol.instrument) })) });
}

/** What the judge saw, to the digit. @throws {PersistenceError} `store/corrupt` for a row that is none. */
export function readJudgeView(row: unknown): JudgeView {
  const read = view.safeParse(row);
  if (read.success) return read.data;
  throw new PersistenceError('What the judge saw cannot be read from the store.', {
    code: 'store/corrupt',
    cause: read.error,
  });
}
