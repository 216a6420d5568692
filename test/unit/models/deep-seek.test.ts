import { describe, expect, it } from 'vitest';
import { type DeepSeekOptions, deepSeek } from '../../../src/models/deep-seek.ts';
import { KNOWN_MODELS } from '../../../src/models/known-models.ts';
import type { ModelReply, ModelRequest } from '../../../src/ports/language-model.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const ANSWER = JSON.stringify({ choices: [{ message: { content: 'ja' }, finish_reason: 'stop' }] });

/** Asks once over a fetch of ours; the body that was sent, and the reply. */
async function ask(options: Partial<DeepSeekOptions>, request: Partial<ModelRequest> = {}) {
  const sent: { url: string; body: Record<string, unknown> }[] = [];
  const model = deepSeek({
    apiKey: 'sk-test-0000000000',
    clock: new FakeClock(Date.UTC(2026, 10, 20)),
    fetch: async (url, init) => {
      sent.push({ url, body: JSON.parse(String(init.body)) });
      return new Response(ANSWER);
    },
    ...options,
  });
  const reply: ModelReply = await model.complete({ messages: [{ role: 'user', content: 'json?' }], ...request });
  return { model, reply, sent, body: sent[0]?.body ?? {} };
}

describe('a question to DeepSeek', () => {
  it('goes to its own address with its current model, and thinks', async () => {
    const { sent, body, model } = await ask({});
    expect(sent[0]?.url).toBe('https://api.deepseek.com/chat/completions');
    expect(body).toEqual({
      model: 'deepseek-flash',
      messages: [{ role: 'user', content: 'json?' }],
      thinking: { type: 'enabled' },
    });
    expect([model.provider, model.model, model.settings]).toEqual([
      'deepseek',
      'deepseek-flash',
      { thinking: 'enabled' },
    ]);
  });

  it('leaves the temperature out while the model thinks, and says so', async () => {
    const { body, reply } = await ask({}, { temperature: 0.2 });
    expect(body).not.toHaveProperty('temperature');
    expect(reply.notes).toEqual(['The temperature of 0.2 was not sent: deepseek-flash thinks, and ignores it then.']);
  });

  it('carries the temperature when the model does not think', async () => {
    const { body, reply } = await ask({ thinking: 'disabled' }, { temperature: 0.2 });
    expect([body.temperature, body.thinking, reply.notes]).toEqual([0.2, { type: 'disabled' }, []]);
  });

  it('asks for JSON where the prompt speaks of it', async () => {
    const { body } = await ask({}, { responseFormat: 'json' });
    expect(body.response_format).toEqual({ type: 'json_object' });
  });

  it('does not ask for JSON where the prompt does not speak of it, and says so', async () => {
    const { body, reply } = await ask({}, { responseFormat: 'json', messages: [{ role: 'user', content: 'hi' }] });
    expect(body).not.toHaveProperty('response_format');
    expect(reply.notes).toHaveLength(1);
  });

  it('never chooses a tool, which a thinking model refuses', async () => {
    const tools = [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }];
    const { body } = await ask({}, { tools });
    expect(body.tools).toEqual([{ type: 'function', function: tools[0] }]);
    expect(body).not.toHaveProperty('tool_choice');
  });

  it('gives the thinking back between calls of tools, and only then', async () => {
    const messages: ModelRequest['messages'] = [
      {
        role: 'assistant',
        content: '',
        reasoning: 'I look.',
        toolCalls: [{ id: 'a', name: 'look', arguments: '{}' }],
      },
      { role: 'tool', content: 'json', toolCallId: 'a' },
    ];
    const tools = [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }];
    const within = await ask({}, { messages, tools });
    const after = await ask({}, { messages });
    expect(within.body.messages).toEqual([
      {
        role: 'assistant',
        content: '',
        reasoning_content: 'I look.',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } }],
      },
      { role: 'tool', content: 'json', tool_call_id: 'a' },
    ]);
    expect(JSON.stringify(after.body)).not.toContain('reasoning_content');
  });

  it('is kept word for word, and so is the answer', async () => {
    const { body, reply } = await ask({ effort: 'low' }, { maxOutputTokens: 900 });
    expect([JSON.parse(reply.request), reply.response]).toEqual([body, ANSWER]);
    expect(body).toMatchObject({ reasoning_effort: 'low', max_tokens: 900 });
  });
});

describe('a retired model', () => {
  const retired = KNOWN_MODELS.filter(({ retiredAt }) => retiredAt !== null).map(({ id }) => id);

  it.each(retired)('%s is refused with the name of its successor before anything is sent', async (model) => {
    const fetch = async (): Promise<Response> => Promise.reject(new Error('sent'));
    await expect(ask({ model, fetch })).rejects.toMatchObject({
      code: 'model/retired',
      message: `${model} of deepseek was retired on 2026-07-24. Ask for deepseek-flash instead.`,
      details: { successor: 'deepseek-flash' },
    });
  });

  it('is asked as long as it is offered', async () => {
    const clock = new FakeClock(Date.UTC(2026, 6, 23, 23, 59));
    expect((await ask({ model: 'deepseek-chat', clock })).body.model).toBe('deepseek-chat');
  });

  it('that nobody knows is asked all the same', async () => {
    expect((await ask({ model: 'deepseek-next' })).body.model).toBe('deepseek-next');
  });
});
