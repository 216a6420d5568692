import { describe, expect, it } from 'vitest';
import { findAnswerTags } from '../../../src/pipeline/extract/answer-tags.ts';
import { findCandidates } from '../../../src/pipeline/extract/candidates.ts';
import { extractDecisions } from '../../../src/pipeline/extract/extract-decisions.ts';
import { labelBefore } from '../../../src/pipeline/extract/label.ts';
import { findSegments } from '../../../src/pipeline/extract/segments.ts';
import type { Span } from '../../../src/pipeline/extract/span.ts';
import { findThinking } from '../../../src/pipeline/extract/thinking.ts';
import { BOUGHT_BTC, BUY_BTC, batch, CLOSE_SOL, CLOSED_SOL, printed, SELL_ETH, SYMBOLS } from './replies/sample.ts';

const JSON_TEXT = batch(BUY_BTC);

function said(text: string): readonly string[] | string {
  const extraction = extractDecisions({ text, reasoning: null, finishReason: 'stop' }, SYMBOLS);
  return extraction.outcome === 'decisions' ? extraction.decisions.map(printed) : extraction.reason;
}

function cut(text: string, spans: readonly Span[]): readonly string[] {
  return spans.map(({ from, to }) => text.slice(from, to));
}

describe('the segments of a reply', () => {
  const segments = (text: string, without: readonly Span[] = []) =>
    findSegments(text, without).map(({ kind, language, from, to, isClosed }) => [
      kind,
      language,
      text.slice(from, to),
      isClosed,
    ]);

  it.each<readonly [string, string, readonly unknown[]]>([
    ['nothing', '', []],
    ['prose alone', 'buy', [['prose', '', 'buy', false]]],
    [
      'a fence between prose',
      'a ```JSON\n{}\n``` b',
      [
        ['prose', '', 'a ', true],
        ['fence', 'json', '\n{}\n', true],
        ['prose', '', ' b', false],
      ],
    ],
    ['a fence that is all', '```\n{}```', [['fence', '', '\n{}', true]]],
    ['a fence that is never closed', '``` json5 {}', [['fence', 'json5', ' {}', false]]],
    ['tildes of more than three', '~~~~\n{}\n~~~~', [['fence', '', '\n{}\n', true]]],
    ['two marks, which are none', '``a`` ~~b~~', [['prose', '', '``a`` ~~b~~', false]]],
    [
      'two fences',
      '```a\n1```\n```c++\n2```',
      [
        ['fence', 'a', '\n1', true],
        ['prose', '', '\n', true],
        ['fence', 'c++', '\n2', true],
      ],
    ],
  ])('of %s', (_name, text, expected) => {
    expect(segments(text)).toEqual(expected);
  });

  it('leave out what is told, and end a fence there', () => {
    const text = 'a ```json <x ```> b ``` c';
    const from = text.indexOf('<');
    expect(segments(text, [{ from, to: text.indexOf('>') + 1 }])).toEqual([
      ['prose', '', 'a ', true],
      ['fence', 'json', ' ', true],
      ['prose', '', ' b ', true],
    ]);
  });
});

describe('thinking', () => {
  it.each([
    'think',
    'thinking',
    'thought',
    'thoughts',
    'reasoning',
    'reflection',
    'scratchpad',
    'analysis',
    'THINK',
    'thinking_process',
    'seed:think',
    'antThinking',
    'inner_monologue',
  ])('between tags of %s is found', (tag) => {
    const text = `a <${tag}>b < c</${tag}> d`;
    expect(cut(text, findThinking(text).spans)).toEqual([`<${tag}>b < c</${tag}>`]);
  });

  it.each<readonly [string, string, readonly string[], boolean]>([
    ['nowhere', 'a < b', [], false],
    ['in two places', '<think>a</think>b<thought>c</thought>', ['<think>a</think>', '<thought>c</thought>'], false],
    ['up to its own closing tag', '<think>a</thought>b</think>c', ['<think>a</thought>b</think>'], false],
    ['up to the end where it is not closed', 'a<think>b', ['<think>b'], true],
    ['up to the end after one that is closed', '<think>a</think>b<think>c', ['<think>a</think>', '<think>c'], true],
    ['before a tag that was opened elsewhere', 'a</think>b', ['a</think>'], false],
    ['before the last of such tags', 'a</think>b</thought>c', ['a</think>b</thought>'], false],
    ['before a stray tag, whatever came before', '<think>a</think>b</think>c', ['<think>a</think>b</think>'], false],
    ['not in tags of another name', '<plan>a</plan>', [], false],
    ['in a tag that says more', '<think time="3">a</think>b', ['<think time="3">a</think>'], false],
    ['in bars', '<|think|>a</|think|>b', ['<|think|>a</|think|>'], false],
    ['in square brackets', '[THINK]a[/THINK]b', ['[THINK]a[/THINK]'], false],
    ['in triangles', '◁think▷a◁/think▷b', ['◁think▷a◁/think▷'], false],
    ['up to the end in square brackets', 'a[THINK]b', ['[THINK]b'], true],
  ])('is found %s', (_name, text, spans, isUnfinished) => {
    const thinking = findThinking(text);
    expect(cut(text, thinking.spans)).toEqual(spans);
    expect(thinking.isUnfinished).toBe(isUnfinished);
  });
});

