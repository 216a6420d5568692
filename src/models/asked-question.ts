import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LanguageModel, ModelMessage, ModelRequest } from '../ports/language-model.ts';

/** Who is asked: all of a model but its voice. */
export type ModelName = Pick<LanguageModel, 'provider' | 'model' | 'settings'>;

/** All that an answer depends on: neither deadlines nor keys. */
export const askedQuestion = z.object({
  provider: z.string(),
  model: z.string(),
  settings: z.record(z.string(), z.string()),
  messages: z.array(z.record(z.string(), z.unknown())),
  tools: z.array(z.record(z.string(), z.unknown())),
  temperature: z.number().nullable(),
  maxOutputTokens: z.number().nullable(),
  responseFormat: z.enum(['text', 'json']),
});
/** A question in the form in which it is compared and kept. */
export type AskedQuestion = z.output<typeof askedQuestion>;

/** A question in the form in which it is compared and kept. */
export function questionOf(name: ModelName, request: ModelRequest): AskedQuestion {
  const { messages, tools = [], temperature = null, maxOutputTokens = null, responseFormat = 'text' } = request;
  return {
    ...{ provider: name.provider, model: name.model, settings: { ...name.settings } },
    messages: messages.map(plainMessage),
    tools: tools.map(({ name: tool, description, parameters }) => ({ name: tool, description, parameters })),
    ...{ temperature, maxOutputTokens, responseFormat },
  };
}

/** The SHA-256 of a question, in hexadecimal digits: the same for the same question, in whatever order its fields stand. */
export function hashOf(question: AskedQuestion): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(question)))
    .digest('hex');
}

/** What is absent and what is blank are the same. */
function plainMessage(message: ModelMessage): Record<string, unknown> {
  const { role, content } = message;
  if (role === 'tool') return { role, content, toolCallId: message.toolCallId };
  if (role !== 'assistant') return { role, content };
  const toolCalls = (message.toolCalls ?? []).map(({ id, name, arguments: text }) => ({ id, name, arguments: text }));
  return { role, content, reasoning: message.reasoning ?? null, toolCalls };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}
