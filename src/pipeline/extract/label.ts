/** What the words before a candidate say it is. */
export type Label = 'example' | 'final' | 'none';

const EXAMPLE =
  /\b(?:examples?|e\.g|for instance|such as|samples?|templates?|placeholders?|schema|would look like|looks like|instead of|rather than|not valid|invalid|drafts?|initial(?:ly)?|previous(?:ly)?|earlier|rejected|last cycle|at first|first (?:idea|thought|version)|(?:do not|don't|never|not to) (?:return|use|send|output|answer|reply))\b|例如|示例|例子|模板|草稿|之前/i;
const FINAL =
  /\b(?:final(?:ly)?|revised|corrected|updated|actual|my (?:answer|decisions?|reply|response|output)|here (?:is|are) (?:my|the) (?:answer|decisions?|reply|response|output|json)|answer|decisions?)\b|最终|决定|答案|决策/i;

/** How far before a candidate its label may begin. */
const REACH = 160;

/**
 * Whether the sentence that leads up to a candidate calls it an example (a draft, a schema, something rejected) or the
 * answer. Where it says both, or neither, it decides nothing.
 */
export function labelBefore(text: string, from: number, earliest: number): Label {
  const before = text.slice(Math.max(earliest, from - REACH), from).replace(/[\s`~]+(?:json[5c]?\s*)?$/i, '');
  const sentence = before.slice(before.search(/[^\n.!?。！？]*(?:e\.g\.[^\n.!?。！？]*)?$/));
  const [isExample, isFinal] = [EXAMPLE.test(sentence), FINAL.test(sentence)];
  if (isExample === isFinal) return 'none';
  return isExample ? 'example' : 'final';
}