describe('the answer in tags', () => {
  it.each([
    ...['answer', 'final', 'final_answer', 'output', 'decision', 'decisions', 'json', 'response', 'result', 'Answer'],
  ])('of %s is found', (tag) => {
    const text = `a <${tag}>b</${tag}> c`;
    expect(cut(text, findAnswerTags(text))).toEqual(['b']);
  });

  it.each<readonly [string, string, readonly string[]]>([
    ['nowhere', 'a < b', []],
    ['twice', '<answer>a</answer><final>b</final>', ['a', 'b']],
    ['up to the end where it is not closed', '<answer>a <b>', ['a <b>']],
    ['up to its own closing tag', '<answer>a</final>b</answer>', ['a</final>b']],
    ['not in tags of another name', '<div>a</div>', []],
  ])('is found %s', (_name, text, expected) => {
    expect(cut(text, findAnswerTags(text))).toEqual(expected);
  });
});

describe('the words before a candidate', () => {
  const label = (before: string, earliest = 0) => labelBefore(`${before}{}`, before.length, earliest);

  it.each([
    ...['An example:', 'Examples:', 'e.g.', 'for instance', 'such as', 'a sample', 'Samples:', 'the template'],
    ...['Templates:', 'a placeholder', 'placeholders', 'the schema', 'it would look like', 'looks like', 'instead of'],
    ...['rather than', 'not valid:', 'invalid:', 'my draft', 'drafts:', 'initial idea', 'Initially:', 'previous'],
    ...[
      'Previously:',
      'earlier',
      'rejected:',
      'last cycle:',
      'at first',
      'first idea',
      'first thought',
      'first version',
    ],
    ...['My previous decision', 'The earlier, rejected answer', 'Por ejemplo:', 'Zum Beispiel', 'Par exemple :'],
    ...['do not return', "don't send", 'never use', 'not to reply', 'Do not output', '例如', '草稿'],
  ])('"%s" call it an example', (before) => {
    expect(label(`${before} `)).toBe('example');
  });

  it.each([
    ...[
      'Final:',
      'Finally',
      'revised',
      'Corrected:',
      'updated',
      'the actual',
      'my answer',
      'my decision',
      'my decisions',
    ],
    ...['my reply', 'my response', 'my output', 'here is my output', 'here are the decisions'],
    ...['Answer:', 'decision:', 'Decisions', '最终', '答案'],
  ])('"%s" call it the answer', (before) => {
    expect(label(`${before} `)).toBe('final');
  });

  it.each([
    ['say nothing', 'The market rises. '],
    ['say both', 'The final example: '],
    ['name what would have been the answer', 'The decision I would have made: '],
    ['name the answer to something else', 'The answer to such a market: '],
    ['stand in the sentence before', 'This is an example. So: '],
    ['stand in the line before', 'An example\nThen '],
    ['are parts of other words', 'Exampled and finalists '],
  ])('that %s decide nothing', (_name, before) => {
    expect(label(before)).toBe('none');
  });

  it.each([
    ['a fence', 'For example:\n```'],
    ['a fence of json', 'For example:\n```json\n'],
    ['a fence of json5', 'For example: ```json5 '],
    ['empty lines', 'For example:\n\n\n'],
    ['an abbreviation and more words', 'Like e.g. this one '],
  ])('are read across %s', (_name, before) => {
    expect(label(before)).toBe('example');
  });

  it('count no further back than they may', () => {
    expect(label('For example ', 4)).toBe('example');
    expect(label('For example ', 8)).toBe('none');
    expect(label(`For example ${'x '.repeat(90)}`)).toBe('none');
  });
});

