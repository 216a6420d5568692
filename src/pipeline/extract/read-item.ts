import type { Decimal } from '../../domain/decimal.ts';
import type { ProposedDecision } from '../../domain/proposal.ts';
import { NUMBER_KEYS, SYMBOL_KEYS, TEXT_KEYS } from './field-names.ts';
import { ItemFields } from './item-fields.ts';
import { type JsonNode, named } from './json-node.ts';
import { type ActionReading, readAction } from './read-action.ts';
import { readConfidence } from './read-confidence.ts';
import { type NumberReading, readNumber } from './read-number.ts';
import { readLasting, readOrderType } from './read-order-kind.ts';
import { readSize } from './read-size.ts';
import { readStatedRisk } from './read-stated-risk.ts';
import { isRefusal, type Refusal, refusal } from './refusal.ts';
import { type Repair, shortened } from './repair.ts';
import type { RawItem } from './shape.ts';
import type { TradingSymbol, TradingSymbols } from './trading-symbol.ts';
import { unreadTerm } from './unread-term.ts';

/** One item as read: a decision or a refusal, and as much as can be told of either. */
export interface ItemReading {
  readonly result: ProposedDecision | Refusal;
  readonly symbol: TradingSymbol | null;
  readonly action: ProposedDecision['action'] | null;
  readonly source: string;
  readonly repairs: readonly Repair[];
}

type NumberField = keyof typeof NUMBER_KEYS;

/** Reads one item; a fault of it is its own. What an exit does not need cannot stop it. */
export function readItem(
  { node, symbol: heading, beside }: RawItem,
  text: string,
  symbols: TradingSymbols,
): ItemReading {
  const source = text.slice(node.from, node.to);
  const refused = (reason: Refusal): ItemReading => ({
    result: reason,
    symbol: null,
    action: null,
    source,
    repairs: [],
  });
  if (node.kind === 'broken') return refused(refusal('unreadable', `It cannot be read: ${node.why}.`));
  if (node.kind !== 'object') {
    return heading !== null && node.kind === 'string'
      ? readWord(node, heading, source, symbols)
      : refused(refusal('not_an_object', `A decision is an object, not ${shortened(source)}.`));
  }
  const fields = new ItemFields(node);
  const symbol = readSymbol(fields, heading, symbols);
  const action = readAction(fields);
  const known = {
    symbol: isRefusal(symbol) ? null : symbol,
    action: isRefusal(action) ? null : action.action,
    source,
    repairs: fields.repairs,
  };
  const [duplicate] = fields.duplicates;
  if (duplicate !== undefined) {
    return { ...known, result: refusal('duplicate_key', `The key "${shortened(duplicate)}" stands more than once.`) };
  }
  if (isRefusal(action)) return { ...known, result: action };
  if (isRefusal(symbol)) return { ...known, result: symbol };
  const isEntry = action.action === 'buy' || action.action === 'sell';
  const unread = isEntry ? (unreadTerm(node) ?? beside) : null;
  if (unread !== null) return { ...known, result: notUnderstood(unread) };
  return { ...known, result: readDecision(fields, symbol, action, source) };
}

/** In an object of coins, the word of a coin alone. */
function readWord(
  node: JsonNode & { readonly kind: 'string' },
  heading: string,
  source: string,
  symbols: TradingSymbols,
): ItemReading {
  const { from, to } = node;
  const item: JsonNode = { kind: 'object', members: [{ key: 'action', value: node }], from, to };
  const reading = readItem({ node: item, symbol: heading, beside: null }, '', symbols);
  const { result } = reading;
  return { ...reading, source, result: isRefusal(result) ? result : { ...result, source } };
}

