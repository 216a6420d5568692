import type { Span } from './span.ts';

/** A stretch of a reply: prose, or what stands between two fences. */
export interface Segment extends Span {
  readonly kind: 'prose' | 'fence';
  /** What the fence says it holds, in lower case; empty where it says nothing. */
  readonly language: string;
  /** Whether the text goes on after it; a fence that is never closed ends with the reply. */
  readonly isClosed: boolean;
}

const MARKS = ['```', '~~~'] as const;
const LANGUAGE = /[ \t]*([\w+-]*)/y;

/** The stretches of a reply, in order, without the given parts. A fence that is open when a part begins ends there. */
export function findSegments(text: string, without: readonly Span[]): readonly Segment[] {
  const segments: Segment[] = [];
  const fences = fencesOf(text);
  let fence = fences.next();
  const split = (from: number, to: number, isClosed: boolean): void => {
    let at = from;
    let language: string | null = null;
    for (; !fence.done && fence.value.from < to; fence = fences.next()) {
      const { from: index, to: end } = fence.value;
      if (index < from) continue;
      add(segments, at, index, language, true);
      at = end;
      if (language !== null) {
        language = null;
        continue;
      }
      LANGUAGE.lastIndex = at;
      const word = LANGUAGE.exec(text);
      language = (word?.[1] ?? '').toLowerCase();
      at += word?.[0].length ?? 0;
    }
    add(segments, at, to, language, isClosed);
  };
  let at = 0;
  for (const { from, to } of without) {
    split(at, from, true);
    at = to;
  }
  split(at, text.length, false);
  return segments;
}

/** Runs of three marks or more, in their order. The platform's own search costs a tenth of a pattern's. */
function* fencesOf(text: string): Generator<Span, undefined> {
  const next = MARKS.map((mark) => text.indexOf(mark));
  for (;;) {
    const from = Math.min(...next.map((index) => (index < 0 ? text.length : index)));
    if (from === text.length) return undefined;
    let to = from + 1;
    while (text[to] === text[from]) to++;
    yield { from, to };
    MARKS.forEach((mark, which) => {
      if (next[which] === from) next[which] = text.indexOf(mark, to);
    });
  }
}

function add(segments: Segment[], from: number, to: number, language: string | null, isClosed: boolean): void {
  if (from >= to) return;
  const kind = language === null ? 'prose' : 'fence';
  segments.push({ kind, language: language ?? '', from, to, isClosed });
}
