import { ModelError } from 'brokerkit';
import { FINISH_REASONS, type FinishReason, type LanguageModel, type ModelMessage } from 'brokerkit/pipeline';

/** What LangChain calls a chat model, and what most other libraries have under another name: messages in, an answer out. */
export interface ChatModel {
  invoke(
    messages: [role: string, content: string][],
    options?: { signal?: AbortSignal },
  ): Promise<{
    /** Text, or parts of which some are text. */
    readonly content: string | readonly unknown[];
    readonly usage_metadata?: { readonly input_tokens: number; readonly output_tokens: number } | undefined;
    readonly response_metadata?: Readonly<Record<string, unknown>>;
  }>;
}

/** Any chat model as brokerkit asks it. */
export function anyModel(chat: ChatModel, named: { readonly provider: string; readonly model: string }): LanguageModel {
  return {
    ...named,
    async complete({ messages, signal }) {
      const sentAt = Date.now();
      const asked = messages.map((message): [string, string] => [roleOf(message), message.content]);
      const answer = await chat.invoke(asked, signal === undefined ? {} : { signal }).catch((cause: unknown) => {
        // Whoever gave the question up knows why.
        if (signal?.aborted) throw signal.reason;
        // What is no ModelError would end the cycle; this ends it as an answer that did not come.
        throw new ModelError('The model did not answer.', { code: 'model/unavailable', cause });
      });
      const { usage_metadata: usage, content } = answer;
      return {
        text: typeof content === 'string' ? content : content.map(textOf).join(''),
        reasoning: null,
        finishReason: finishOf(answer.response_metadata?.finish_reason),
        toolCalls: [],
        usage: {
          inputTokens: usage?.input_tokens ?? null,
          outputTokens: usage?.output_tokens ?? null,
          cachedInputTokens: null,
          reasoningTokens: null,
        },
        model: named.model,
        sentAt,
        answeredAt: Date.now(),
        request: JSON.stringify(asked),
        response: JSON.stringify(content),
        origin: 'live',
        notes: [],
      };
    },
  };
}

function roleOf({ role }: ModelMessage): string {
  if (role === 'user') return 'human';
  return role === 'assistant' ? 'ai' : role;
}

function textOf(part: unknown): string {
  const isText = typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string';
  return isText ? String(part.text) : '';
}

/** An answer that was cut off must be told as one: nothing is made of it. */
function finishOf(said: unknown): FinishReason {
  return FINISH_REASONS.find((reason) => reason === said) ?? (said === undefined ? 'stop' : 'other');
}
