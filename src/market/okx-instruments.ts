import { z } from 'zod';
import { Decimal } from '../domain/decimal.ts';
import type { InstrumentId, InstrumentSpec, InstrumentState } from '../domain/instrument.ts';
import { dataInvalid, dataUnreadable } from './data-error.ts';
import { readText } from './read-lines.ts';

/** What an instruments file has: what can be simulated, and what was left out with the reason. */
export interface InstrumentFile {
  readonly specs: readonly InstrumentSpec[];
  readonly leftOut: readonly { readonly id: InstrumentId; readonly reason: string }[];
}

const positive = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'is no decimal')
  .refine((text) => /[1-9]/.test(text), 'is not above zero');
const row = z.object({
  instId: z.string().min(1),
  instType: z.string(),
  ctType: z.string().default(''),
  state: z.string().default('live'),
});
const rules = {
  lotSz: positive,
  minSz: positive,
  tickSz: positive,
  maxLmtSz: positive,
  maxMktSz: positive,
  lever: positive,
};
const swapRow = z.object({
  ...rules,
  ctVal: positive,
  ctMult: positive,
  settleCcy: z.string().min(1),
  ctValCcy: z.string().min(1),
});
const spotRow = z.object({ ...rules, baseCcy: z.string().min(1), quoteCcy: z.string().min(1) });
const answer = z.object({ code: z.literal('0'), data: z.array(z.unknown()).min(1) });

const STATES: Readonly<Record<string, InstrumentState>> = {
  live: 'live',
  suspend: 'suspended',
  preopen: 'pre_open',
  post_only: 'post_only',
  expired: 'delisted',
};

/**
 * Reads an answer of OKX's `GET /api/v5/public/instruments` from a JSON file.
 *
 * Swaps are given in contracts there and in base units here (contracts × `ctVal` × `ctMult`); `maxMktSz` of spot is a value
 * in the quote currency. Inverse swaps, futures and options cannot be simulated and are listed as left out. With `only`,
 * just these are read, and one that is missing or cannot be simulated is an error.
 *
 * @throws {ConfigurationError} `config/data_unreadable`, or `config/data_invalid` with file and line.
 * @see https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments
 */
export async function readOkxInstruments(file: string, only?: readonly InstrumentId[]): Promise<InstrumentFile> {
  const text = await readText(file);
  const rows = rowsOf(file, text);
  const lines = linesOf(text);
  const specs: InstrumentSpec[] = [];
  const leftOut: { id: InstrumentId; reason: string }[] = [];
  rows.forEach((value, index) => {
    const place = { file, line: lines.length === rows.length ? (lines[index] ?? null) : null };
    const head = check(place, row, value, `instrument ${index + 1}`);
    if (only !== undefined && !only.includes(head.instId)) return;
    const reason = unsupported(head.instType, head.ctType);
    if (reason === null) specs.push(specOf(place, head, value));
    else leftOut.push({ id: head.instId, reason });
  });
  for (const id of only ?? []) {
    if (specs.some((spec) => spec.id === id)) continue;
    const reason = leftOut.find((left) => left.id === id)?.reason;
    const why =
      reason === undefined ? `it does not have the instrument ${id}.` : `${id} ${reason} and cannot be simulated.`;
    throw dataInvalid({ file, line: null }, why, 'Use an instruments file that has it, or another instrument.');
  }
  return { specs, leftOut };
}

function unsupported(type: string, contract: string): string | null {
  if (type === 'SPOT') return null;
  if (type !== 'SWAP') return `is of type ${type}`;
  return contract === 'linear' ? null : `is an ${contract || 'unknown'} swap`;
}

function specOf(place: Place, head: z.infer<typeof row>, value: unknown): InstrumentSpec {
  const state = STATES[head.state] ?? 'suspended';
  if (head.instType === 'SPOT') {
    const spot = check(place, spotRow, value, head.instId);
    return {
      id: head.instId,
      type: 'spot',
      baseCurrency: spot.baseCcy,
      quoteCurrency: spot.quoteCcy,
      settleCurrency: spot.quoteCcy,
      contractValue: '1',
      lotSize: spot.lotSz,
      minQuantity: spot.minSz,
      tickSize: spot.tickSz,
      maxLimitQuantity: spot.maxLmtSz,
      maxMarketQuantity: null,
      maxMarketValue: spot.maxMktSz,
      maxLeverage: spot.lever,
      state,
    };
  }
  const swap = check(place, swapRow, value, head.instId);
  const contract = new Decimal(swap.ctVal).mul(swap.ctMult);
  const base = (contracts: string): string => contract.mul(contracts).toFixed();
  return {
    id: head.instId,
    type: 'swap',
    baseCurrency: swap.ctValCcy,
    quoteCurrency: swap.settleCcy,
    settleCurrency: swap.settleCcy,
    contractValue: contract.toFixed(),
    lotSize: base(swap.lotSz),
    minQuantity: base(swap.minSz),
    tickSize: swap.tickSz,
    maxLimitQuantity: base(swap.maxLmtSz),
    maxMarketQuantity: base(swap.maxMktSz),
    maxLeverage: swap.lever,
    state,
  };
}

interface Place {
  readonly file: string;
  readonly line: number | null;
}

function check<T extends z.ZodType>(place: Place, schema: T, value: unknown, what: string): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  const why = `${what}: ${field === '' ? 'the row' : field} ${issue?.message ?? 'cannot be used'}.`;
  throw dataInvalid(place, why, 'Save the answer of public/instruments unchanged.');
}

function rowsOf(file: string, text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw dataUnreadable(file, 'it is no JSON. Save the answer of public/instruments unchanged.', error);
  }
  return check({ file, line: null }, answer, value, 'the answer of public/instruments').data;
}

/** The line of each row's `instId`, as far as the text shows it. */
function linesOf(text: string): readonly number[] {
  const lines: number[] = [];
  text.split('\n').forEach((line, index) => {
    for (const _ of line.matchAll(/"instId"\s*:/g)) lines.push(index + 1);
  });
  return lines;
}
