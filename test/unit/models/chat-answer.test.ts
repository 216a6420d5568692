import { describe, expect, it } from 'vitest';
import { readChatAnswer } from '../../../src/models/chat-answer.ts';

const completion = (message: object, more: object = {}) =>
  JSON.stringify({ model: 'm', choices: [{ message, finish_reason: 'stop' }], ...more });
const delta = (fields: object, finish_reason: string | null = null) =>
  JSON.stringify({ choices: [{ index: 0, delta: fields, finish_reason }] });

/** The answer in a body, or why there is none. */
function answerIn(body: string) {
  const reading = readChatAnswer(body);
  return reading.outcome === 'answer' ? reading.answer : reading.why;
}

describe('a plain body', () => {
  it.each([
    ['blank lines', '\n\r\n  \n'],
    ['comment lines', ': keep-alive\n: keep-alive\n\n'],
    ['a comment line of a Windows server', ': keep-alive\r\n\r\n'],
  ])('is read past %s ahead of it', (_name, lines) => {
    expect(answerIn(lines + completion({ content: 'ja' }))).toMatchObject({ text: 'ja', finishReason: 'stop' });
  });

  it('is read past comment lines behind it', () => {
    expect(answerIn(`${completion({ content: 'ja' })}\n: keep-alive\n`)).toMatchObject({ text: 'ja' });
  });

  it.each([
    ['no content', { content: null }, ''],
    [
      'content in parts',
      {
        content: [
          { type: 'text', text: 'ja' },
          { type: 'text', text: '!' },
        ],
      },
      'ja!',
    ],
  ])('with %s has a text', (_name, message, text) => {
    expect(answerIn(completion(message))).toMatchObject({ text });
  });

  it.each(['reasoning_content', 'reasoning'])('keeps the thinking apart that is called %s', (field) => {
    expect(answerIn(completion({ content: 'ja', [field]: 'hm' }))).toMatchObject({ text: 'ja', reasoning: 'hm' });
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['tool_calls', 'tool_calls'],
    ['function_call', 'tool_calls'],
    ['content_filter', 'content_filter'],
    ['insufficient_system_resource', 'other'],
  ])('that ends for %s ends for %s', (word, finishReason) => {
    const body = JSON.stringify({ choices: [{ message: { content: '' }, finish_reason: word }] });
    expect(answerIn(body)).toMatchObject({ finishReason });
  });

  it('takes the arguments of a tool as text, even where they come as an object', () => {
    const calls = [{ function: { name: 'look', arguments: { a: 1 } } }];
    expect(answerIn(completion({ content: null, tool_calls: calls }))).toMatchObject({
      toolCalls: [{ id: 'call_1', name: 'look', arguments: '{"a":1}' }],
    });
  });

  it('counts tokens as DeepSeek does', () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 40,
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 36,
      completion_tokens_details: { reasoning_tokens: 30 },
    };
    expect(answerIn(completion({ content: '' }, { usage }))).toMatchObject({
      usage: { inputTokens: 100, cachedInputTokens: 64, outputTokens: 40, reasoningTokens: 30 },
    });
  });

  it('counts tokens as OpenAI does', () => {
    const usage = { prompt_tokens: 100, completion_tokens: 40, prompt_tokens_details: { cached_tokens: 64 } };
    expect(answerIn(completion({ content: '' }, { usage }))).toMatchObject({
      usage: { inputTokens: 100, cachedInputTokens: 64, outputTokens: 40, reasoningTokens: null },
    });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'many'],
    ['null', null],
  ])('stays an answer when its usage is %s', (_name, usage) => {
    expect(answerIn(completion({ content: 'ja' }, { usage }))).toMatchObject({ text: 'ja', usage: null });
  });

  it.each([
    ['', 'nothing but blank lines came'],
    ['\n\n: keep-alive\n', 'nothing but blank lines came'],
    ['<html>', 'it is not JSON'],
    ['[]', 'body: '],
    ['{"choices": []}', 'choices: '],
    ['{"error": {"message": "busy"}}', 'it carries an error in the place of an answer, {"message":"busy"}'],
  ])('%j is no answer', (body, why) => {
    expect(answerIn(body)).toContain(why);
  });
});

describe('a stream', () => {
  it('is put together from its pieces, past comments and blank lines', () => {
    const events = [
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'h' }),
      delta({ reasoning_content: 'm' }),
      delta({ content: 'j' }),
      delta({ content: 'a' }),
      delta({}, 'stop'),
      JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } }),
      '[DONE]',
    ];
    const body = `: keep-alive\n\n${events.map((event) => `data: ${event}\n\n: keep-alive\n\n`).join('')}`;
    expect(answerIn(body)).toMatchObject({
      text: 'ja',
      reasoning: 'hm',
      finishReason: 'stop',
      usage: { inputTokens: 3, outputTokens: 2 },
    });
  });

  it('has the calls of its tools in their order, with their arguments whole', () => {
    const part = (index: number, id: string | null, name: string | null, text: string) =>
      delta({ tool_calls: [{ index, id, function: { name, arguments: text } }] });
    const events = [
      part(0, 'a', 'one', '{"x"'),
      part(1, 'b', 'two', '{}'),
      part(0, null, null, ':1}'),
      delta({}, 'tool_calls'),
    ];
    expect(answerIn(events.map((event) => `data:${event}\r\n\r\n`).join(''))).toMatchObject({
      toolCalls: [
        { id: 'a', name: 'one', arguments: '{"x":1}' },
        { id: 'b', name: 'two', arguments: '{}' },
      ],
    });
  });

  it.each([
    ['ends before the model stopped', `data: ${delta({ content: 'j' })}\n\n`, 'the stream ends before'],
    ['ends in the middle of an event', `data: ${delta({ content: 'j' })}\n\ndata: {"cho`, 'the stream ends before'],
    ['has an event that is not JSON', 'data: <html>\n\n', 'an event of the stream is not JSON'],
    ['has an event of another kind', 'data: {"choices": 1}\n\n', 'an event of the stream, choices: '],
    ['carries an error', 'data: {"error": {"message": "busy"}}\n\n', 'it carries an error in the place of an answer'],
  ])('that %s is no answer', (_name, body, why) => {
    expect(answerIn(body)).toContain(why);
  });

  it('may end without a blank line', () => {
    const body = `data: ${delta({ content: 'ja' })}\n\ndata: ${delta({}, 'stop')}`;
    expect(answerIn(body)).toMatchObject({ text: 'ja', finishReason: 'stop' });
  });
});
