import { z } from 'zod';

const message = z.looseObject({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string().nullable(),
});
const question = z.looseObject({
  model: z.string(),
  messages: z.array(message).min(1),
  stream: z.boolean().optional(),
  tools: z.array(z.looseObject({})).optional(),
  tool_choice: z.unknown().optional(),
  thinking: z.looseObject({ type: z.enum(['enabled', 'disabled']) }).optional(),
  response_format: z.looseObject({ type: z.string() }).optional(),
});
/** A question as DeepSeek reads it. */
export type ChatQuestion = z.output<typeof question>;

/** A question that can be answered, or the status and the words that refuse it. */
export type QuestionReading =
  | { readonly question: ChatQuestion }
  | { readonly status: number; readonly message: string };

/** Judges a body as DeepSeek does. */
export function readQuestion(body: string, models: readonly string[]): QuestionReading {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { status: 400, message: 'Failed to parse the request body as JSON' };
  }
  const read = question.safeParse(parsed);
  if (!read.success) {
    const issue = read.error.issues[0];
    return { status: 422, message: `Failed to deserialize: ${issue?.path.join('.')}: ${issue?.message}` };
  }
  const { model, messages, tools, tool_choice, response_format } = read.data;
  if (!models.includes(model)) return { status: 400, message: 'Model Not Exist' };
  const thinks = read.data.thinking?.type !== 'disabled';
  if (thinks && tool_choice !== undefined) {
    return { status: 400, message: 'tool_choice is not supported in thinking mode' };
  }
  if (response_format?.type === 'json_object' && !messages.some(({ content }) => /json/i.test(content ?? ''))) {
    return { status: 400, message: "Prompt must contain the word 'json' to use response_format of type json_object" };
  }
  const lacksThinking = messages.some(({ role, reasoning_content }) => {
    return role === 'assistant' && typeof reasoning_content !== 'string';
  });
  if (thinks && (tools?.length ?? 0) > 0 && lacksThinking) {
    return { status: 400, message: 'The reasoning_content of earlier turns must be passed back to the API' };
  }
  return { question: read.data };
}
