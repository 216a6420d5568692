/** What the words before a candidate say it is. */
export type Label = 'example' | 'final' | 'none';

const EXAMPLE =
  /(?<!\p{L})(?:examples?|e\.g|for instance|such as|samples?|templates?|placeholders?|schema|would look like|looks like|instead of|rather than|not valid|invalid|drafts?|initial(?:ly)?|previous(?:ly)?|earlier|rejected|last cycle|at first|first (?:idea|thought|version)|(?:do not|don't|never|not to) (?:return|use|send|output|answer|reply)|ejemplo|exemple|beispiel|exemplo|esempio|entwurf|brouillon|borrador|пример|черновик)(?!\p{L})|例如|示例|例子|模板|草稿|草案|之前|例えば|예시/iu;
/** An answer of another time, whatever else is said. */
const OUTDATED =
  /(?<!\p{L})(?:previous|earlier|initial|first|rejected|invalid|last cycle['’]?s?|old|prior|former)\s+(?:\p{L}+\s+)?(?:answer|decisions?|reply|response|output|json)(?!\p{L})/iu;
const FINAL =
  /(?<!\p{L})(?:final(?:ly)?|revised|corrected|updated|actual|on reflection|my (?:reply|response|output)|here (?:is|are) (?:my|the) (?:reply|response|output|json)|(?:my )?(?:answer|decisions?))(?!\p{L})|最终|决定|答案|决策/iu;
/** All that a sentence may say that names an answer: any other word may turn it into something else. */
const NAMING = new Set(
  [
    'so now then therefore thus hence and here is are this that the my our on reflection final finally revised corrected',
    'updated actual overall conclusion json as in below follows answer decision decisions reply response output object',
  ].flatMap((words) => words.split(' ')),
);
const NAMING_CHINESE = /^(?:我的|最终|决定|答案|决策|如下|是)+$/;
/** Words of what might have been, was once, or is not. */
const HEDGED =
  /(?<!\p{L})(?:would|could|might|was|were|had|been|not|never|no|\p{L}+n['’]t|if|unless|when|otherwise|alternatives?|alternatively|another|other|unlike|considered|discarded|dropped|without|opposite|hypothetical(?:ly)?|wrong|old|prior|former|failed|thought of)(?!\p{L})|如果|否则|不是|放弃/iu;
/** Words by which a sentence gives the JSON in it as its answer. */
const GIVEN =
  /(?<!\p{L})(?:settle[sd]? (?:on|for)|go(?:ing)? (?:with|for)|choose|decide|submit|answer|decisions?|final|result|output|therefore|thus|hence|so i)(?!\p{L})|最终|决定|答案|决策|因此/iu;
/** What behind JSON takes it back. */
const TAKEN_BACK =
  /(?<!\p{L})(?:but|off|longer|more|too|instead|expired|cancell?ed|rejected|invalid|yesterday|earlier|before|looked|seemed)(?!\p{L})/iu;

/** How far before a candidate its label may begin, and how far behind it its sentence may go on. */
const REACH = 160;

/**
 * Whether the sentence that leads up to a candidate calls it an example (a draft, a schema, something rejected) or the
 * answer. Where it says both, or neither, or more than that it is the answer, it decides nothing.
 */
export function labelBefore(text: string, from: number, earliest: number): Label {
  const sentence = sentenceBefore(text, from, earliest);
  if (OUTDATED.test(sentence)) return 'example';
  if (EXAMPLE.test(sentence)) return FINAL.test(sentence) ? 'none' : 'example';
  return FINAL.test(sentence) && isNaming(sentence) ? 'final' : 'none';
}

function isNaming(sentence: string): boolean {
  const words = sentence.toLowerCase().split(/[^\p{L}'’]+/u);
  return words.every((word) => word === '' || NAMING.has(word) || NAMING_CHINESE.test(word));
}

/** Whether JSON within a sentence is the answer, and not what the sentence talks about: it stands first, or is given. */
export function isGiven(text: string, from: number, to: number): boolean {
  const line = text
    .slice(Math.max(0, from - REACH), from)
    .split('\n')
    .at(-1);
  const before = sentenceBefore(text, from, 0);
  const after = /^[^\n.!?。！？]*/.exec(text.slice(to, to + REACH))?.[0] ?? '';
  if (HEDGED.test(before) || EXAMPLE.test(before) || HEDGED.test(after) || TAKEN_BACK.test(after)) return false;
  return /^\s*$|[:：=]\**\s*$/.test(line ?? '') || GIVEN.test(before);
}

function sentenceBefore(text: string, from: number, earliest: number): string {
  const before = text.slice(Math.max(earliest, from - REACH), from).replace(/[\s`~]+(?:json[5c]?\s*)?$/i, '');
  return before.slice(before.search(/[^\n.!?。！？]*(?:e\.g\.[^\n.!?。！？]*)?$/));
}
