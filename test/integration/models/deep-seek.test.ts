import { describe, expect, it } from 'vitest';
import type { MockAnswer } from '../../../src/testing/mock-deepseek/mock-answer.ts';
import { MockBench, QUESTION, until } from './mock-bench.ts';

const TEXT = '{"decisions": [{"action": "hold", "symbol": "BTC-USDT-SWAP"}]} – ü, 数';

describe.each(['plain', 'stream'] as const)('DeepSeek over a real socket, answering as a %s body', (delivery) => {
  it('hands over the text, the thinking and why it stopped', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'answer', text: TEXT, reasoning: 'It goes up.' });
    const reply = await bench.model({ delivery }).complete(QUESTION);
    expect(reply).toMatchObject({
      text: TEXT,
      reasoning: 'It goes up.',
      finishReason: 'stop',
      model: 'deepseek-flash',
    });
  });

  it('counts tokens and what of the prompt was cached', async () => {
    await using bench = await MockBench.open();
    const long = { messages: [{ role: 'user' as const, content: 'x'.repeat(4_000) }] };
    const model = bench.model({ delivery });
    const first = await model.complete(long);
    const second = await model.complete(long);
    expect([first.usage?.cachedInputTokens, second.usage?.cachedInputTokens]).toEqual([0, 960]);
    expect(second.usage?.inputTokens).toBeGreaterThan(1_000);
  });

  it('reads past signs of life', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'answer', text: TEXT, keepAliveLines: 25 });
    expect((await bench.model({ delivery }).complete(QUESTION)).text).toBe(TEXT);
  });

  it('waits minutes in the queue', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'slow', afterMs: 290_000, text: TEXT });
    const answer = bench.model({ delivery }).complete(QUESTION);
    await bench.mock.asked(1);
    await until(() => bench.clock.pending === 2);
    for (let waited = 0; waited < 290_000; waited += 10_000) {
      bench.clock.advance(10_000);
      await until(() => bench.clock.pending === (waited < 280_000 ? 2 : 0));
    }
    const reply = await answer;
    expect([reply.text, reply.answeredAt - reply.sentAt]).toEqual([TEXT, 290_000]);
  });

  it('gives up at the deadline although there are signs of life', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'slow', afterMs: 900_000, text: TEXT });
    const answer = bench.model({ delivery, deadlineMs: 300_000 }).complete(QUESTION);
    const outcome = expect(answer).rejects.toMatchObject({ code: 'model/timeout', details: { deadlineMs: 300_000 } });
    await bench.mock.asked(1);
    await until(() => bench.clock.pending === 2);
    for (let waited = 0; waited < 300_000; waited += 10_000) {
      bench.clock.advance(10_000);
      await until(() => bench.clock.pending === 2 || waited >= 290_000);
    }
    await outcome;
  });

  it('hands over a blank answer as one', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'blank' });
    const reply = await bench.model({ delivery }).complete({ ...QUESTION, responseFormat: 'json' });
    expect(reply).toMatchObject({ text: '', finishReason: 'stop' });
  });

  it('says that an answer was cut off', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'truncated', text: '{"decisions": [{"action": "buy"' });
    expect((await bench.model({ delivery }).complete(QUESTION)).finishReason).toBe('length');
  });

  it('hands over what the model wants to know', async () => {
    await using bench = await MockBench.open();
    const toolCalls = [
      { id: 'a', name: 'get_candles', arguments: '{"symbol":"BTC-USDT-SWAP"}' },
      { id: 'b', name: 'get_positions', arguments: '{}' },
    ];
    bench.mock.script({ type: 'answer', text: '', reasoning: 'I need data.', toolCalls });
    const reply = await bench.model({ delivery }).complete(QUESTION);
    expect(reply).toMatchObject({ finishReason: 'tool_calls', toolCalls });
  });

  it.each<[string, MockAnswer, string, number]>([
    ['no balance', { type: 'error', status: 402 }, 'model/no_balance', 1],
    ['a refused key', { type: 'error', status: 401 }, 'model/unauthorized', 1],
    ['a malformed question', { type: 'error', status: 400 }, 'model/refused', 1],
    ['a wrong parameter', { type: 'error', status: 422 }, 'model/refused', 1],
    ['a gateway that gives up', { type: 'error', status: 502 }, 'model/unavailable', 1],
    ['a page of HTML', { type: 'html' }, 'model/invalid_reply', 1],
    ['a page of HTML with an error', { type: 'html', status: 502 }, 'model/unavailable', 1],
    ['a connection that breaks at once', { type: 'reset', when: 'before_answer' }, 'model/unavailable', 1],
    ['a connection that breaks in the answer', { type: 'reset', when: 'mid_body' }, 'model/unavailable', 1],
    [
      'an error in the place of an answer',
      { type: 'raw', status: 200, contentType: 'application/json', body: '{"error":{"message":"busy"}}' },
      'model/invalid_reply',
      1,
    ],
    [
      'JSON without choices',
      { type: 'raw', status: 200, contentType: 'application/json', body: '{}' },
      'model/invalid_reply',
      1,
    ],
    [
      'nothing at all',
      { type: 'raw', status: 200, contentType: 'application/json', body: '\n\n' },
      'model/invalid_reply',
      1,
    ],
  ])('does not ask again after %s', async (_name, answer, code, asked) => {
    await using bench = await MockBench.open();
    bench.mock.script(answer);
    await expect(bench.model({ delivery }).complete(QUESTION)).rejects.toMatchObject({ code });
    expect(bench.mock.requests).toHaveLength(asked);
  });

  it.each([429, 500, 503])('asks again after %i', async (status) => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'error', status }, TEXT);
    const answer = bench.model({ delivery, backOffMs: 1_000 }).complete(QUESTION);
    await until(() => bench.clock.pending === 2);
    bench.clock.advance(1_000);
    expect((await answer).text).toBe(TEXT);
  });
});

