import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { VenueError } from '../../../../src/errors/index.ts';
import { type Script, scriptedModel } from '../../../../src/models/scripted-model.ts';
import { askWithTools, type ToolConversationOptions } from '../../../../src/pipeline/tools/ask-with-tools.ts';
import { readOnlyTool } from '../../../../src/pipeline/tools/read-only-tool.ts';
import type { ModelToolCall } from '../../../../src/ports/language-model.ts';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';

const clock = new FakeClock(1_000);
const failing = (error: unknown) =>
  readOnlyTool({ ...WORDS, name: 'fail', parameters: z.object({}), read: async () => Promise.reject(error) });
const WORDS = { description: 'For tests.' };
const echo = readOnlyTool({
  ...{ ...WORDS, name: 'echo', parameters: z.object({ n: z.number().max(5) }) },
  read: async ({ n }) => ({ n }),
});
const call = (id: string, name = 'echo', text = '{"n":1}'): ModelToolCall => ({ id, name, arguments: text });

/** Asks a scripted model that may use `echo`. */
async function ask(script: Script, options: Partial<ToolConversationOptions> = {}) {
  const model = scriptedModel(script, { clock });
  const request = { messages: [{ role: 'user' as const, content: 'Well?' }] };
  const conversation = await askWithTools({ model, request, tools: [echo], clock, ...options });
  return { model, conversation, calls: conversation.toolPayload?.rounds.flatMap((round) => round.calls) ?? [] };
}

/** What a tool answers to one call of it. */
async function answerTo(asked: ModelToolCall, options: Partial<ToolConversationOptions> = {}) {
  const { calls } = await ask([{ toolCalls: [asked] }, 'done'], options);
  return calls[0];
}

describe('a conversation with tools', () => {
  it('is one question where the model calls none', async () => {
    const { model, conversation } = await ask(['at once']);
    expect(conversation).toMatchObject({ outcome: 'reply', reply: { text: 'at once' }, toolPayload: null });
    expect(model.requests[0]?.tools).toEqual([echo.offer]);
  });

  it('gives the answers back behind the call and its thinking', async () => {
    const asked = { text: 'Let me see.', reasoning: 'hm', toolCalls: [call('a'), call('b', 'echo', '{"n":2}')] };
    const { model } = await ask([asked, 'done']);
    expect(model.requests[1]?.messages.slice(1)).toEqual([
      { role: 'assistant', content: 'Let me see.', reasoning: 'hm', toolCalls: asked.toolCalls },
      { role: 'tool', toolCallId: 'a', content: '{"n":1}' },
      { role: 'tool', toolCallId: 'b', content: '{"n":2}' },
    ]);
  });

  it('keeps every call and its payload', async () => {
    const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0 };
    const { conversation } = await ask([{ reasoning: 'hm', toolCalls: [call('a')], usage }, 'done']);
    expect(conversation.toolPayload).toEqual({
      ended: 'answered',
      rounds: [
        {
          ...{ round: 1, text: '', reasoning: 'hm', usage },
          calls: [{ id: 'a', name: 'echo', arguments: '{"n":1}', at: 1_000, outcome: 'answered', payload: '{"n":1}' }],
        },
      ],
    });
    expect(conversation.replies).toHaveLength(2);
  });

  it('ends after its rounds: then the model is asked without tools', async () => {
    const { model, conversation } = await ask(() => ({ text: 'more', toolCalls: [call('a')] }), {
      limits: { rounds: 2 },
    });
    expect(model.requests.map(({ tools }) => tools?.length ?? 0)).toEqual([1, 1, 0]);
    expect(model.requests[2]?.messages.at(-1)).toMatchObject({ role: 'user' });
    expect(conversation).toMatchObject({
      outcome: 'reply',
      reply: { text: 'more' },
      toolPayload: { ended: 'used_up' },
    });
  });

  it('has four rounds unless it is told otherwise', async () => {
    const { model } = await ask(() => ({ toolCalls: [call('a')] }));
    expect(model.requests).toHaveLength(5);
  });

  it('answers so many calls a round and refuses the others', async () => {
    const { calls } = await ask([{ toolCalls: [call('a'), call('b'), call('c')] }, 'done'], {
      limits: { callsPerRound: 2 },
    });
    expect(calls.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'refused']);
  });

  it('keeps what was said and paid for when the model fails half-way', async () => {
    const { conversation } = await ask([{ toolCalls: [call('a')] }]);
    expect(conversation).toMatchObject({
      ...{ outcome: 'failed', error: { code: 'model/unavailable' } },
      toolPayload: { ended: 'failed', rounds: [{ round: 1 }] },
    });
    expect(conversation.replies).toHaveLength(1);
  });

  it('has one deadline for all its questions', async () => {
    const passing = new FakeClock();
    const { model } = await ask(
      (_request, index) => {
        passing.advance(400);
        return index === 0 ? { toolCalls: [call('a')] } : 'done';
      },
      { clock: passing, request: { messages: [], deadlineMs: 1_000 } },
    );
    expect(model.requests.map(({ deadlineMs }) => deadlineMs)).toEqual([1_000, 600]);
  });
});

describe('a call of a tool', () => {
  it.each([
    ['there is no such tool', call('a', 'place_order'), 'refused', 'There is no tool place_order.'],
    ['the arguments are not JSON', call('a', 'echo', '{n:'), 'refused', 'The arguments are not JSON.'],
    ['an argument is missing', call('a', 'echo', '{}'), 'refused', 'n: '],
    ['an argument is out of bounds', call('a', 'echo', '{"n":9}'), 'refused', 'n: '],
  ])('is answered when %s', async (_name, asked, outcome, text) => {
    const answer = await answerTo(asked);
    expect(answer?.outcome).toBe(outcome);
    expect(answer?.payload).toContain(text);
  });

  it('is answered with the reason when it fails', async () => {
    const error = new VenueError('No price yet.', { code: 'venue/unavailable' });
    expect(await answerTo(call('a', 'fail', '{}'), { tools: [failing(error)] })).toMatchObject({
      outcome: 'failed',
      payload: '{"error":"venue/unavailable: No price yet."}',
    });
  });

  it('tells nothing of an error that is not ours', async () => {
    const answer = await answerTo(call('a', 'fail', '{}'), { tools: [failing(new Error('key sk-1234567890'))] });
    expect(answer).toMatchObject({ outcome: 'failed', payload: '{"error":"fail cannot answer now."}' });
  });

  it('is answered when it takes too long', async () => {
    const slow = readOnlyTool({
      ...{ ...WORDS, name: 'slow', parameters: z.object({}) },
      read: () => new Promise(() => undefined),
    });
    const ticking = new FakeClock();
    const answer = answerTo(call('a', 'slow', ''), { tools: [slow], clock: ticking, limits: { toolTimeoutMs: 50 } });
    await ticking.advanceAsync(50);
    expect(await answer).toMatchObject({ outcome: 'failed', payload: '{"error":"slow did not answer within 50 ms."}' });
  });

  it('is not answered at a length that floods the prompt', async () => {
    const answer = await answerTo(call('a'), { limits: { answerCharacters: 3 } });
    expect(answer).toMatchObject({
      outcome: 'refused',
      payload: '{"error":"The answer has 7 characters, more than 3: ask for less."}',
    });
  });
});
