import type { JsonMember, JsonNode } from './json-node.ts';
import { isOpening, matchBracket } from './match-bracket.ts';
import { isQuote, readString, type Tolerance } from './read-string.ts';
import { type Repair, type RepairKind, shortened } from './repair.ts';

/** Deeper than any answer is; a reply cannot exhaust the stack. */
const DEEPEST = 24;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BARE = /[+\-.\w][\w.%+\-/]*/y;
const BARE_WORD = /^[A-Za-z][\w\-/]*$/;
const BARE_NUMBER = /^[+-]?\.?\d[\w.]*%?$/;
const NO_NUMBER = /^[+-]?(?:NaN|Infinity|inf)$/;
const FOREIGN: Readonly<Record<string, boolean | null>> = {
  True: true,
  False: false,
  None: null,
  undefined: null,
  NULL: null,
  Null: null,
};

/** What a reader makes of the text from a bracket on. */
export type JsonReading =
  | { readonly outcome: 'read'; readonly node: JsonNode; readonly repairs: readonly Repair[] }
  | {
      /** `end`: the text ended before the bracket closed. `syntax`: something that is no JSON came first. */
      readonly outcome: 'end' | 'syntax';
      /** How far it came. */
      readonly at: number;
      /** Whether what came before could only be JSON, and not brackets in prose. */
      readonly isJson: boolean;
    };

/** How a {@link readJson} goes about. */
export interface JsonReadingOptions {
  readonly tolerance: Tolerance;
  /** `skip`: an object that cannot be read but whose brackets balance is left out, so that its neighbours are not lost. */
  readonly brokenObjects: 'refuse' | 'skip';
}

/**
 * Reads the object or array that begins at `from`, up to its closing bracket and no further than `limit`.
 *
 * A bracket is never added: what does not balance is not read. Duplicate keys stay. Never throws.
 */
export function readJson(text: string, from: number, limit: number, options: JsonReadingOptions): JsonReading {
  return new JsonReader(text, from, limit, options).read();
}

class JsonReader {
  readonly #text: string;
  readonly #limit: number;
  readonly #tolerance: Tolerance;
  readonly #skipsBroken: boolean;
  readonly #repairs: Repair[] = [];
  #at: number;
  #hasEnded = false;
  #isJson = false;

  constructor(text: string, from: number, limit: number, { tolerance, brokenObjects }: JsonReadingOptions) {
    this.#text = text;
    this.#at = from;
    this.#limit = limit;
    this.#tolerance = tolerance;
    this.#skipsBroken = brokenObjects === 'skip';
  }

