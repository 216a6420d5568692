import type { AskedQuestion } from './asked-question.ts';

/** Characters shown on both sides of the first difference. */
const AROUND = 24;

/** Where two questions differ first, as the end of a sentence; `null` when they are the same. */
export function differenceOf(asked: AskedQuestion, recorded: AskedQuestion): string | null {
  return firstDifference(asked, recorded, '');
}

/** The recorded question that agrees with the asked one for longest; `null` when there is none. */
export function nearestTo<T extends { readonly question: AskedQuestion }>(
  asked: AskedQuestion,
  recorded: readonly T[],
): T | null {
  const target = JSON.stringify(asked);
  let nearest: T | null = null;
  let most = -1;
  for (const candidate of recorded) {
    const agreed = agreement(target, JSON.stringify(candidate.question));
    if (agreed > most) [nearest, most] = [candidate, agreed];
  }
  return nearest;
}

/** Characters that agree from the start and from the end. */
function agreement(a: string, b: string): number {
  const start = commonStart(a, b);
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return start + end;
}

function firstDifference(asked: unknown, recorded: unknown, path: string): string | null {
  if (typeof asked === 'string' && typeof recorded === 'string') {
    return asked === recorded ? null : differentTexts(asked, recorded, path);
  }
  if (!isObject(asked) || !isObject(recorded)) {
    if (asked === recorded) return null;
    return `${path || 'it'}: asked ${brief(asked)}, recorded ${brief(recorded)}`;
  }
  for (const key of new Set([...Object.keys(asked), ...Object.keys(recorded)])) {
    const deeper = Array.isArray(asked) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = firstDifference(Reflect.get(asked, key), Reflect.get(recorded, key), deeper);
    if (found !== null) return found;
  }
  return null;
}

function differentTexts(asked: string, recorded: string, path: string): string {
  const at = commonStart(asked, recorded);
  const part = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - AROUND), at + AROUND));
  return `${path}, from character ${at} on: asked ${part(asked)}, recorded ${part(recorded)}`;
}

function commonStart(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at++;
  return at;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 2 * AROUND ? `${text.slice(0, 2 * AROUND)}…` : text;
}
