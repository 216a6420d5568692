/** A part of a text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const TAGS = ['think', 'thinking', 'thought', 'thoughts', 'reasoning', 'reflection', 'scratchpad', 'analysis'];
const OPENING = new RegExp(`<(${TAGS.join('|')})>`, 'gi');
const CLOSING = new RegExp(`</(?:${TAGS.join('|')})>`, 'gi');

/** Where a reply thinks aloud, in order, and whether it ends in the middle of a thought. */
export interface Thinking {
  readonly spans: readonly Span[];
  readonly isUnfinished: boolean;
}

/**
 * The parts of a reply that are thinking: between tags, after a tag that is never closed, and before a closing tag whose
 * opening one stood in the prompt. No decision is read out of them.
 */
export function findThinking(text: string): Thinking {
  const spans: Span[] = [];
  const lastClosing = lastMatchEnd(text, CLOSING);
  OPENING.lastIndex = 0;
  let at = 0;
  for (let opening = OPENING.exec(text); opening !== null; opening = OPENING.exec(text)) {
    const to = closingOf(text, opening[1] as string, OPENING.lastIndex);
    if (to === null) {
      spans.push({ from: opening.index, to: text.length });
      return { spans: beforeStray(spans, lastClosing), isUnfinished: true };
    }
    spans.push({ from: opening.index, to });
    at = to;
    OPENING.lastIndex = at;
  }
  return { spans: beforeStray(spans, lastClosing), isUnfinished: false };
}

/** A closing tag after all spans had its opening elsewhere: everything before it is thinking. */
function beforeStray(spans: readonly Span[], lastClosing: number): readonly Span[] {
  if (lastClosing <= (spans.at(-1)?.to ?? 0)) return spans;
  return [{ from: 0, to: lastClosing }];
}

function closingOf(text: string, tag: string, from: number): number | null {
  const pattern = new RegExp(`</${tag}>`, 'gi');
  pattern.lastIndex = from;
  return pattern.exec(text) === null ? null : pattern.lastIndex;
}

function lastMatchEnd(text: string, pattern: RegExp): number {
  let end = 0;
  for (const match of text.matchAll(pattern)) end = match.index + match[0].length;
  return end;
}