describe('DeepSeek over a real socket', () => {
  it('is left alone for as long as it wants', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'error', status: 429, retryAfterSeconds: 40 }, TEXT);
    const answer = bench.model({ backOffMs: 1_000 }).complete(QUESTION);
    await until(() => bench.clock.pending === 2);
    bench.clock.advance(39_999);
    expect(bench.mock.requests).toHaveLength(1);
    bench.clock.advance(1);
    const { sentAt } = await answer;
    expect(sentAt - (bench.mock.requests[0]?.at ?? 0)).toBe(40_000);
  });

  it('is given up after the attempts that were allowed, with what it said last', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'error', status: 503 }, { type: 'error', status: 500 }, { type: 'error', status: 503 });
    const answer = bench.model({ backOffMs: 1_000 }).complete(QUESTION);
    const outcome = expect(answer).rejects.toMatchObject({ details: { status: 503, attempts: 3 } });
    await until(() => bench.clock.pending === 2);
    bench.clock.advance(1_000);
    await bench.mock.asked(2);
    await until(() => bench.clock.pending === 2);
    bench.clock.advance(2_000);
    await outcome;
    expect(bench.mock.requests).toHaveLength(3);
  });

  it('is not waited for beyond the deadline: the caller hears of the limit at once', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'error', status: 429, retryAfterSeconds: 1_000 });
    await expect(bench.model().complete(QUESTION)).rejects.toMatchObject({
      code: 'model/rate_limited',
      advice: { retry: 'after', delayMs: 1_000_000 },
    });
  });

  it('is asked again where nobody listens', async () => {
    await using bench = await MockBench.open();
    const model = bench.model({ backOffMs: 1_000 });
    await bench.mock.close();
    const outcome = expect(model.complete(QUESTION)).rejects.toMatchObject({
      code: 'model/unavailable',
      details: { sent: false, attempts: 3 },
    });
    await until(() => bench.clock.pending === 2);
    bench.clock.advance(1_000);
    await until(() => bench.clock.pending === 1);
    await until(() => bench.clock.pending === 2);
    bench.clock.advance(2_000);
    await outcome;
  });

  it('is given up when the caller does', async () => {
    await using bench = await MockBench.open();
    bench.mock.script({ type: 'silence' });
    const controller = new AbortController();
    const answer = bench.model().complete({ ...QUESTION, signal: controller.signal });
    const outcome = expect(answer).rejects.toBe('enough');
    await bench.mock.asked(1);
    controller.abort('enough');
    await outcome;
    expect(bench.clock.pending).toBe(0);
  });

  it('is not asked at all when the caller has given up before', async () => {
    await using bench = await MockBench.open();
    await expect(bench.model().complete({ ...QUESTION, signal: AbortSignal.abort('late') })).rejects.toBe('late');
    expect(bench.mock.requests).toEqual([]);
  });
});
