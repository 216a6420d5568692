import { shortened } from './repair.ts';

interface Place {
  /** Index of its first character in the reply. */
  readonly from: number;
  /** Index after its last character. */
  readonly to: number;
}

/** One member of an object; a key that stands twice is two members. */
export interface JsonMember {
  readonly key: string;
  readonly value: JsonNode;
}

export interface JsonObject extends Place {
  readonly kind: 'object';
  readonly members: readonly JsonMember[];
}

export interface JsonArray extends Place {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}

/**
 * A value as it was read, with its place in the reply. Numbers stay text, so that no digit is lost; `broken` is an object
 * that could not be read, among others that could.
 */
export type JsonNode =
  | JsonObject
  | JsonArray
  | ({ readonly kind: 'string'; readonly text: string } & Place)
  | ({ readonly kind: 'number'; readonly text: string } & Place)
  | ({ readonly kind: 'boolean'; readonly isTrue: boolean } & Place)
  | ({ readonly kind: 'null' } & Place)
  | ({ readonly kind: 'broken'; readonly why: string } & Place);

/** The same text for the same content, whatever its layout: two candidates that agree in it say the same. */
export function contentOf(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return `{${node.members.map(({ key, value }) => `${JSON.stringify(key)}:${contentOf(value)}`).join(',')}}`;
    case 'array':
      return `[${node.items.map(contentOf).join(',')}]`;
    case 'string':
      return JSON.stringify(node.text);
    case 'number':
      return node.text;
    case 'boolean':
      return node.isTrue ? 'true' : 'false';
    case 'null':
      return 'null';
    case 'broken':
      return `broken@${node.from}`;
  }
}

/** A value as a sentence names it: its text in quotes, or what it is. */
export function named(node: JsonNode): string {
  if (node.kind === 'string' || node.kind === 'number') return `"${shortened(node.text)}"`;
  return node.kind === 'array' || node.kind === 'object' ? `an ${node.kind}` : `a ${node.kind}`;
}