  read(): JsonReading {
    const node = this.#value(0);
    if (node !== null) return { outcome: 'read', node, repairs: this.#repairs };
    return { outcome: this.#hasEnded ? 'end' : 'syntax', at: this.#at, isJson: this.#isJson };
  }

  #value(depth: number): JsonNode | null {
    const character = this.#peek();
    if (character === '{' || this.#isFullWidth(character, '｛')) return this.#object(depth);
    if (character === '[' || this.#isFullWidth(character, '［')) return this.#array(depth);
    if (isQuote(character, this.#tolerance)) return this.#string();
    return this.#bare();
  }

  #object(depth: number): JsonNode | null {
    const from = this.#at;
    if (depth >= DEEPEST) return this.#fail();
    this.#at++;
    const members: JsonMember[] = [];
    for (let isFirst = true; ; isFirst = false) {
      this.#space();
      if (this.#closes('}', '｝')) return { kind: 'object', members, from, to: this.#at };
      if (!isFirst) {
        const comma = this.#at;
        if (this.#comma()) {
          this.#space();
          if (this.#closes('}', '｝')) {
            if (!this.#repair('trailing_comma', comma)) return null;
            return { kind: 'object', members, from, to: this.#at };
          }
        } else if (this.#isEnd() || !this.#repair('missing_comma', this.#at)) {
          return this.#fail();
        }
      }
      const key = this.#key();
      if (key === null) return this.#fail();
      this.#space();
      if (!this.#colon()) return this.#fail();
      this.#isJson = true;
      this.#space();
      const value = this.#child(depth);
      if (value === null) return null;
      members.push({ key, value });
    }
  }

  #array(depth: number): JsonNode | null {
    const from = this.#at;
    if (depth >= DEEPEST) return this.#fail();
    this.#at++;
    const items: JsonNode[] = [];
    for (let isFirst = true; ; isFirst = false) {
      this.#space();
      if (this.#closes(']', '］')) return { kind: 'array', items, from, to: this.#at };
      if (!isFirst) {
        const comma = this.#at;
        if (this.#comma()) {
          this.#space();
          if (this.#closes(']', '］')) {
            if (!this.#repair('trailing_comma', comma)) return null;
            return { kind: 'array', items, from, to: this.#at };
          }
        } else if (!isOpening(this.#peek()) || !this.#repair('missing_comma', this.#at)) {
          return this.#fail();
        }
      }
      const item = this.#child(depth);
      if (item === null) return null;
      items.push(item);
    }
  }

  /** A value within another; where that is wanted, an object that cannot be read is stepped over. */
  #child(depth: number): JsonNode | null {
    const from = this.#at;
    const repairs = this.#repairs.length;
    const value = this.#value(depth + 1);
    if (value !== null || !this.#skipsBroken || this.#text[from] !== '{') return value;
    const to = matchBracket(this.#text, from, this.#limit);
    if (typeof to !== 'number') return null;
    const why = `it is no JSON near "${shortened(this.#text.slice(this.#at, Math.min(this.#at + 24, to)))}"`;
    this.#repairs.length = repairs;
    this.#hasEnded = false;
    this.#at = to;
    this.#repairs.push({ kind: 'skipped_item', at: from, found: shortened(this.#text.slice(from, to)) });
    return { kind: 'broken', why, from, to };
  }

  #key(): string | null {
    if (isQuote(this.#peek(), this.#tolerance)) {
      const node = this.#string();
      return node === null || node.kind !== 'string' ? null : node.text;
    }
    const word = this.#match(/[A-Za-z_$][\w$-]*/y);
    if (word === null || !this.#repair('unquoted_key', this.#at)) return null;
    this.#at += word.length;
    return word;
  }

  #string(): JsonNode | null {
    const from = this.#at;
    const reading = readString(this.#text, from, this.#limit, this.#tolerance);
    this.#at = reading.to;
    if (reading.outcome === 'end') this.#isJson = true;
    if (reading.outcome !== 'string') return this.#fail();
    for (const { kind, at } of reading.repairs) this.#repair(kind, at);
    return { kind: 'string', text: reading.text, from, to: reading.to };
  }

  #bare(): JsonNode | null {
    const from = this.#at;
    const number = this.#match(NUMBER);
    const token = this.#match(BARE);
    if (token === null) return this.#fail();
    const to = from + token.length;
    if (number === token) {
      this.#at = to;
      return { kind: 'number', text: number, from, to };
    }
    const node = this.#word(token, from, to);
    if (node === null) return this.#fail();
    this.#at = to;
    return node;
  }

  #word(token: string, from: number, to: number): JsonNode | null {
    if (token === 'null') return { kind: 'null', from, to };
    if (token === 'true' || token === 'false') return { kind: 'boolean', isTrue: token === 'true', from, to };
    // A figure that went wrong is not one that was left out.
    if (NO_NUMBER.test(token)) {
      return this.#repair('not_a_number', from) ? { kind: 'string', text: token, from, to } : null;
    }
    const foreign = FOREIGN[token];
    if (foreign !== undefined) {
      if (!this.#repair('foreign_literal', from)) return null;
      return foreign === null ? { kind: 'null', from, to } : { kind: 'boolean', isTrue: foreign, from, to };
    }
    if (!BARE_WORD.test(token) && !BARE_NUMBER.test(token)) return null;
    return this.#repair('unquoted_value', from) ? { kind: 'string', text: token, from, to } : null;
  }

  /** Steps over white space, and over comments where those are put up with. */
  #space(): void {
    for (;;) {
      while (!this.#isEnd() && this.#isSpace(this.#peek())) this.#at++;
      if (this.#tolerance === 'strict' || !this.#comment()) return;
    }
  }

  #isSpace(character: string): boolean {
    if (character === ' ' || character === '\n' || character === '\r' || character === '\t') return true;
    return this.#tolerance !== 'strict' && '\u00a0\u3000\ufeff'.includes(character);
  }

  #comment(): boolean {
    const first = this.#peek();
    if (first !== '/' && first !== '#') return false;
    const second = this.#text[this.#at + 1];
    if (first === '/' && second === '*') {
      const end = this.#text.indexOf('*/', this.#at + 2);
      if (end < 0 || end + 2 > this.#limit) return false;
      this.#repair('comment', this.#at);
      this.#at = end + 2;
      return true;
    }
    if (first === '/' && second !== '/') return false;
    this.#repair('comment', this.#at);
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#limit : Math.min(end, this.#limit);
    return true;
  }

  #comma(): boolean {
    return this.#takes(',', '，、');
  }

  #colon(): boolean {
    return this.#takes(':', '：');
  }

  #closes(bracket: string, wide: string): boolean {
    return this.#takes(bracket, wide);
  }

  #takes(character: string, wide: string): boolean {
    const found = this.#peek();
    if (found !== character) {
      if (this.#tolerance === 'strict' || found === '' || !wide.includes(found)) return false;
      this.#repair('full_width_punctuation', this.#at);
    }
    this.#at++;
    return true;
  }

  #isFullWidth(character: string, bracket: string): boolean {
    return character === bracket && this.#repair('full_width_punctuation', this.#at);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    return found === undefined || this.#at + found.length > this.#limit ? null : found;
  }

  #peek(): string {
    return this.#isEnd() ? '' : (this.#text[this.#at] as string);
  }

  #isEnd(): boolean {
    return this.#at >= this.#limit;
  }

  /** Notes a repair; a strict reader makes none, and fails. */
  #repair(kind: RepairKind, at: number): boolean {
    if (this.#tolerance === 'strict') return false;
    this.#repairs.push({ kind, at, found: shortened(this.#text.slice(Math.max(0, at - 8), at + 16)) });
    return true;
  }

  #fail(): null {
    if (this.#isEnd()) this.#hasEnded = true;
    return null;
  }
}
