import {
  EXIT_KEYS,
  listsOf,
  NUMBER_KEYS,
  ORDER_TYPE_KEYS,
  plainKey,
  STATED_RISK_KEYS,
  TEXT_KEYS,
  TIME_IN_FORCE_KEYS,
  WRAPPER_KEYS,
} from './field-names.ts';
import { isItem } from './is-item.ts';
import type { JsonMember, JsonNode, JsonObject } from './json-node.ts';
import { isAbsent } from './read-number.ts';

/** Parts of keys that ask for protection, or make an order depend on something. */
const TERMS =
  /stop|trail|trigger|target|reduc|condition|contingen|bracket|protect|exit|activat|callback|breakeven|hedg|iceberg|twap|postonly|makeronly|closeonly|closeposition|timeinforce|expir|valid(?:until|for|ity)|goodtil|onlyif|unless|until|scal(?:e|ing)(?:in|out)|ladder|tranche|slippage|invalidat|^(?:sl|tp|oco)(?!o[pwt])\p{L}|止损|止盈|停损|停利|触发|条件|仅减|стоп|тейк|услови|損切|利確|逆指値|손절|익절|조건|verlust|gewinnziel|bedingung/u;
const PROFIT = /profit/;
const MERE_PROFIT = /expected|potential|projected|estimated|reali[sz]ed|factor|probability/;
/** Words of keys that are terms by themselves, and parts of other words. */
const TERM_WORDS = new Set(['sl', 'tp', 'ts', 'tsl', 'oco', 'oto', 'if', 'when', 'dca', 'be', 'gtd']);
/** Words of keys whose figures describe and ask for nothing. */
const DESCRIBING = new Set(
  [
    'id index rank priority score rating cycle version time timestamp date created timeframe frame horizon expected',
    'potential estimated projected probability prob odds win rr r reward rsi macd atr adx ema sma vwap bollinger',
    'volatility momentum strength trend current last mark spread funding indicator indicators technical technicals',
    'analysis support resistance equity balance cash fee fees cost liquidation market regime sentiment quality',
    'urgency edge sharpe pnl unrealized unrealised note notes comment tags setup pattern strategy style bias session',
  ].flatMap((words) => words.split(' ')),
);
const RISK_FIGURE = /^risk(?:pct|percent(?:age)?|pertrade|amount|level|score|rating|fraction|usdt?)$/;
/** A text with a figure and hardly a word is a figure; a longer one is a sentence. */
const LONGEST_FIGURE = 32;
const WORD_OF_FIGURE = /(?<!\p{L})(?!(?:usd[tc]?|about|around|approx|circa)(?!\p{L}))\p{L}{2,}/giu;

/** What is read beside the fields of an entry, and asks for something where it stands deeper. */
const NESTED_TERMS = [NUMBER_KEYS.stop, NUMBER_KEYS.target, EXIT_KEYS, ORDER_TYPE_KEYS, TIME_IN_FORCE_KEYS];

/**
 * The key of the first thing that an entry asks for and nobody reads, such as a trailing stop, a condition or a figure of
 * unknown meaning; `null` where there is none. An order without it would be another order.
 *
 * Sentences under keys of sentences are not searched. What says no, such as `"reduceOnly": false`, asks for nothing.
 */
export function unreadTerm(item: JsonObject): string | null {
  const hasStop = saysStop(item);
  for (const member of item.members) {
    const { key, value } = member;
    if (asksNothing(value)) continue;
    const plain = plainKey(key);
    const found = isRead(plain) ? unreadWithin(plain, value) : unreadMember(member, hasStop);
    if (found) return key;
  }
  return null;
}

/** Like {@link unreadTerm}, of the members beside a list of decisions: what is meant for all of them is read for none. */
export function unreadBeside(members: readonly JsonMember[]): string | null {
  const { stop, target, limit, leverage } = NUMBER_KEYS;
  for (const { key, value } of members) {
    if (asksNothing(value)) continue;
    const plain = plainKey(key);
    const lists = listsOf(plain);
    if ([stop, target, limit, leverage].some((names) => lists.includes(names))) return key;
    const isShared = EXIT_KEYS.includes(plain) || STATED_RISK_KEYS.includes(plain);
    if (isShared ? holdsTerm(value) : lists.length === 0 && isTerm(key)) return key;
  }
  return null;
}

/** Whether anything in a value is a stop, a target or another term with something to say. */
export function holdsTerm(node: JsonNode): boolean {
  if (node.kind === 'array') return node.items.some(holdsTerm);
  if (node.kind !== 'object') return false;
  return node.members.some(({ key, value }) => {
    if (asksNothing(value)) return false;
    const lists = listsOf(plainKey(key));
    if (NESTED_TERMS.some((names) => lists.includes(names))) return true;
    return (lists.length === 0 && isTerm(key)) || holdsTerm(value);
  });
}