describe('a candidate', () => {
  const places = (text: string) => findCandidates(text, [], 'where_balanced').found.map(({ place }) => place);

  it.each<readonly [string, string, readonly string[]]>([
    ['by itself', JSON_TEXT, ['standalone']],
    ['after a colon', `Here: ${JSON_TEXT}`, ['standalone']],
    ['after a bold colon', `**Here:** ${JSON_TEXT}`, ['standalone']],
    ['after a colon of full width', `答： ${JSON_TEXT}`, ['standalone']],
    ['after a tag', `<x> ${JSON_TEXT}`, ['standalone']],
    ['on a line of its own', `I would buy.\n${JSON_TEXT}\nThat is all.`, ['standalone']],
    ['with a mark behind it', `${JSON_TEXT}.`, ['standalone']],
    ['after words', `I say ${JSON_TEXT}`, ['inline']],
    ['before words', `${JSON_TEXT} is it`, ['inline']],
    ['in a fence', `\`\`\`\n${JSON_TEXT}\n\`\`\``, ['fenced']],
    ['in a fence of json', `\`\`\`json\n${JSON_TEXT}\n\`\`\``, ['fenced']],
    ['in a fence of json5', `\`\`\`json5\n${JSON_TEXT}\n\`\`\``, ['fenced']],
    ['in a fence of jsonc', `\`\`\`jsonc\n${JSON_TEXT}\n\`\`\``, ['fenced']],
    ['in a fence of code', `\`\`\`python\n${JSON_TEXT}\n\`\`\``, ['inline']],
    ['in an answer tag', `<answer>${JSON_TEXT}</answer>`, ['tagged']],
    ['before an answer tag', `${JSON_TEXT}\n<answer></answer>`, ['standalone']],
    ['after an answer tag', `<answer></answer>\n${JSON_TEXT}`, ['standalone']],
    ['within a line that ends long after it', `${JSON_TEXT}\n${'x'.repeat(300)}`, ['standalone']],
    ['after a long line', `${'x'.repeat(300)}\n${JSON_TEXT}`, ['standalone']],
    ['after words of its own fence only', `Words \`\`\`json ${JSON_TEXT}\`\`\` words`, ['fenced']],
  ])('%s has its place', (_name, text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  it.each<readonly [string, string, readonly string[] | string]>([
    [
      'in a fence is doubted where another stands by itself before it',
      `${batch(CLOSE_SOL)}\n\n\`\`\`json\n${JSON_TEXT}\n\`\`\``,
      'ambiguous',
    ],
    [
      'in a fence is meant where it is called final after one by itself',
      `${batch(CLOSE_SOL)}\n\nFinal answer:\n\`\`\`json\n${JSON_TEXT}\n\`\`\``,
      [BOUGHT_BTC],
    ],
    [
      'in a fence counts more than one in a sentence',
      `Not ${batch(CLOSE_SOL)} but\n\`\`\`\n${JSON_TEXT}\n\`\`\``,
      [BOUGHT_BTC],
    ],
    [
      'in a tag counts more than one in a fence',
      `\`\`\`\n${batch(CLOSE_SOL)}\n\`\`\`\n<answer>${JSON_TEXT}</answer>`,
      [BOUGHT_BTC],
    ],
    ['by itself counts more than one in a sentence', `Not ${batch(CLOSE_SOL)} but:\n${JSON_TEXT}`, [BOUGHT_BTC]],
    [
      'in a fence does not count more than a later one by itself',
      `\`\`\`\n${JSON_TEXT}\n\`\`\`\n${batch(CLOSE_SOL)}`,
      'ambiguous',
    ],
    [
      'in a fence is doubted where a sentence after it names another',
      `\`\`\`\n${JSON_TEXT}\n\`\`\`\nI go with ${batch(CLOSE_SOL)} instead.`,
      'ambiguous',
    ],
    ['that says the same twice is one', `${JSON_TEXT}\n\n${JSON_TEXT}`, [BOUGHT_BTC]],
    [
      'that is called final is meant, the last of several',
      `${batch(CLOSE_SOL)}\n\nFinal answer:\n${JSON_TEXT}`,
      [BOUGHT_BTC],
    ],
    [
      'that is called final first, and another last, says nothing',
      `Final answer:\n${JSON_TEXT}\n\nThen:\n${batch(CLOSE_SOL)}`,
      'ambiguous',
    ],
    [
      'of two that are called final is none',
      `Final answer:\n${JSON_TEXT}\n\nFinal answer:\n${batch(CLOSE_SOL)}`,
      'ambiguous',
    ],
    ['that cannot be read rivals one that can', `{"action":"buy" : 1}\n\n${JSON_TEXT}`, 'ambiguous'],
    ['of words that decide nothing is no answer', `{"note" "a" : 1}\n\n${JSON_TEXT}`, [BOUGHT_BTC]],
    ['of two objects side by side is one answer', `${BUY_BTC},\n${CLOSE_SOL}`, [BOUGHT_BTC, CLOSED_SOL]],
    ['of an object in prose and one in a fence is not joined', `${SELL_ETH}\n\`\`\`\n${BUY_BTC}\n\`\`\``, 'ambiguous'],
  ])('%s', (_name, text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});
