const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '｛': '｝', '［': '］' };

/** Whether an object or an array can begin with this character. */
export function isOpening(character: string): boolean {
  return CLOSING[character] !== undefined;
}

/**
 * Index after the bracket that closes the one at `from`, brackets in strings aside; or that another kind of bracket closes
 * first, or that none does before `limit`.
 */
export function matchBracket(text: string, from: number, limit: number): number | 'mismatch' | 'end' {
  const open: string[] = [];
  for (let at = from; at < limit; at++) {
    const character = text[at] as string;
    if (character === '"') {
      const end = endOfString(text, at, limit);
      if (end === null) return 'end';
      at = end;
      continue;
    }
    const closing = CLOSING[character];
    if (closing !== undefined) {
      open.push(closing);
    } else if ('}]｝］'.includes(character)) {
      if (open.pop() !== character) return 'mismatch';
      if (open.length === 0) return at + 1;
    }
  }
  return 'end';
}

function endOfString(text: string, from: number, limit: number): number | null {
  for (let at = from + 1; at < limit; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return null;
}
