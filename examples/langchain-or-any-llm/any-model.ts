import { ModelError } from 'brokerkit';
import type { LanguageModel, ModelMessage } from 'brokerkit/pipeline';

/** What LangChain calls a chat model, and what most other libraries have under another name: messages in, an answer out. */
export interface ChatModel {
  invoke(messages: readonly (readonly [role: string, content: string])[]): Promise<{
    readonly content: string;
    readonly usage_metadata?: { readonly input_tokens: number; readonly output_tokens: number };
  }>;
}

/** Any chat model as brokerkit asks it. */
export function anyModel(chat: ChatModel, named: { readonly provider: string; readonly model: string }): LanguageModel {
  return {
    ...named,
    async complete({ messages }) {
      const sentAt = Date.now();
      const asked = messages.map((message) => [roleOf(message), message.content] as const);
      const answer = await chat.invoke(asked).catch((cause: unknown) => {
        // What is no ModelError would end the cycle; this ends it as an answer that did not come.
        throw new ModelError('The model did not answer.', { code: 'model/unavailable', cause });
      });
      const { usage_metadata: usage } = answer;
      return {
        text: answer.content,
        reasoning: null,
        finishReason: 'stop',
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
        response: answer.content,
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
