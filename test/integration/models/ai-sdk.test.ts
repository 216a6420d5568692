import { inspect } from 'node:util';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { MockLanguageModelV3 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { type AiSdkModelOptions, aiSdkModel } from '../../../src/models/ai-sdk-model.ts';
import type { LanguageModel, ModelRequest } from '../../../src/ports/language-model.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import type { MockAnswer } from '../../../src/testing/mock-deepseek/mock-answer.ts';
import { MOCK_DEEPSEEK_KEY } from '../../../src/testing/mock-deepseek/mock-deepseek.ts';
import { MockBench, QUESTION, TODAY, until } from './mock-bench.ts';

const TOOLS = [{ name: 'look', description: 'Looks.', parameters: { type: 'object', properties: {} } }];
const CONVERSATION: ModelRequest = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Well?' },
    {
      role: 'assistant',
      content: '',
      reasoning: 'I look.',
      toolCalls: [{ id: 'a', name: 'look', arguments: '{"x":1}' }],
    },
    { role: 'tool', toolCallId: 'a', content: '42' },
  ],
  tools: TOOLS,
  temperature: 0.2,
  maxOutputTokens: 100,
  responseFormat: 'json',
};

/** An adapter over the SDK's own client of the mock. */
function sdkModel(bench: MockBench, options: AiSdkModelOptions = {}, apiKey = MOCK_DEEPSEEK_KEY): LanguageModel {
  const provider = createOpenAICompatible({ name: 'mock', baseURL: bench.mock.baseUrl, apiKey });
  return aiSdkModel(provider('deepseek-flash'), { clock: bench.clock, random: () => 1, ...options });
}

describe('a model of the ai SDK, version 3', () => {
  it('is asked in its own words', async () => {
    const model = new MockLanguageModelV3({ doGenerate: GENERATED_V3 });
    await aiSdkModel(model, { clock: new FakeClock(TODAY) }).complete(CONVERSATION);
    expect(model.doGenerateCalls[0]).toMatchObject({
      prompt: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Well?' }] },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'I look.' },
            { type: 'tool-call', toolCallId: 'a', toolName: 'look', input: { x: 1 } },
          ],
        },
        {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: 'a', toolName: 'look', output: { type: 'text', value: '42' } }],
        },
      ],
      tools: [{ type: 'function', name: 'look', description: 'Looks.', inputSchema: TOOLS[0]?.parameters }],
      temperature: 0.2,
      maxOutputTokens: 100,
      responseFormat: { type: 'json' },
    });
  });

  it('answers with everything that it said', async () => {
    const clock = new FakeClock(TODAY);
    const model = new MockLanguageModelV3({ provider: 'p', modelId: 'm', doGenerate: GENERATED_V3 });
    expect(await aiSdkModel(model, { clock }).complete(QUESTION)).toEqual({
      ...{ text: 'one two', reasoning: 'hm', finishReason: 'tool_calls', model: 'm-1', origin: 'live' },
      toolCalls: [{ id: 'a', name: 'look', arguments: '{"x":1}' }],
      usage: { inputTokens: 10, cachedInputTokens: 4, outputTokens: 7, reasoningTokens: 5 },
      ...{ sentAt: TODAY, answeredAt: TODAY, request: '{"asked":true}', response: '{"said":true}' },
      notes: ['The provider says: unsupported, temperature, it thinks.'],
    });
  });
});

describe('a model of the ai SDK, version 2', () => {
  it('answers with everything that it said', async () => {
    const model = {
      ...{ specificationVersion: 'v2', provider: 'p', modelId: 'm' },
      doGenerate: async () => ({
        content: [{ type: 'text', text: 'ja' }],
        finishReason: 'length',
        usage: { inputTokens: 10, outputTokens: 7, totalTokens: 17, cachedInputTokens: 4, reasoningTokens: 5 },
        warnings: [],
      }),
    };
    const reply = await aiSdkModel(model, { clock: new FakeClock(TODAY) }).complete(QUESTION);
    expect(reply).toMatchObject({
      ...{ text: 'ja', finishReason: 'length', model: 'm' },
      usage: { inputTokens: 10, cachedInputTokens: 4, outputTokens: 7, reasoningTokens: 5 },
    });
  });
});

describe('a client of the ai SDK over a real socket', () => {
  it('hands over text, thinking and usage', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'answer', text: 'ja', reasoning: 'hm', keepAliveLines: 3 });
    const reply = await sdkModel(bench).complete(QUESTION);
    expect(reply).toMatchObject({ text: 'ja', reasoning: 'hm', finishReason: 'stop', model: 'deepseek-flash' });
    expect([reply.usage?.inputTokens, JSON.parse(reply.request).model]).toEqual([expect.any(Number), 'deepseek-flash']);
  });

  it.each<[string, MockAnswer]>([
    ['model/no_balance', { type: 'error', status: 402 }],
    ['model/refused', { type: 'error', status: 422 }],
    ['model/unavailable', { type: 'error', status: 502 }],
    ['model/invalid_reply', { type: 'html' }],
    ['model/unavailable', { type: 'reset', when: 'mid_body' }],
  ])('ends with %s after one question', async (code, answer) => {
    await using bench = await MockBench.open();
    bench.mock.script(answer);
    await expect(sdkModel(bench).complete(QUESTION)).rejects.toMatchObject({ code });
    expect(bench.mock.requests).toHaveLength(1);
  });

  it('is asked again after a refusal for the rate, when the endpoint wants it', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'error', status: 429, retryAfterSeconds: 7 }, 'ja');
    const answer = sdkModel(bench).complete(QUESTION);
    await until(() => bench.clock.pending === 2);
    bench.clock.advance(7_000);
    expect((await answer).text).toBe('ja');
  });

  it('does not tell its key when the endpoint repeats it', async () => {
    await using bench = await MockBench.open();
    const planted = 'sk-planted-7f3a9c01d2e4';
    bench.mock.script({ type: 'error', status: 401, message: `Incorrect key: ${planted}` });
    const error = await sdkModel(bench, {}, planted)
      .complete(QUESTION)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'model/unauthorized' });
    expect(inspect(error, { depth: 10 })).not.toContain('planted');
  });
});

const GENERATED_V3 = {
  content: [
    { type: 'reasoning' as const, text: 'hm' },
    { type: 'text' as const, text: 'one ' },
    { type: 'text' as const, text: 'two' },
    { type: 'tool-call' as const, toolCallId: 'a', toolName: 'look', input: '{"x":1}' },
  ],
  finishReason: { unified: 'tool-calls' as const, raw: 'tool_calls' },
  usage: {
    inputTokens: { total: 10, noCache: 6, cacheRead: 4, cacheWrite: undefined },
    outputTokens: { total: 7, text: 2, reasoning: 5 },
  },
  request: { body: { asked: true } },
  response: { modelId: 'm-1', body: { said: true } },
  warnings: [{ type: 'unsupported' as const, feature: 'temperature', details: 'it thinks' }],
};