/** Under a key of ours: a plan or a risk may hold more than its sentence or its figures. */
function unreadWithin(key: string, value: JsonNode): boolean {
  if (STATED_RISK_KEYS.includes(key)) return value.kind === 'object' && holdsTerm(withoutLifted(value));
  if (!Object.values(TEXT_KEYS).some((names) => names.includes(key))) return false;
  if (value.kind === 'object' || value.kind === 'array') return holdsTerm(value) || holdsItem(value) || isTerm(key);
  return isTerm(key) && (isFigure(value) || value.kind === 'boolean');
}

function unreadMember({ key, value }: JsonMember, hasStop: boolean): boolean {
  if (EXIT_KEYS.includes(plainKey(key))) {
    // Words alone tell of a stop that stands elsewhere, or of one that does not.
    if (value.kind === 'object') return holdsPrice(value) || unreadTerm(withoutLifted(value)) !== null;
    return value.kind === 'string' && !isFigure(value) ? !hasStop : true;
  }
  if (isTerm(key)) return true;
  if (value.kind === 'object' || value.kind === 'array') return holdsTerm(value) || holdsUnknown(key, value);
  return isFigure(value) && !isDescribing(key);
}

/** An exit at a price that is neither called stop nor target. */
function holdsPrice({ members }: JsonObject): boolean {
  return members.some(({ key, value }) => !asksNothing(value) && listsOf(plainKey(key)).includes(NUMBER_KEYS.limit));
}

/** Whether an object or an array holds an order of its own, or a figure of unknown meaning. */
function holdsUnknown(key: string, node: JsonNode): boolean {
  if (holdsItem(node)) return true;
  return !isDescribing(key) && holdsFigure(node);
}

function holdsFigure(node: JsonNode): boolean {
  if (node.kind === 'array') return node.items.some(holdsFigure);
  if (node.kind !== 'object') return isFigure(node);
  return node.members.some(({ key, value }) => !isDescribing(key) && holdsFigure(value));
}

function holdsItem(node: JsonNode): boolean {
  if (node.kind === 'array') return node.items.some(holdsItem);
  if (node.kind !== 'object') return false;
  return isItem(node) || node.members.some(({ value }) => holdsItem(value));
}

function isRead(key: string): boolean {
  return !EXIT_KEYS.includes(key) && listsOf(key).some((names) => names !== WRAPPER_KEYS);
}

function isTerm(key: string): boolean {
  const plain = plainKey(key);
  if (TERMS.test(plain)) return !/^(?:market|current)conditions?$/.test(plain);
  if (PROFIT.test(plain)) return !MERE_PROFIT.test(plain);
  return wordsOf(key).some((word) => TERM_WORDS.has(word));
}

function isDescribing(key: string): boolean {
  return RISK_FIGURE.test(plainKey(key)) || wordsOf(key).some((word) => DESCRIBING.has(word));
}

/** The words of a key: `stopLoss2`, `stop_loss_2` and `stop-loss 2` have three. */
function wordsOf(key: string): readonly string[] {
  return key
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u);
}

function isFigure(node: JsonNode): boolean {
  if (node.kind === 'number') return true;
  if (node.kind !== 'string' || node.text.length > LONGEST_FIGURE || !/\p{Nd}/u.test(node.text)) return false;
  return (node.text.match(WORD_OF_FIGURE)?.length ?? 0) <= 1;
}

function asksNothing(node: JsonNode): boolean {
  if (node.kind === 'null') return true;
  if (node.kind === 'boolean') return !node.isTrue;
  if (node.kind === 'number') return /^-?[0.]+$/.test(node.text);
  if (node.kind === 'array') return node.items.every(asksNothing);
  return node.kind === 'string' && (isAbsent(node.text) || /^\s*(?:false|no)\s*$/i.test(node.text));
}

function saysStop(item: JsonObject): boolean {
  return item.members.some(({ key, value }) => {
    const plain = plainKey(key);
    if (listsOf(plain).includes(NUMBER_KEYS.stop)) return !asksNothing(value);
    const isLifting = EXIT_KEYS.includes(plain) || STATED_RISK_KEYS.includes(plain);
    return isLifting && value.kind === 'object' && saysStop(value);
  });
}

/** An object without the stop and the target that are read from it as if they stood beside the other fields. */
function withoutLifted(node: JsonObject): JsonObject {
  const isLifted = ({ key }: JsonMember): boolean => {
    const lists = listsOf(plainKey(key));
    return lists.includes(NUMBER_KEYS.stop) || lists.includes(NUMBER_KEYS.target);
  };
  return { ...node, members: node.members.filter((member) => !isLifted(member)) };
}
