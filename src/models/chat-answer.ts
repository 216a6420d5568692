import { z } from 'zod';
import type { FinishReason, ModelToolCall, ModelUsage } from '../ports/language-model.ts';
import { streamedCompletion } from './event-stream.ts';

/** What an answer of the chat completions protocol says. */
export interface ChatAnswer {
  readonly text: string;
  readonly reasoning: string | null;
  readonly finishReason: FinishReason;
  readonly toolCalls: readonly ModelToolCall[];
  readonly usage: ModelUsage | null;
  /** `null` where the endpoint does not name itself. */
  readonly model: string | null;
}

/** An answer that was read, or why it is none. */
export type ChatReading =
  | { readonly outcome: 'answer'; readonly answer: ChatAnswer }
  | { readonly outcome: 'unreadable'; readonly why: string };

/**
 * Reads a body of the chat completions protocol, plain or a stream of events.
 *
 * While a question waits in a queue the server sends blank lines, or `: keep-alive`, ahead of the answer or within a stream.
 */
export function readChatAnswer(body: string): ChatReading {
  const start = /^(?:\s|:[^\r\n]*(?:[\r\n]|$))*/.exec(body)?.[0].length ?? 0;
  const rest = body.slice(start);
  if (rest === '') return unreadable('nothing but blank lines came');
  if (/^(?:data|event|id|retry)\s*:/.test(rest)) {
    const streamed = streamedCompletion(rest);
    return streamed.outcome === 'unreadable' ? streamed : readCompletion(streamed.completion);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(rest.replace(/(?:\r?\n:[^\r\n]*)+\s*$/, ''));
  } catch {
    return unreadable('it is not JSON');
  }
  return readCompletion(parsed);
}

const maybeText = z.string().nullish();

/** Some endpoints send the text in parts. */
const content = z
  .union([z.string(), z.array(z.object({ text: maybeText }).transform((part) => part.text ?? ''))])
  .nullish()
  .transform((value) => (Array.isArray(value) ? value.join('') : (value ?? '')));

/** Written as text by the protocol, as an object by some. */
const toolArguments = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' ? value : JSON.stringify(value ?? {})));

const toolCall = z.object({ id: maybeText, function: z.object({ name: z.string(), arguments: toolArguments }) });

const count = z.number().int().nonnegative().nullish().catch(null);
const usage = z
  .object({
    prompt_tokens: count,
    completion_tokens: count,
    prompt_cache_hit_tokens: count,
    prompt_cache_miss_tokens: count,
    prompt_tokens_details: z.object({ cached_tokens: count }).nullish().catch(null),
    completion_tokens_details: z.object({ reasoning_tokens: count }).nullish().catch(null),
  })
  .transform((row): ModelUsage => {
    const hit = row.prompt_cache_hit_tokens ?? row.prompt_tokens_details?.cached_tokens ?? null;
    const miss = row.prompt_cache_miss_tokens ?? null;
    return {
      inputTokens: row.prompt_tokens ?? (hit === null || miss === null ? null : hit + miss),
      cachedInputTokens: hit,
      outputTokens: row.completion_tokens ?? null,
      reasoningTokens: row.completion_tokens_details?.reasoning_tokens ?? null,
    };
  })
  .nullish()
  .catch(null);

const completion = z.object({
  model: maybeText,
  choices: z
    .array(
      z.object({
        message: z.object({
          content,
          reasoning_content: maybeText,
          reasoning: maybeText,
          tool_calls: z.array(toolCall).nullish(),
        }),
        finish_reason: maybeText,
      }),
    )
    .min(1),
  usage,
});

function readCompletion(value: unknown): ChatReading {
  const complaint = complaintIn(value);
  if (complaint !== null) return unreadable(`it carries an error in the place of an answer, ${complaint}`);
  const read = completion.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0];
    return unreadable(`${issue?.path.join('.') || 'body'}: ${issue?.message}`);
  }
  const [choice] = read.data.choices;
  if (choice === undefined) return unreadable('it has no choices');
  const { message, finish_reason } = choice;
  const reasoning = message.reasoning_content ?? message.reasoning ?? null;
  return {
    outcome: 'answer',
    answer: {
      text: message.content,
      reasoning: reasoning === '' ? null : reasoning,
      finishReason: finishReasonOf(finish_reason),
      toolCalls: (message.tool_calls ?? []).map((call, index) => ({
        id: call.id ?? `call_${index + 1}`,
        name: call.function.name,
        arguments: call.function.arguments,
      })),
      usage: read.data.usage ?? null,
      model: read.data.model ?? null,
    },
  };
}

function finishReasonOf(word: string | null | undefined): FinishReason {
  switch (word) {
    case 'stop':
    case 'length':
    case 'tool_calls':
    case 'content_filter':
      return word;
    case 'function_call':
      return 'tool_calls';
    default:
      return 'other';
  }
}

function complaintIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('error' in value) || !value.error) return null;
  return JSON.stringify(value.error).slice(0, 200);
}

function unreadable(why: string): ChatReading {
  return { outcome: 'unreadable', why };
}
