import type { Span } from './span.ts';

/** A tag of a text; `name` is what its pattern's first group took. */
export interface Tag extends Span {
  readonly name: string;
}

/** The first tag at or after `from`. Its pattern is sticky and begins with `<`, which no other character of it may be. */
export function nextTag(text: string, pattern: RegExp, from: number): Tag | null {
  for (let at = text.indexOf('<', from); at >= 0; at = text.indexOf('<', at + 1)) {
    const tag = tagAt(text, pattern, at);
    if (tag !== null) return tag;
  }
  return null;
}

function tagAt(text: string, pattern: RegExp, at: number): Tag | null {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? null : { from: at, to: at + found[0].length, name: found[1] ?? '' };
}
