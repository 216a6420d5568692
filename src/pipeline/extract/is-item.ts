import { DIRECTION_KEYS, listsOf, type Names, NUMBER_KEYS, plainKey, VERB_KEYS } from './field-names.ts';
import type { JsonNode } from './json-node.ts';

/** Whether an object is a decision: it has a verb, or a direction with a confidence, which a quoted position has not. */
export function isItem(node: JsonNode): boolean {
  if (node.kind !== 'object') return false;
  const said = new Set<Names>();
  for (const { key, value } of node.members) {
    if (value.kind === 'object' || value.kind === 'array') continue;
    for (const names of listsOf(plainKey(key))) said.add(names);
  }
  return said.has(VERB_KEYS) || (said.has(DIRECTION_KEYS) && said.has(NUMBER_KEYS.confidence));
}
