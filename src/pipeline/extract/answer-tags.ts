import type { Span } from './span.ts';
import { nextTag } from './tag.ts';

const TAGS = ['answer', 'final', 'final_answer', 'output', 'decision', 'decisions', 'json', 'response', 'result'];
const OPENING = new RegExp(`<(${TAGS.join('|')})>`, 'iy');

/** The parts of a reply that stand in tags such as `<answer>`; one that is never closed goes on to the end. */
export function findAnswerTags(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let opening = nextTag(text, OPENING, 0); opening !== null; ) {
    const closing = nextTag(text, new RegExp(`</${opening.name}>`, 'iy'), opening.to);
    const to = closing?.from ?? text.length;
    spans.push({ from: opening.to, to });
    opening = nextTag(text, OPENING, to);
  }
  return spans;
}
