import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { askWithTools } from '../../../src/pipeline/tools/ask-with-tools.ts';
import { readOnlyTool } from '../../../src/pipeline/tools/read-only-tool.ts';
import { MOCK_DEEPSEEK_KEY, MockDeepSeek } from '../../../src/testing/mock-deepseek/mock-deepseek.ts';
import { MockBench, QUESTION } from './mock-bench.ts';

/** Sends a body to the mock as it is. */
function post(mock: MockDeepSeek, body: unknown, key = MOCK_DEEPSEEK_KEY, path = '/chat/completions') {
  const delivery = mock.handle({
    ...{ method: 'POST', path, headers: { authorization: `Bearer ${key}` } },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: delivery.status, text: delivery.pieces.join('') };
}

const ASKED = { model: 'deepseek-flash', messages: [{ role: 'user', content: 'hi' }] };
const TOOLS = [{ type: 'function', function: { name: 'look' } }];

describe('the mock of DeepSeek', () => {
  it.each<[string, unknown, number, string]>([
    ['a body that is not JSON', '{', 400, 'Failed to parse'],
    ['no messages', { ...ASKED, messages: [] }, 422, 'messages'],
    ['a retired model', { ...ASKED, model: 'deepseek-chat' }, 400, 'Model Not Exist'],
    ['a choice of tools while thinking', { ...ASKED, tool_choice: 'auto' }, 400, 'tool_choice'],
    ['JSON mode without the word', { ...ASKED, response_format: { type: 'json_object' } }, 400, 'json'],
    [
      'tools without the thinking of earlier turns',
      { ...ASKED, tools: TOOLS, messages: [...ASKED.messages, { role: 'assistant', content: '' }] },
      ...([400, 'reasoning_content'] as const),
    ],
  ])('refuses %s', (_name, body, status, words) => {
    const answer = post(new MockDeepSeek(), body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(words)]);
  });

  it('refuses a wrong key and another address', () => {
    const mock = new MockDeepSeek();
    expect([post(mock, ASKED, 'sk-wrong').status, post(mock, ASKED, MOCK_DEEPSEEK_KEY, '/models').status]).toEqual([
      401, 404,
    ]);
    expect(mock.requests.map(({ authorized }) => authorized)).toEqual([false, true]);
  });

  it('answers a choice of tools where the model does not think', () => {
    const body = { ...ASKED, tools: TOOLS, tool_choice: 'auto', thinking: { type: 'disabled' } };
    expect(post(new MockDeepSeek(), body).status).toBe(200);
  });

  it('counts as cached only how a prompt begins', () => {
    const mock = new MockDeepSeek();
    const cached = (...contents: readonly string[]): number => {
      const messages = contents.map((content) => ({ role: 'user', content }));
      return JSON.parse(post(mock, { ...ASKED, messages }).text).usage.prompt_cache_hit_tokens;
    };
    const rules = 'r'.repeat(2_560);
    cached(rules, '10:00');
    expect([cached(rules, '10:05'), cached('10:10', rules)]).toEqual([640, 0]);
  });

  it('answers by a function where nothing is scripted', async () => {
    await using bench = await MockBench.open();
    await using own = new MockDeepSeek({ clock: bench.clock, answer: ({ body }) => String(body?.model) });
    await own.listen();
    expect((await bench.model({ baseUrl: own.baseUrl }).complete(QUESTION)).text).toBe('deepseek-flash');
  });

  it('says so when its port is taken', async () => {
    await using bench = await MockBench.open();
    const port = Number(new URL(bench.mock.baseUrl).port);
    await expect(new MockDeepSeek().listen(port)).rejects.toMatchObject({ code: 'config/invalid' });
  });
});

describe('a thinking model with tools', () => {
  it('is answered round by round with its thinking, which it insists on', async () => {
    await using bench = await MockBench.open();
    const look = readOnlyTool({
      ...{ name: 'look', description: 'Looks.', parameters: z.object({ n: z.number() }) },
      read: async ({ n }) => ({ seen: n }),
    });
    for (const n of [1, 2]) {
      const toolCalls = [{ id: `call-${n}`, name: 'look', arguments: `{"n":${n}}` }];
      bench.mock.script({ type: 'answer', text: '', reasoning: `I look at ${n}.`, toolCalls });
    }
    bench.mock.script('{"decisions": []}');
    const conversation = await askWithTools({
      ...{ model: bench.model(), request: QUESTION, tools: [look], clock: bench.clock },
    });
    expect(conversation).toMatchObject({ outcome: 'reply', reply: { text: '{"decisions": []}' } });
    expect(conversation.toolPayload?.rounds.map(({ reasoning, calls }) => [reasoning, calls[0]?.payload])).toEqual([
      ['I look at 1.', '{"seen":1}'],
      ['I look at 2.', '{"seen":2}'],
    ]);
  });

  it('answers at last without tools, when its rounds are used up', async () => {
    await using bench = await MockBench.open();
    const look = readOnlyTool({
      ...{ name: 'look', description: 'Looks.', parameters: z.object({}) },
      read: async () => ({}),
    });
    bench.mock.script({ type: 'answer', text: '', toolCalls: [{ id: 'a', name: 'look', arguments: '{}' }] }, 'done');
    const conversation = await askWithTools({
      ...{ model: bench.model(), request: QUESTION, tools: [look], clock: bench.clock, limits: { rounds: 1 } },
    });
    expect(conversation).toMatchObject({ outcome: 'reply', reply: { text: 'done' } });
    expect(bench.mock.requests.map(({ body }) => body?.tools !== undefined)).toEqual([true, false]);
  });
});
