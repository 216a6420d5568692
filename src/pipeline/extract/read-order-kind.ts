import {
  LOOSE_TYPE_KEYS,
  MARGIN_MODE_KEYS,
  NUMBER_KEYS,
  ORDER_TYPE_KEYS,
  plainKey,
  TIME_IN_FORCE_KEYS,
} from './field-names.ts';
import type { ItemFields } from './item-fields.ts';
import { type Refusal, refusal } from './refusal.ts';
import { shortened } from './repair.ts';

const TYPES: ReadonlyMap<string, 'market' | 'limit'> = new Map([
  ['market', 'market'],
  ['mkt', 'market'],
  ['marketorder', 'market'],
  ['limit', 'limit'],
  ['lmt', 'limit'],
  ['limitorder', 'limit'],
]);
/** What can only be a type of order, whatever its key. */
const OTHER_TYPES = /stop|trigger|trail|twap|vwap|iceberg|oco|condition|postonly|reduceonly|ioc|fok|algo|bracket|peg/;
/** Keys whose price is a limit and nothing else. */
const LIMIT_KEYS = new Set(['limit', 'limitprice']);

/** The type of order that an entry names, `null` for none; only a market and a limit order are understood. */
export function readOrderType(fields: ItemFields): 'market' | 'limit' | null | Refusal {
  let found: 'market' | 'limit' | null = null;
  for (const word of [...fields.words(ORDER_TYPE_KEYS), ...looseTypes(fields)]) {
    const type = TYPES.get(plainKey(word));
    if (type === undefined) {
      return refusal('unsupported_field', `"${shortened(word)}" is no type of order here: market and limit are.`);
    }
    if (found !== null && found !== type) return refusal('disagreeing_fields', 'It names two types of order.');
    found = type;
  }
  const isPriced = fields
    .said(NUMBER_KEYS.limit)
    .some(({ key, value }) => LIMIT_KEYS.has(key) && !(value.kind === 'string' && /^\s*market\s*$/i.test(value.text)));
  return found === 'market' && isPriced
    ? refusal('disagreeing_fields', 'It asks for a market order and names a limit.')
    : found;
}

/** How long an order lasts and what backs it are not the entry's to say, unless it says what holds anyway. */
export function readLasting(fields: ItemFields, isLimit: boolean): Refusal | null {
  for (const word of fields.words(TIME_IN_FORCE_KEYS)) {
    const plain = plainKey(word);
    if (plain === 'gtc' || plain === 'goodtillcancel' || (!isLimit && /^(?:ioc|fok)$/.test(plain))) continue;
    return refusal(
      'unsupported_field',
      `"${shortened(word)}" is not understood; a limit order rests until it is canceled.`,
    );
  }
  for (const word of fields.words(MARGIN_MODE_KEYS)) {
    if (/^(?:cross|crossed|crossmargin)$/.test(plainKey(word))) continue;
    return refusal('unsupported_field', `The account has one margin mode; leave out "${shortened(word)}".`);
  }
  return null;
}

function looseTypes(fields: ItemFields): readonly string[] {
  return fields.words(LOOSE_TYPE_KEYS).filter((word) => {
    const plain = plainKey(word);
    return TYPES.has(plain) || OTHER_TYPES.test(plain);
  });
}
