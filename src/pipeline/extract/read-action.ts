import type { DecisionAction } from '../../domain/decision.ts';
import { readDirection, readPositionSide, readVerb, type Verb } from './action.ts';
import { DIRECTION_KEYS, VERB_KEYS } from './field-names.ts';
import type { ItemFields } from './item-fields.ts';
import { type Refusal, refusal } from './refusal.ts';
import { shortened } from './repair.ts';

/** What an item wants done, and for a close the side that it names. */
export interface ActionReading {
  readonly action: DecisionAction;
  readonly closingSide: 'long' | 'short' | null;
}

const KNOWN = 'the actions are buy, sell, hold, close and no_entry';

/** The action on which every word of an item agrees, or why there is none. Inventions are not guessed at. */
export function readAction(fields: ItemFields): ActionReading | Refusal {
  const words = fields.words(VERB_KEYS);
  const directions = fields.words(DIRECTION_KEYS);
  const spoken = words.length > 0 ? words : directions;
  const verbs: Verb[] = [];
  for (const word of spoken) {
    const verb = readVerb(word);
    if (verb === null) return refusal('unknown_action', `"${shortened(word)}" is no action; ${KNOWN}.`);
    verbs.push(verb);
  }
  const [first] = verbs;
  if (first === undefined) return refusal('missing_action', `It names no action; ${KNOWN}.`);
  if (verbs.some(({ action }) => action !== first.action)) return disagreeing([...words, ...directions]);
  if (first.action === 'hold' || first.action === 'no_entry') return { action: first.action, closingSide: null };
  return first.action === 'close'
    ? readClose(verbs, words, directions)
    : readEntry(first.action, words.length > 0 ? directions : [], [...words, ...directions]);
}

function readEntry(
  verb: 'buy' | 'sell' | 'open',
  directions: readonly string[],
  all: readonly string[],
): ActionReading | Refusal {
  let action: 'buy' | 'sell' | null = verb === 'open' ? null : verb;
  for (const word of directions) {
    const side = readDirection(word);
    if (side === null) return refusal('unknown_action', `"${shortened(word)}" is no side: long or short is.`);
    if (action !== null && side !== action) return disagreeing(all);
    action = side;
  }
  if (action === null) return refusal('unknown_action', `It opens without saying which way; ${KNOWN}.`);
  return { action, closingSide: null };
}

/** A close may name the side of what it closes; the side of an order that closes is no such name. */
function readClose(
  verbs: readonly Verb[],
  words: readonly string[],
  directions: readonly string[],
): ActionReading | Refusal {
  const sides = new Set([...verbs.map(({ closes }) => closes), ...directions.map(readPositionSide)]);
  sides.delete(null);
  if (sides.size > 1) return disagreeing([...words, ...directions]);
  return { action: 'close', closingSide: [...sides][0] ?? null };
}

function disagreeing(words: readonly string[]): Refusal {
  const list = words.map((word) => `"${shortened(word)}"`).join(' and ');
  return refusal('disagreeing_fields', `${list} contradict each other.`);
}
