import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cassette } from '../../../src/models/cassette.ts';
import { memoryCassette } from '../../../src/models/cassette-store.ts';
import { deepSeek } from '../../../src/models/deep-seek.ts';
import { openAiCompatible } from '../../../src/models/open-ai-compatible.ts';
import type { LanguageModel } from '../../../src/ports/language-model.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { MockDeepSeek } from '../../../src/testing/mock-deepseek/mock-deepseek.ts';
import { QUESTION, TODAY } from './mock-bench.ts';

const KEY = 'sk-planted-7f3a9c01d2e4';
const clock = new FakeClock(TODAY);

/** Everything that a program could print of what came of a question. */
async function printed(model: LanguageModel): Promise<string> {
  const outcome = await model.complete(QUESTION).catch((error: unknown) => error);
  return `${inspect(outcome, { depth: 10, showHidden: true })}${JSON.stringify(outcome)}${inspect(model, { depth: 10 })}`;
}

/** A model whose endpoint answers with what it was sent, key and all. */
function echoing(status: number): LanguageModel {
  return openAiCompatible({
    ...{
      provider: 'echo',
      baseUrl: 'https://echo.test/v1?key=secret-in-the-query',
      model: 'echo-1',
      apiKey: KEY,
      clock,
    },
    headers: { 'x-api-key': 'header-secret-123' },
    attempts: 1,
    fetch: async (url, init) => {
      const seen = `${url} ${JSON.stringify(init.headers)}`;
      const choices = [{ message: { content: seen }, finish_reason: 'stop' }];
      const body = status === 200 ? { choices } : { error: { message: `Incorrect key provided: ${seen}` } };
      return new Response(JSON.stringify(body), { status });
    },
  });
}

describe('a planted key', () => {
  it.each([400, 401, 402, 422, 429, 500, 503])(
    'is not seen when the endpoint repeats it in an answer of status %i',
    async (status) => {
      const text = await printed(echoing(status));
      expect(text).toContain(`(${status})`);
      expect(text).not.toMatch(/planted|secret-in-the-query|header-secret/);
    },
  );

  it('is not seen in what was recorded of an answer that repeats it', async () => {
    const reply = await echoing(200).complete(QUESTION);
    expect(reply.text).toContain('https://echo.test');
    expect(JSON.stringify(reply)).not.toMatch(/planted|secret-in-the-query|header-secret/);
  });

  it('is not seen on a cassette of an answer that repeats it', async () => {
    const store = memoryCassette();
    await cassette(echoing(200), { store, mode: 'record' }).complete(QUESTION);
    const lines = await store.read();
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/planted|secret-in-the-query|header-secret/);
  });

  it('is not seen when the network fails with an error that tells of it', async () => {
    const model = deepSeek({
      ...{ apiKey: KEY, clock, attempts: 1 },
      fetch: async () =>
        Promise.reject(new TypeError('fetch failed', { cause: { sent: { authorization: `Bearer ${KEY}` } } })),
    });
    const text = await printed(model);
    expect(text).toContain('model/unavailable');
    expect(text).not.toContain('planted');
  });

  it('is not seen when it stands in the prompt', async () => {
    await using mock = new MockDeepSeek({ apiKey: KEY, clock });
    await mock.listen();
    const model = deepSeek({ apiKey: KEY, clock, baseUrl: mock.baseUrl });
    const { request } = await model.complete({ messages: [{ role: 'user', content: `My key is ${KEY}.` }] });
    expect(request).toContain('My key is ***.');
  });

  it('is not seen in the mock that took it', async () => {
    await using mock = new MockDeepSeek({ apiKey: KEY, clock });
    await mock.listen();
    await deepSeek({ apiKey: KEY, clock, baseUrl: mock.baseUrl }).complete(QUESTION);
    expect(mock.requests[0]?.authorized).toBe(true);
    expect(inspect(mock.requests, { depth: 10 })).not.toContain('planted');
  });

  it.each([`${KEY}\n`, `${KEY} x`, `${KEY}é`])('that cannot be sent is refused without being told: %j', (apiKey) => {
    let error: unknown = null;
    try {
      deepSeek({ apiKey, clock });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'config/invalid', details: { path: 'apiKey' } });
    expect(inspect(error)).not.toContain('planted');
  });

  it('in the address is refused without being told', () => {
    const options = { provider: 'p', baseUrl: `https://user:${KEY}@host.test`, model: 'm', clock };
    let error: unknown = null;
    try {
      openAiCompatible(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'config/invalid', details: { path: 'baseUrl' } });
    expect(inspect(error)).not.toContain('planted');
  });
});
