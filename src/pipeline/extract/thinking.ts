import type { Span } from './span.ts';
import { nextTag } from './tag.ts';

const NAME =
  '(?:[a-z]+[:_-]|ant)?(?:think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis|monologue)(?:[_-](?:process|block))?';
const OPENING = new RegExp(`<\\|?(${NAME})(?:\\s[^<>]{0,200})?\\|?>`, 'iy');
const CLOSING = new RegExp(`</\\|?${NAME}\\|?>`, 'iy');

/** Where a reply thinks aloud, in order, and whether it ends in the middle of a thought. */
export interface Thinking {
  readonly spans: readonly Span[];
  readonly isUnfinished: boolean;
}

/**
 * The parts of a reply that are thinking: between tags, after a tag that is never closed, and before a closing tag whose
 * opening one stood in the prompt. No decision is read out of them.
 */
export function findThinking(reply: string): Thinking {
  // `[THINK]` and `◁think▷` are tags of some models; in angles they are as long.
  const text = reply.replace(/\[(\/?think)\]/gi, '<$1>').replace(/◁(\/?think)▷/gi, '<$1>');
  const spans: Span[] = [];
  const lastClosing = endOfLast(text, CLOSING);
  let opening = nextTag(text, OPENING, 0);
  while (opening !== null) {
    const closing = nextTag(text, new RegExp(`</\\|?${opening.name}\\|?>`, 'iy'), opening.to);
    spans.push({ from: opening.from, to: closing?.to ?? text.length });
    if (closing === null) return { spans: beforeStray(spans, lastClosing), isUnfinished: true };
    opening = nextTag(text, OPENING, closing.to);
  }
  return { spans: beforeStray(spans, lastClosing), isUnfinished: false };
}

/** A closing tag after all spans had its opening elsewhere: everything before it is thinking. */
function beforeStray(spans: readonly Span[], lastClosing: number): readonly Span[] {
  if (lastClosing <= (spans.at(-1)?.to ?? 0)) return spans;
  return [{ from: 0, to: lastClosing }];
}

function endOfLast(text: string, pattern: RegExp): number {
  let end = 0;
  for (let tag = nextTag(text, pattern, 0); tag !== null; tag = nextTag(text, pattern, tag.to)) end = tag.to;
  return end;
}
