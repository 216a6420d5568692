import type { DecisionAction } from '../../domain/decision.ts';
import type { InstrumentId } from '../../domain/instrument.ts';

/** Why one item of a reply becomes no decision. */
export const REFUSAL_CODES = [
  'not_an_object',
  'unreadable',
  'duplicate_key',
  'missing_action',
  'unknown_action',
  'disagreeing_fields',
  'missing_symbol',
  'unknown_symbol',
  'ambiguous_symbol',
  'unreadable_number',
  'unclear_size',
  'unsupported_field',
  'contradicted',
  'repeated',
] as const;
/** One of {@link REFUSAL_CODES}. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Why an item is refused, as a sentence that the model can act on. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}

/** An item that stays out while its neighbours go on. */
export interface RefusedItem extends Refusal {
  /** Its place among the items of the reply, from 0. */
  readonly index: number;
  /** As far as it could be told. */
  readonly instrument: InstrumentId | null;
  readonly action: DecisionAction | null;
  /** What the model wrote. */
  readonly source: string;
}

export function refusal(code: RefusalCode, message: string): Refusal {
  return { code, message };
}

export function isRefusal(value: object | string | null): value is Refusal {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}
