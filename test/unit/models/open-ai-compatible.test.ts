import { describe, expect, it } from 'vitest';
import { type OpenAiCompatibleOptions, openAiCompatible } from '../../../src/models/open-ai-compatible.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { aQuestion } from './builders.ts';

const ANSWER = JSON.stringify({ choices: [{ message: { content: 'ja' }, finish_reason: 'stop' }] });

/** Asks once over a fetch of ours; what was sent, and the reply. */
async function ask(options: Partial<OpenAiCompatibleOptions>, request = aQuestion()) {
  const sent: { url: string; headers: unknown; body: Record<string, unknown> }[] = [];
  const model = openAiCompatible({
    ...{ provider: 'local', baseUrl: 'http://localhost:1234/v1', model: 'llama', clock: new FakeClock(7) },
    fetch: async (url, { headers, body }) => {
      sent.push({ url, headers, body: JSON.parse(String(body)) });
      return new Response(ANSWER);
    },
    ...options,
  });
  const reply = await model.complete(request);
  return { model, reply, sent: sent[0] };
}

describe('an endpoint of the chat completions protocol', () => {
  it.each([
    ['http://localhost:1234/v1', 'http://localhost:1234/v1/chat/completions'],
    ['http://localhost:1234/v1/', 'http://localhost:1234/v1/chat/completions'],
    ['https://host.test', 'https://host.test/chat/completions'],
    ['https://host.test/v1?api-version=3', 'https://host.test/v1/chat/completions?api-version=3'],
  ])('at %s is asked at %s', async (baseUrl, url) => {
    expect((await ask({ baseUrl })).sent?.url).toBe(url);
  });

  it('gets the key as a bearer token, and other headers as they are', async () => {
    const { sent } = await ask({ apiKey: 'key-0123456789', headers: { 'x-title': 'bot' } });
    expect(sent?.headers).toMatchObject({ authorization: 'Bearer key-0123456789', 'x-title': 'bot' });
  });

  it('gets no token where there is no key', async () => {
    expect((await ask({})).sent?.headers).not.toHaveProperty('authorization');
  });

  it('is asked for what was asked, and nothing more', async () => {
    const { sent, reply } = await ask({}, aQuestion('hi', { temperature: 0, maxOutputTokens: 5 }));
    expect(sent?.body).toEqual({
      ...{ model: 'llama', messages: [{ role: 'user', content: 'hi' }], temperature: 0, max_tokens: 5 },
    });
    expect(reply).toMatchObject({ model: 'llama', sentAt: 7, answeredAt: 7, origin: 'live', notes: [] });
  });

  it('gets fields of its own, which are part of how the model is set', async () => {
    const { sent, model } = await ask(
      { fields: { reasoning_effort: 'low' }, maxTokensField: 'max_completion_tokens', delivery: 'stream' },
      aQuestion('hi', { maxOutputTokens: 5 }),
    );
    expect(sent?.body).toMatchObject({
      ...{ reasoning_effort: 'low', max_completion_tokens: 5, stream: true },
      stream_options: { include_usage: true },
    });
    expect(model.settings).toEqual({ fields: '{"reasoning_effort":"low"}' });
  });

  it('of DeepSeek is refused for a retired model, too', async () => {
    const clock = new FakeClock(Date.UTC(2026, 10, 20));
    await expect(ask({ provider: 'deepseek', model: 'deepseek-chat', clock })).rejects.toMatchObject({
      code: 'model/retired',
    });
  });

  it('is one that retires no model here: another provider may have the same name for something else', async () => {
    expect((await ask({ model: 'deepseek-chat' })).sent?.body.model).toBe('deepseek-chat');
  });

  it.each([
    ['no address', { baseUrl: 'localhost' }, 'baseUrl'],
    ['an address of another kind', { baseUrl: 'ftp://host.test' }, 'baseUrl'],
    ['a blank key', { apiKey: '' }, 'apiKey'],
    ['a header in two lines', { headers: { 'x-title': 'a\nb' } }, 'headers'],
  ])('is refused with %s', async (_name, options, path) => {
    await expect(ask(options)).rejects.toMatchObject({ code: 'config/invalid', details: { path } });
  });
});

describe('an answer', () => {
  it('may come in bytes that break in the middle of a letter', async () => {
    const bytes = new TextEncoder().encode(ANSWER.replace('ja', 'für 数'));
    const stream = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect((await ask({ fetch: async () => new Response(stream) })).reply.text).toBe('für 数');
  });

  it('that never ends is cut off', async () => {
    const chunk = new TextEncoder().encode(' '.repeat(1 << 22));
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
    await expect(ask({ fetch: async () => new Response(endless) })).rejects.toMatchObject({
      code: 'model/invalid_reply',
    });
  });

  it.each([
    ['7', 7_000],
    ['0.5', 500],
    ['Thu, 01 Jan 1970 00:00:09 GMT', 8_993],
    ['soon', 5_000],
  ])('that refuses for the rate with retry-after %s says how long to wait', async (value, delayMs) => {
    const fetch = async () => new Response('', { status: 429, headers: { 'retry-after': value } });
    await expect(ask({ fetch, attempts: 1 })).rejects.toMatchObject({ advice: { retry: 'after', delayMs } });
  });

  it('that refuses for want of money is final, whatever its status', async () => {
    const body = JSON.stringify({ error: { message: 'You exceeded your quota', code: 'insufficient_quota' } });
    await expect(ask({ fetch: async () => new Response(body, { status: 429 }) })).rejects.toMatchObject({
      code: 'model/no_balance',
      details: { endpointCode: 'insufficient_quota', attempts: 1 },
    });
  });
});
