import type { ChatQuestion } from './chat-question.ts';
import { type Delivery, errorDelivery, type MockAnswer } from './mock-answer.ts';
import { tokensOf } from './prompt-cache.ts';

type WholeAnswer = Extract<MockAnswer, { readonly type: 'answer' }>;

/** What an answer depends on besides the question. */
export interface AnswerFacts {
  readonly question: ChatQuestion;
  readonly prompt: { readonly tokens: number; readonly cached: number };
  /** Names the answer. */
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
}

const USUAL_KEEP_ALIVE_MS = 10_000;
const PAGE = '<!doctype html><html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>';

/** What goes over the wire for an answer. */
export function deliveryOf(answer: MockAnswer, facts: AnswerFacts): Delivery {
  if (typeof answer === 'string') return whole({ type: 'answer', text: answer }, facts);
  switch (answer.type) {
    case 'answer':
      return whole(answer, facts);
    case 'blank':
      return whole({ type: 'answer', text: '' }, facts);
    case 'truncated':
      return whole({ type: 'answer', text: answer.text, finishReason: 'length' }, facts);
    case 'slow': {
      const delivery = whole({ type: 'answer', text: answer.text }, facts);
      return { ...delivery, pieces: [...queued(answer, signOfLife(facts)), ...delivery.pieces] };
    }
    case 'silence':
      return { status: 200, headers: {}, pieces: [], end: 'never' };
    case 'error': {
      const wait = answer.retryAfterSeconds;
      return errorDelivery(answer.status, answer.message, wait === undefined ? {} : { 'retry-after': String(wait) });
    }
    case 'html':
      return {
        status: answer.status ?? 200,
        headers: { 'content-type': 'text/html' },
        pieces: [PAGE],
        end: 'complete',
      };
    case 'reset':
      return broken(answer.when, facts);
    case 'raw':
      return {
        status: answer.status,
        headers: { 'content-type': answer.contentType },
        pieces: [answer.body],
        end: 'complete',
      };
  }
}

function whole(answer: WholeAnswer, facts: AnswerFacts): Delivery {
  const streams = facts.question.stream === true;
  const lines = Array.from({ length: answer.keepAliveLines ?? 0 }, () => signOfLife(facts));
  return {
    status: 200,
    headers: { 'content-type': streams ? 'text/event-stream; charset=utf-8' : 'application/json' },
    pieces: [...lines, ...(streams ? events(answer, facts) : [JSON.stringify(plain(answer, facts))])],
    end: 'complete',
  };
}

function broken(when: 'before_answer' | 'mid_body', facts: AnswerFacts): Delivery {
  const delivery = whole({ type: 'answer', text: 'This is not all that was to be said.' }, facts);
  if (when === 'before_answer') return { ...delivery, pieces: [], end: 'reset' };
  const body = delivery.pieces.filter((piece) => typeof piece === 'string').join('');
  return { ...delivery, pieces: [body.slice(0, Math.floor(body.length / 2))], end: 'reset' };
}

function signOfLife({ question }: AnswerFacts): string {
  return question.stream === true ? ': keep-alive\n\n' : '\n';
}

function* queued(
  { afterMs, keepAliveEveryMs = USUAL_KEEP_ALIVE_MS }: Extract<MockAnswer, { readonly type: 'slow' }>,
  line: string,
): Generator<string | { waitMs: number }> {
  yield line;
  for (let waited = 0; waited < afterMs; waited += keepAliveEveryMs) {
    yield { waitMs: Math.min(keepAliveEveryMs, afterMs - waited) };
    yield line;
  }
}

function plain(answer: WholeAnswer, facts: AnswerFacts): unknown {
  return {
    ...head(answer, facts, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.text,
          ...(answer.reasoning === undefined ? {} : { reasoning_content: answer.reasoning }),
          ...(answer.toolCalls === undefined ? {} : { tool_calls: answer.toolCalls.map(wireCall) }),
        },
        logprobs: null,
        finish_reason: finishReason(answer),
      },
    ],
    usage: usageOf(answer, facts),
  };
}

function events(answer: WholeAnswer, facts: AnswerFacts): readonly string[] {
  const event = (choices: readonly unknown[], usage: unknown = null): string =>
    `data: ${JSON.stringify({ ...head(answer, facts, 'chat.completion.chunk'), choices, usage })}\n\n`;
  const delta = (fields: Readonly<Record<string, unknown>>, reason: string | null = null): string =>
    event([{ index: 0, delta: fields, logprobs: null, finish_reason: reason }]);
  return [
    delta({ role: 'assistant', content: '' }),
    ...pieces(answer.reasoning ?? '').map((reasoning_content) => delta({ reasoning_content })),
    ...pieces(answer.text).map((content) => delta({ content })),
    ...(answer.toolCalls ?? []).flatMap((call, index) => [
      delta({ tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }] }),
      ...pieces(call.arguments).map((text) => delta({ tool_calls: [{ index, function: { arguments: text } }] })),
    ]),
    delta({ content: '' }, finishReason(answer)),
    event([], usageOf(answer, facts)),
    'data: [DONE]\n\n',
  ];
}

function head(answer: WholeAnswer, { question, id, at }: AnswerFacts, object: string) {
  return { id, object, created: Math.floor(at / 1_000), model: answer.model ?? question.model };
}

function finishReason({ finishReason: reason, toolCalls }: WholeAnswer): string {
  return reason ?? (toolCalls === undefined ? 'stop' : 'tool_calls');
}

function usageOf(answer: WholeAnswer, { prompt }: AnswerFacts): Readonly<Record<string, unknown>> {
  if (answer.usage !== undefined) return answer.usage;
  const reasoning = tokensOf(answer.reasoning?.length ?? 0);
  const calls = (answer.toolCalls ?? []).reduce((sum, call) => sum + tokensOf(call.arguments.length), 0);
  const written = reasoning + calls + tokensOf(answer.text.length);
  return {
    prompt_tokens: prompt.tokens,
    completion_tokens: written,
    total_tokens: prompt.tokens + written,
    prompt_cache_hit_tokens: prompt.cached,
    prompt_cache_miss_tokens: prompt.tokens - prompt.cached,
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

function wireCall({
  id,
  name,
  arguments: text,
}: {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}) {
  return { id, type: 'function', function: { name, arguments: text } };
}

/** A text in a few pieces; none for a blank one. */
function pieces(text: string): readonly string[] {
  const length = Math.max(1, Math.ceil(text.length / 3));
  return Array.from({ length: Math.ceil(text.length / length) }, (_, n) => text.slice(n * length, (n + 1) * length));
}
