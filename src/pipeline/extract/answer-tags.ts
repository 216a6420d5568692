import type { Span } from './thinking.ts';

const TAGS = ['answer', 'final', 'final_answer', 'output', 'decision', 'decisions', 'json', 'response', 'result'];
const OPENING = new RegExp(`<(${TAGS.join('|')})>`, 'gi');

/** The parts of a reply that stand in tags such as `<answer>`; one that is never closed goes on to the end. */
export function findAnswerTags(text: string): readonly Span[] {
  const spans: Span[] = [];
  OPENING.lastIndex = 0;
  for (let opening = OPENING.exec(text); opening !== null; opening = OPENING.exec(text)) {
    const from = OPENING.lastIndex;
    const closing = new RegExp(`</${opening[1] as string}>`, 'gi');
    closing.lastIndex = from;
    const to = closing.exec(text)?.index ?? text.length;
    spans.push({ from, to });
    OPENING.lastIndex = to;
  }
  return spans;
}
