import type { ModelMessage, ModelRequest, ModelTool } from '../ports/language-model.ts';

/** How an endpoint wants to be asked. */
export interface ChatDialect {
  readonly model: string;
  /** `stream`: the answer comes in pieces, and so does the sign of life while it is being waited for. */
  readonly delivery: 'plain' | 'stream';
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Why a temperature is left out, as the end of a sentence; `null` where it is sent. */
  readonly withoutTemperature: string | null;
  /** Whether thinking goes back with the messages that it came with, where tools are offered. */
  readonly returnsReasoning: 'with_tools' | 'never';
  /** Fields of the body beyond those that every endpoint knows. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A body of `POST /chat/completions`, and what was left out of it. */
export interface ChatRequest {
  readonly body: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

/** Says a question in the words of the chat completions protocol. */
export function chatRequest(request: ModelRequest, dialect: ChatDialect): ChatRequest {
  const { model, delivery, maxTokensField, withoutTemperature, fields } = dialect;
  const { messages, tools = [], temperature, maxOutputTokens, responseFormat = 'text' } = request;
  const notes: string[] = [];
  const keepsReasoning = dialect.returnsReasoning === 'with_tools' && tools.length > 0;
  const body: Record<string, unknown> = {
    model,
    messages: messages.map((message) => wireMessage(message, keepsReasoning)),
    ...fields,
  };
  if (tools.length > 0) body.tools = tools.map(wireTool);
  if (temperature !== undefined) {
    if (withoutTemperature === null) body.temperature = temperature;
    else notes.push(`The temperature of ${temperature} was not sent: ${withoutTemperature}.`);
  }
  if (maxOutputTokens !== undefined) body[maxTokensField] = maxOutputTokens;
  if (responseFormat === 'json') {
    if (messages.some(({ content }) => /json/i.test(content))) body.response_format = { type: 'json_object' };
    else notes.push('JSON was not asked for: the endpoint takes that only where a message contains the word "json".');
  }
  if (delivery === 'stream') {
    body.stream = true;
    body.stream_options = { include_usage: true };
  }
  return { body, notes };
}

function wireMessage(message: ModelMessage, keepsReasoning: boolean): Readonly<Record<string, unknown>> {
  const { role, content } = message;
  if (role === 'tool') return { role, tool_call_id: message.toolCallId, content };
  if (role !== 'assistant') return { role, content };
  const calls = message.toolCalls ?? [];
  return {
    role,
    content,
    ...(keepsReasoning ? { reasoning_content: message.reasoning ?? '' } : {}),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map((call) => ({
            id: call.id,
            type: 'function',
            function: { name: call.name, arguments: call.arguments },
          })),
        }),
  };
}

function wireTool({ name, description, parameters }: ModelTool): Readonly<Record<string, unknown>> {
  return { type: 'function', function: { name, description, parameters } };
}
