import { plainKey } from './field-names.ts';
import type { JsonNode, JsonObject } from './json-node.ts';
import { isAbsent } from './read-number.ts';
import { type Repair, type RepairKind, shortened } from './repair.ts';

/** The members of one item by their plain keys, and the repairs that reading them took. */
export class ItemFields {
  readonly #members: ReadonlyMap<string, readonly JsonNode[]>;
  readonly repairs: Repair[] = [];

  constructor(item: JsonObject) {
    const members = new Map<string, JsonNode[]>();
    for (const { key, value } of item.members) {
      const known = members.get(plainKey(key));
      if (known === undefined) members.set(plainKey(key), [value]);
      else known.push(value);
    }
    this.#members = members;
  }

  /** Keys that stand more than once, in whatever spelling. */
  get duplicates(): readonly string[] {
    return [...this.#members].filter(([, values]) => values.length > 1).map(([key]) => key);
  }

  /** The members of these keys that say anything, in the order of the keys. */
  said(keys: Iterable<string>): readonly { readonly key: string; readonly value: JsonNode }[] {
    const said: { readonly key: string; readonly value: JsonNode }[] = [];
    for (const key of keys) {
      for (const value of this.#members.get(key) ?? []) if (saysAnything(value)) said.push({ key, value });
    }
    return said;
  }

  /** The words of these keys. */
  words(keys: readonly string[]): readonly string[] {
    return this.said(keys).flatMap(({ value }) => {
      if (value.kind === 'string' || value.kind === 'number') return [value.text];
      return value.kind === 'boolean' ? [`${value.isTrue}`] : ['?'];
    });
  }

  repair(kind: RepairKind, node: JsonNode): void {
    const found = node.kind === 'string' || node.kind === 'number' ? shortened(node.text) : node.kind;
    this.repairs.push({ kind, at: node.from, found });
  }
}

function saysAnything(node: JsonNode): boolean {
  return node.kind !== 'null' && !(node.kind === 'string' && isAbsent(node.text));
}
