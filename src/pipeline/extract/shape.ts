import { readVerb } from './action.ts';
import { PAUSE_KEYS, plainKey, WRAPPER_KEYS } from './field-names.ts';
import { isItem } from './is-item.ts';
import type { JsonMember, JsonNode, JsonObject } from './json-node.ts';
import { unreadBeside } from './unread-term.ts';

/** One thing that may be a decision, and the symbol under which it stood where a reply is an object of coins. */
export interface RawItem {
  readonly node: JsonNode;
  readonly symbol: string | null;
  /** The key of something that was said of all decisions together, and is read for none; `null` for nothing. */
  readonly beside: string | null;
}

/** The decisions of a reply, not read yet. */
export interface Shape {
  readonly items: readonly RawItem[];
  /** What was said of pausing, each with its key; more than one is a contradiction. */
  readonly pauses: readonly JsonNode[];
  /** Why the whole cannot be believed; `null` where it can. */
  readonly contradiction: string | null;
}

const DEEPEST = 4;

/**
 * The items of an answer: an array, one object, an object of coins, or a wrapper around any of them; `null` for JSON that
 * is no answer at all.
 */
export function readShape(nodes: readonly JsonNode[], isSymbol: (text: string) => boolean): Shape | null {
  const [first] = nodes;
  if (first === undefined) return null;
  return nodes.length === 1 ? shapeOf(first, isSymbol, 0) : listShape(nodes, isSymbol, 0);
}

function shapeOf(node: JsonNode, isSymbol: (text: string) => boolean, depth: number): Shape | null {
  if (depth > DEEPEST) return null;
  if (node.kind === 'array') return listShape(node.items, isSymbol, depth);
  return node.kind === 'object' ? objectShape(node, isSymbol, depth) : null;
}

function listShape(nodes: readonly JsonNode[], isSymbol: (text: string) => boolean, depth: number): Shape | null {
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined && !isItem(only)) return shapeOf(only, isSymbol, depth + 1);
  if (!nodes.some((node) => isItem(node) || node.kind === 'broken')) return null;
  return { items: nodes.map((node) => ({ node, symbol: null, beside: null })), pauses: [], contradiction: null };
}

function objectShape(node: JsonObject, isSymbol: (text: string) => boolean, depth: number): Shape | null {
  const pauses = node.members.filter(({ key }) => PAUSE_KEYS.includes(plainKey(key))).map(({ value }) => value);
  const wrapped = node.members.flatMap((member) => wrappedShape(member, isSymbol, depth));
  const ownItem = isItem(node) ? [{ node, symbol: null, beside: null }] : [];
  const coins = ownItem.length > 0 ? [] : coinItems(node, isSymbol);
  const sources = [...wrapped.map(({ items }) => items), ownItem, coins].filter((items) => items.length > 0);
  if (sources.length === 0 && wrapped.length === 0) return null;
  const taken = new Set(sources.flat().map(({ node: item }) => item));
  const beside = ownItem.length > 0 ? null : unreadBeside(node.members.filter(({ value }) => !taken.has(value)));
  return {
    items: sources.flat().map((item) => (item.beside === null ? { ...item, beside } : item)),
    pauses: [...pauses, ...wrapped.flatMap((shape) => shape.pauses)],
    contradiction:
      sources.length > 1 || wrapped.length > 1
        ? 'it holds more than one set of decisions'
        : (wrapped[0]?.contradiction ?? null),
  };
}

function wrappedShape({ key, value }: JsonMember, isSymbol: (text: string) => boolean, depth: number): Shape[] {
  if (!WRAPPER_KEYS.includes(plainKey(key))) return [];
  // An empty list under such a key is an answer: nothing is to be done.
  if (value.kind === 'array' && value.items.length === 0) return [{ items: [], pauses: [], contradiction: null }];
  const shape = shapeOf(value, isSymbol, depth + 1);
  return shape === null ? [] : [shape];
}

/** The members of an object of coins: at least one of them has to look like a decision. */
function coinItems(node: JsonObject, isSymbol: (text: string) => boolean): readonly RawItem[] {
  const items = node.members.flatMap(({ key, value }): readonly (Omit<RawItem, 'beside'> & { isSure: boolean })[] => {
    if (WRAPPER_KEYS.includes(plainKey(key))) return [];
    const inner = unwrapped(value);
    if (isItem(inner)) return [{ node: inner, symbol: key, isSure: true }];
    if (!isSymbol(key)) return [];
    const isVerb = value.kind === 'string' && readVerb(value.text) !== null;
    return [{ node: inner, symbol: key, isSure: isVerb || inner.kind === 'broken' }];
  });
  return items.some(({ isSure }) => isSure)
    ? items.map(({ node: item, symbol }) => ({ node: item, symbol, beside: null }))
    : [];
}

/** A coin's object may wrap its decision once more. */
function unwrapped(node: JsonNode): JsonNode {
  if (node.kind !== 'object' || node.members.length !== 1) return node;
  const [member] = node.members;
  return member !== undefined && WRAPPER_KEYS.includes(plainKey(member.key)) && member.value.kind === 'object'
    ? member.value
    : node;
}
