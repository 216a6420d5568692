import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deepSeek } from '../../../src/models/deep-seek.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import type { MockAnswer } from '../../../src/testing/mock-deepseek/mock-answer.ts';
import { MOCK_DEEPSEEK_KEY, MockDeepSeek } from '../../../src/testing/mock-deepseek/mock-deepseek.ts';
import { mockDeepSeekHandlers } from '../../../src/testing/mock-deepseek/mock-deepseek-handlers.ts';
import { QUESTION, TODAY } from './mock-bench.ts';

const clock = new FakeClock(TODAY);
const mock = new MockDeepSeek({ clock });
const server = setupServer(...mockDeepSeekHandlers(mock, http));
const model = (delivery: 'plain' | 'stream' = 'plain') => deepSeek({ apiKey: MOCK_DEEPSEEK_KEY, clock, delivery });

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

describe('DeepSeek by its real address, answered by msw', () => {
  it.each(['plain', 'stream'] as const)('answers as a %s body behind signs of life', async (delivery) => {
    mock.script({ type: 'answer', text: 'ja', reasoning: 'hm', keepAliveLines: 3 });
    expect(await model(delivery).complete(QUESTION)).toMatchObject({ text: 'ja', reasoning: 'hm' });
  });

  it.each<[string, MockAnswer]>([
    ['model/no_balance', { type: 'error', status: 402 }],
    ['model/invalid_reply', { type: 'html' }],
    ['model/unavailable', { type: 'reset', when: 'before_answer' }],
    ['model/unavailable', { type: 'reset', when: 'mid_body' }],
  ])('ends with %s', async (code, answer) => {
    mock.script(answer);
    await expect(model().complete(QUESTION)).rejects.toMatchObject({ code });
  });

  it('is not followed to another address', async () => {
    const elsewhere = http.post('https://api.deepseek.com/*', () => {
      return new HttpResponse(null, { status: 307, headers: { location: 'https://elsewhere.test/' } });
    });
    server.use(elsewhere);
    await expect(model().complete(QUESTION)).rejects.toMatchObject({ code: 'model/refused', details: { status: 307 } });
  });
});
