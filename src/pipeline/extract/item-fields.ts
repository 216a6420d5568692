import { EXIT_KEYS, listsOf, type Names, NUMBER_KEYS, plainKey, STATED_RISK_KEYS } from './field-names.ts';
import type { JsonNode, JsonObject } from './json-node.ts';
import { isAbsent } from './read-number.ts';
import { type Repair, type RepairKind, shortened } from './repair.ts';

/** A member that says something, under its plain key. */
export interface Said {
  readonly key: string;
  readonly value: JsonNode;
}

const NOTHING: readonly Said[] = [];

/** The members of one item by what their keys mean, and the repairs that reading them took. */
export class ItemFields {
  /** Keys that stand more than once, in whatever spelling. */
  readonly duplicates: readonly string[];
  readonly repairs: Repair[] = [];
  readonly #said = new Map<Names, Said[]>();

  constructor(item: JsonObject) {
    const keys = new Set<string>();
    const duplicates = new Set<string>();
    for (const { key: written, value } of item.members) {
      const key = plainKey(written);
      if (keys.has(key)) duplicates.add(key);
      keys.add(key);
      if (saysAnything(value)) this.#add({ key, value });
      if (value.kind === 'object' && (EXIT_KEYS.includes(key) || STATED_RISK_KEYS.includes(key))) this.#lift(value);
    }
    this.duplicates = duplicates.size === 0 ? [] : [...keys].filter((key) => duplicates.has(key));
  }

  /** The members of these keys that say anything, in the order of the keys. */
  said(names: Names): readonly Said[] {
    const said = this.#said.get(names);
    if (said === undefined) return NOTHING;
    return said.length === 1 ? said : said.toSorted((a, b) => names.indexOf(a.key) - names.indexOf(b.key));
  }

  /** The words of these keys. */
  words(names: Names): readonly string[] {
    return this.said(names).map(({ value }) => {
      if (value.kind === 'string' || value.kind === 'number') return value.text;
      return value.kind === 'boolean' ? `${value.isTrue}` : '?';
    });
  }

  #add(member: Said): void {
    for (const names of listsOf(member.key)) {
      const said = this.#said.get(names);
      if (said === undefined) this.#said.set(names, [member]);
      else said.push(member);
    }
  }

  /** A stop and a target in an object of their own count as if they stood beside it. */
  #lift(nested: JsonObject): void {
    for (const { key: written, value } of nested.members) {
      const key = plainKey(written);
      const lists = listsOf(key);
      const isLifted = lists.includes(NUMBER_KEYS.stop) || lists.includes(NUMBER_KEYS.target);
      if (isLifted && saysAnything(value)) this.#add({ key, value });
    }
  }

  repair(kind: RepairKind, node: JsonNode): void {
    const found = node.kind === 'string' || node.kind === 'number' ? shortened(node.text) : node.kind;
    this.repairs.push({ kind, at: node.from, found });
  }
}

function saysAnything(node: JsonNode): boolean {
  return node.kind !== 'null' && !(node.kind === 'string' && isAbsent(node.text));
}
