import { Decimal } from '../domain/decimal.ts';
import { isSecretName, REDACTED, secretTexts } from './secret-texts.ts';

/** Takes secrets out of whatever is about to be written down. */
export interface Redactor {
  /** The text without the secrets that were named and without what looks like one. */
  text(text: string): string;
  /**
   * A copy of plain values, without secrets: names under which secrets stand lose their values at any depth, and every text
   * loses what {@link Redactor.text} takes out of it. Errors keep message, stack and causes. Never throws.
   */
  value(value: unknown): unknown;
}

const MOST_DEPTH = 8;
const MOST_ITEMS = 200;
const LONGEST_TEXT = 8_000;

/**
 * Makes a {@link Redactor} that also knows the secrets of this host by their values.
 *
 * A value of fewer than 6 characters is taken out by its name only.
 */
export function redactor(secrets: readonly string[] = []): Redactor {
  const hide = secretTexts(secrets);
  // Hidden before it is cut, so that no half of a secret is left at the end.
  const text = (given: string): string => {
    const hidden = hide(given);
    return hidden.length > LONGEST_TEXT ? `${hidden.slice(0, LONGEST_TEXT)}…` : hidden;
  };
  return { text, value: (value) => new Copy(text).of(value, 0) };
}

class Copy {
  readonly #text: (text: string) => string;
  /** Those that are being copied, from the outermost on. */
  readonly #within: object[] = [];

  constructor(text: (text: string) => string) {
    this.#text = text;
  }

  of(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'bigint':
        return value.toString();
      case 'number':
      case 'boolean':
        return value;
      case 'object':
        return value === null ? null : this.#object(value, depth);
      default:
        return undefined;
    }
  }

  #object(value: object, depth: number): unknown {
    if (this.#within.includes(value)) return '[circular]';
    if (depth >= MOST_DEPTH) return '[deep]';
    this.#within.push(value);
    try {
      if (isErrorLike(value)) return this.#error(value, depth);
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
      if (value instanceof URL) return this.#text(value.href);
      if (Decimal.isDecimal(value)) return value.toFixed();
      if (ArrayBuffer.isView(value)) return '[binary]';
      if (Array.isArray(value)) return this.#list(value, depth);
      if (value instanceof Set) return this.#list([...value], depth);
      if (hasEntries(value)) return this.#fields([...value.entries()], depth);
      if ('toJSON' in value && typeof value.toJSON === 'function') return this.of(value.toJSON(), depth + 1);
      return this.#fields(Object.entries(value), depth);
    } catch {
      return '[unreadable]';
    } finally {
      this.#within.pop();
    }
  }

  #list(items: readonly unknown[], depth: number): unknown[] {
    const kept = items.slice(0, MOST_ITEMS);
    // Headers come as lists, too: a name, and then its value.
    return kept.map((item, at) => {
      const before = kept[at - 1];
      return typeof before === 'string' && isSecretName(before) ? REDACTED : this.of(item, depth + 1);
    });
  }

  #fields(entries: Iterable<readonly [unknown, unknown]>, depth: number): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    let left = MOST_ITEMS;
    for (const [key, value] of entries) {
      if (left-- === 0) break;
      const name = String(key);
      const isHidden = isSecretName(name) && value !== null && value !== undefined;
      // By definition, so that a field of the name of a setter stays one.
      const safe = isHidden ? REDACTED : this.of(value, depth + 1);
      Object.defineProperty(copy, this.#text(name), { value: safe, enumerable: true, configurable: true });
    }
    return copy;
  }

  #error(error: ErrorLike, depth: number): Record<string, unknown> {
    const { name, message, stack, cause, errors } = error;
    const own = Object.entries(error).filter(([key]) => !ERROR_FIELDS.includes(key));
    return {
      name: this.of(name, depth + 1),
      message: this.of(message, depth + 1),
      ...this.#fields(own, depth),
      ...(stack === undefined ? {} : { stack: this.of(stack, depth + 1) }),
      ...(cause === undefined ? {} : { cause: this.of(cause, depth + 1) }),
      ...(errors === undefined ? {} : { errors: this.of(errors, depth + 1) }),
    };
  }
}

/** An error, also one of another realm. */
interface ErrorLike {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

const ERROR_FIELDS: readonly string[] = ['name', 'message', 'stack', 'cause', 'errors'];

function isErrorLike(value: object): value is ErrorLike {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

/** A map, or headers. */
function hasEntries(value: object): value is { entries(): Iterable<[unknown, unknown]> } {
  return 'entries' in value && typeof value.entries === 'function' && 'get' in value && typeof value.get === 'function';
}
