import type { ProposedSize, SizeUnit } from '../../domain/proposal.ts';
import { plainKey, SIZE_KEYS, SIZE_NAMES, UNCLEAR_SIZE_KEYS, UNIT_KEYS, UNIT_WORDS } from './field-names.ts';
import type { ItemFields } from './item-fields.ts';
import { type JsonNode, named } from './json-node.ts';
import { halfWidth, type NumberForm, readNumber, readPlainNumber } from './read-number.ts';
import { isRefusal, type Refusal, refusal } from './refusal.ts';
import { shortened } from './repair.ts';
import type { TradingSymbol } from './trading-symbol.ts';

type WrittenUnit = SizeUnit | 'percent';

const FORMS: Readonly<Record<WrittenUnit, NumberForm>> = {
  equity_fraction: 'fraction',
  percent: 'percent',
  margin: 'money',
  notional: 'money',
  base: 'count',
  contracts: 'count',
};
/** Keys that say nothing of their unit, so that a unit beside the number counts. */
const BARE_KEYS = new Set(['size', 'positionsize', 'ordersize']);

/**
 * The size of an item in the unit that its key, a unit beside it or the text of the number names; a bare `size` is a
 * fraction of equity. Two sizes in different units are one too many.
 */
export function readSize(fields: ItemFields, symbol: TradingSymbol): ProposedSize | Refusal | null {
  const unclear = fields.said(UNCLEAR_SIZE_KEYS)[0];
  if (unclear !== undefined) {
    return refusal('unclear_size', `Nobody can tell what "${unclear.key}" counts; give size as a fraction of equity.`);
  }
  const unit = readUnit(fields, symbol);
  if (isRefusal(unit)) return unit;
  let size: ProposedSize | null = null;
  for (const { key, value } of fields.said(SIZE_NAMES)) {
    const keyUnit = SIZE_KEYS.get(key) as WrittenUnit;
    const read = readOne(fields, value, BARE_KEYS.has(key) ? unit : keyUnit, BARE_KEYS.has(key), symbol);
    if (read === null) return unreadable(key, value);
    if (size !== null && (size.unit !== read.unit || !size.value.eq(read.value))) {
      return refusal('unclear_size', 'It names more than one size; give one.');
    }
    size = read;
  }
  return size;
}

function readUnit(fields: ItemFields, symbol: TradingSymbol): WrittenUnit | Refusal | null {
  const [word, ...more] = fields.words(UNIT_KEYS);
  if (word === undefined) return null;
  const isBase = word.trim().toUpperCase() === symbol.baseCurrency.toUpperCase();
  const unit = word.trim() === '%' ? 'percent' : isBase ? 'base' : UNIT_WORDS.get(plainKey(word));
  if (unit === undefined || more.length > 0) {
    return refusal('unclear_size', `"${shortened([word, ...more].join(', '))}" is no unit of a size.`);
  }
  return unit;
}

function readOne(
  fields: ItemFields,
  node: JsonNode,
  unit: WrittenUnit | null,
  isBare: boolean,
  symbol: TradingSymbol,
): ProposedSize | null {
  const dressed = node.kind === 'string' ? readDressed(halfWidth(node.text).trim(), symbol) : null;
  if (dressed !== null) {
    const isUnit = unit === null || unit === dressed.unit || (unit === 'margin' && dressed.unit === 'notional');
    if (!isUnit || (!isBare && unit === null)) return null;
    fields.repair('number_form', node);
    return { unit: unit === 'margin' ? unit : dressed.unit, value: dressed.value };
  }
  const written = unit ?? 'equity_fraction';
  const reading = readNumber(node, FORMS[written]);
  if (reading?.value == null) return null;
  if (reading.repair !== null) fields.repair(reading.repair, node);
  return { unit: written === 'percent' ? 'equity_fraction' : written, value: reading.value };
}

/** A number with its unit beside it: `"$500"`, `"500 USDT"`, `"0.05 BTC"`, `"3 contracts"`. Dollars are value, the smaller reading. */
function readDressed(text: string, symbol: TradingSymbol): ProposedSize | null {
  const [, dollar = '', figure = '', word = ''] = /^(\$?)\s*([\d.,]+)\s*([A-Za-z]*)$/.exec(text) ?? [];
  const value = readPlainNumber(figure);
  if (value === null) return null;
  const name = word.toUpperCase();
  if (dollar !== '' ? /^(?:USDT?)?$/.test(name) : name === 'USD' || name === symbol.quoteCurrency.toUpperCase()) {
    return { unit: 'notional', value };
  }
  if (dollar !== '' || name === '') return null;
  if (name === symbol.baseCurrency.toUpperCase()) return { unit: 'base', value };
  return /^CONTRACTS?$/.test(name) ? { unit: 'contracts', value } : null;
}

function unreadable(key: string, node: JsonNode): Refusal {
  return refusal('unreadable_number', `${named(node)} is no ${key} that can be read; give a plain number.`);
}