function readSymbol(fields: ItemFields, heading: string | null, symbols: TradingSymbols): TradingSymbol | Refusal {
  const words = [...(heading === null ? [] : [heading]), ...fields.words(SYMBOL_KEYS)];
  let found: TradingSymbol | null = null;
  for (const word of words) {
    const reading = symbols.resolve(word);
    if (reading.outcome === 'unknown') {
      return refusal('unknown_symbol', `"${shortened(word)}" is none of the trading symbols: ${symbols.list}.`);
    }
    if (reading.outcome === 'ambiguous') {
      const candidates = reading.candidates.join(' or ');
      return refusal('ambiguous_symbol', `"${shortened(word)}" can mean ${candidates}; write the whole symbol.`);
    }
    if (found !== null && found.id !== reading.symbol.id) {
      return refusal('disagreeing_fields', `It names both ${found.id} and ${reading.symbol.id}.`);
    }
    found = reading.symbol;
  }
  return found ?? refusal('missing_symbol', `It names no symbol; the trading symbols are ${symbols.list}.`);
}

function readDecision(
  fields: ItemFields,
  symbol: TradingSymbol,
  { action, closingSide }: ActionReading,
  source: string,
): ProposedDecision | Refusal {
  const isEntry = action === 'buy' || action === 'sell';
  const orderType = isEntry ? readOrderType(fields) : null;
  if (isRefusal(orderType)) return orderType;
  const size = readSize(fields, symbol);
  if (isRefusal(size) && isEntry) return size;
  const numbers: Record<NumberField, Decimal | null> = {
    leverage: null,
    limit: null,
    stop: null,
    target: null,
    confidence: null,
  };
  for (const field of Object.keys(numbers) as NumberField[]) {
    // An entry price beside `"orderType": "market"` tells where the market was; it is no limit.
    if (field === 'limit' && orderType === 'market') continue;
    const value = readField(fields, field);
    if (!isRefusal(value)) numbers[field] = value;
    else if (isEntry) return value;
    else for (const said of fields.said(NUMBER_KEYS[field])) fields.repair('ignored_value', said.value);
  }
  if (isEntry && numbers.limit === null && orderType === 'limit') {
    return refusal('unreadable_number', 'It asks for a limit order and names no limit.');
  }
  const lasting = isEntry ? readLasting(fields, numbers.limit !== null) : null;
  if (lasting !== null) return lasting;
  return {
    action,
    instrument: symbol.id,
    closingSide,
    size: isRefusal(size) ? null : size,
    ...numbers,
    proposedTrade: readText(fields, 'proposedTrade'),
    riskThesis: readText(fields, 'riskThesis'),
    maxPain: readText(fields, 'maxPain'),
    recoveryPlan: readText(fields, 'recoveryPlan'),
    statedRisk: readStatedRisk(fields),
    source,
  };
}

/** A number on which all its keys agree. */
function readField(fields: ItemFields, field: NumberField): Decimal | null | Refusal {
  let found: Decimal | null = null;
  for (const { key, value } of fields.said(NUMBER_KEYS[field])) {
    if (field === 'limit' && value.kind === 'string' && /^\s*market\s*$/i.test(value.text)) continue;
    const reading = readFigure(field, value);
    if (reading?.value == null) {
      return refusal('unreadable_number', `${named(value)} is no ${key} that can be read; give one plain number.`);
    }
    if (reading.repair !== null) fields.repair(reading.repair, value);
    if (found !== null && !found.eq(reading.value)) {
      return refusal(
        'disagreeing_fields',
        `It names more than one ${field}: ${found.toFixed()} and ${reading.value.toFixed()}.`,
      );
    }
    found = reading.value;
  }
  return found;
}

function readFigure(field: NumberField, node: JsonNode): NumberReading | null {
  if (field === 'confidence') return readConfidence(node);
  return readNumber(node, field === 'leverage' ? 'leverage' : 'money');
}

function notUnderstood(key: string): Refusal {
  const advice = /stop|profit|target|trail|^(?:sl|tp)(?!i)/i.test(key)
    ? 'give stop and target as prices'
    : 'without it this would be another order: leave it out, or stay out';
  return refusal('unsupported_field', `"${shortened(key)}" is not understood; ${advice}.`);
}

function readText(fields: ItemFields, field: keyof typeof TEXT_KEYS): string | null {
  const said = fields.said(TEXT_KEYS[field]).find(({ value }) => value.kind === 'string');
  return said?.value.kind === 'string' ? said.value.text : null;
}
