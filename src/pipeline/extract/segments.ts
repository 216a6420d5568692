import type { Span } from './thinking.ts';

/** A stretch of a reply: prose, or what stands between two fences. */
export interface Segment extends Span {
  readonly kind: 'prose' | 'fence';
  /** What the fence says it holds, in lower case; empty where it says nothing. */
  readonly language: string;
  /** Whether the text goes on after it; a fence that is never closed ends with the reply. */
  readonly isClosed: boolean;
}

const FENCE = /`{3,}|~{3,}/g;
const LANGUAGE = /[ \t]*([\w+-]*)/y;

/** The stretches of a reply, in order, without the given parts. A fence that is open when a part begins ends there. */
export function findSegments(text: string, without: readonly Span[]): readonly Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const { from, to } of without) {
    split(text, at, from, true, segments);
    at = to;
  }
  split(text, at, text.length, false, segments);
  return segments;
}

function split(text: string, from: number, to: number, isClosed: boolean, segments: Segment[]): void {
  let at = from;
  let language: string | null = null;
  FENCE.lastIndex = from;
  for (let fence = FENCE.exec(text); fence !== null && fence.index < to; fence = FENCE.exec(text)) {
    add(segments, at, fence.index, language, true);
    at = fence.index + fence[0].length;
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
}

function add(segments: Segment[], from: number, to: number, language: string | null, isClosed: boolean): void {
  if (from >= to) return;
  const kind = language === null ? 'prose' : 'fence';
  segments.push({ kind, language: language ?? '', from, to, isClosed });
}
