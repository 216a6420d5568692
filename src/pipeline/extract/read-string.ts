import type { RepairKind } from './repair.ts';

/** Which mistakes a reader puts up with: none, those with one meaning, or also a string that ends in another quote than it began with. */
export type Tolerance = 'strict' | 'tolerant' | 'mixed_quotes';

/** A string, or why there is none: the text ended first, or something stood in it that a strict reader refuses. */
export type StringReading =
  | { readonly outcome: 'string'; readonly text: string; readonly to: number; readonly repairs: readonly RepairAt[] }
  | { readonly outcome: 'end' | 'refused'; readonly to: number };

interface RepairAt {
  readonly kind: RepairKind;
  readonly at: number;
}

const CURLY = '“”„＂';
/** What neither ends a string nor needs a look. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a string may not hold
const PLAIN = /[^"'“”„＂\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Whether a string can begin here. */
export function isQuote(character: string, tolerance: Tolerance): boolean {
  if (character === '"') return true;
  return tolerance !== 'strict' && (character === "'" || (character !== '' && CURLY.includes(character)));
}

/** Shorter ones are read sooner than the platform's parser is called. */
const LONG = 64;

/** A long string as JSON has it, read by the platform; `null` for any other, which is read with care. */
function readAsJson(text: string, from: number, limit: number): StringReading | null {
  let end = text.indexOf('"', from + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  if (end - from < LONG || end >= limit) return null;
  try {
    const read: unknown = JSON.parse(text.slice(from, end + 1));
    return typeof read === 'string' ? { outcome: 'string', text: read, to: end + 1, repairs: [] } : null;
  } catch {
    return null;
  }
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before--;
  return (at - before) % 2 === 1;
}

/** Reads the string whose quote stands at `from`; nothing from `limit` on is looked at. */
export function readString(text: string, from: number, limit: number, tolerance: Tolerance): StringReading {
  const quote = text[from] as string;
  // Where quotes may be mixed, another one may end it.
  const asJson = quote === '"' && tolerance !== 'mixed_quotes' ? readAsJson(text, from, limit) : null;
  if (asJson !== null) return asJson;
  const repairs: RepairAt[] = [];
  if (quote === "'") repairs.push({ kind: 'single_quotes', at: from });
  else if (quote !== '"') repairs.push({ kind: 'full_width_punctuation', at: from });
  let read = '';
  let start = from + 1;
  for (let at = start; ; at++) {
    PLAIN.lastIndex = at;
    PLAIN.test(text);
    at = PLAIN.lastIndex;
    if (at >= limit) return { outcome: 'end', to: limit };
    const character = text[at] as string;
    if (character === '\\') {
      const meant = readEscape(text, at, limit);
      if (meant === null) return { outcome: at + 1 >= limit ? 'end' : 'refused', to: at };
      if (meant.isNeedless) {
        if (tolerance === 'strict') return { outcome: 'refused', to: at };
        repairs.push({ kind: 'needless_escape', at });
      }
      read += text.slice(start, at) + meant.text;
      at += meant.length - 1;
      start = at + 1;
    } else if (closes(text, at, limit, quote, tolerance)) {
      if (character !== quote && quote === '"') repairs.push({ kind: 'full_width_punctuation', at });
      return { outcome: 'string', text: read + text.slice(start, at), to: at + 1, repairs };
    } else if (character < ' ') {
      if (tolerance === 'strict') return { outcome: 'refused', to: at };
      if (repairs.at(-1)?.kind !== 'control_character') repairs.push({ kind: 'control_character', at });
    }
  }
}

function readEscape(
  text: string,
  at: number,
  limit: number,
): { readonly text: string; readonly length: number; readonly isNeedless: boolean } | null {
  if (at + 1 >= limit) return null;
  const letter = text[at + 1] as string;
  if (letter === 'u') {
    const digits = text.slice(at + 2, Math.min(at + 6, limit));
    if (!/^[\da-f]{4}$/i.test(digits)) return null;
    return { text: String.fromCharCode(Number.parseInt(digits, 16)), length: 6, isNeedless: false };
  }
  const meant = ESCAPES[letter];
  // An escaped apostrophe is as needless as an escaped underscore.
  if (meant !== undefined) return { text: meant, length: 2, isNeedless: letter === "'" };
  return /[A-Za-z0-9]/.test(letter) ? null : { text: letter, length: 2, isNeedless: true };
}

function closes(text: string, at: number, limit: number, quote: string, tolerance: Tolerance): boolean {
  const character = text[at] as string;
  if (quote === '"') return character === '"' || (tolerance === 'mixed_quotes' && CURLY.includes(character));
  if (quote === "'") return character === "'" && isFollowedByPunctuation(text, at + 1, limit);
  return character === '”' || character === '＂' || (tolerance === 'mixed_quotes' && character === '"');
}

/** An apostrophe within a word ends no string: only one before a comma, a colon or a closing bracket does. */
function isFollowedByPunctuation(text: string, from: number, limit: number): boolean {
  let at = from;
  while (at < limit && ' \t\r\n'.includes(text[at] as string)) at++;
  return at < limit && ',:}]，：｝］'.includes(text[at] as string);
}
