import type { ModelMessage, ModelRequest } from '../ports/language-model.ts';

/** The options of `doGenerate`, in the words of the `ai` SDK's model interface. */
export interface AiSdkCall {
  readonly prompt: readonly unknown[];
  readonly [option: string]: unknown;
}

/** A question in the words of the `ai` SDK's model interface, versions 2 and 3 alike. */
export function aiSdkCall(request: ModelRequest, abortSignal: AbortSignal): AiSdkCall {
  const { messages, tools = [], temperature, maxOutputTokens, responseFormat = 'text' } = request;
  return {
    prompt: promptOf(messages),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, parameters }) => ({
            type: 'function',
            name,
            description,
            inputSchema: { ...parameters },
          })),
        }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    responseFormat: { type: responseFormat },
    abortSignal,
  };
}

function promptOf(messages: readonly ModelMessage[]) {
  // A result of a tool carries the tool's name, which is found with its call.
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? (message.toolCalls ?? []) : []));
  const names = new Map(calls.map(({ id, name }) => [id, name]));
  return messages.map((message) => wireMessage(message, names));
}

function wireMessage(message: ModelMessage, names: ReadonlyMap<string, string>) {
  switch (message.role) {
    case 'system':
      return { role: message.role, content: message.content };
    case 'user':
      return { role: message.role, content: [textPart(message.content)] };
    case 'assistant':
      return { role: message.role, content: assistantParts(message) };
    case 'tool': {
      const { toolCallId, content } = message;
      const toolName = names.get(toolCallId) ?? '';
      const part = { type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: content } };
      return { role: message.role, content: [part] };
    }
  }
}

function assistantParts({ content, reasoning, toolCalls = [] }: Extract<ModelMessage, { role: 'assistant' }>) {
  return [
    ...(reasoning === undefined || reasoning === null || reasoning === ''
      ? []
      : [{ type: 'reasoning', text: reasoning }]),
    ...(content === '' ? [] : [textPart(content)]),
    ...toolCalls.map((call) => ({
      type: 'tool-call',
      toolCallId: call.id,
      toolName: call.name,
      input: jsonOr(call.arguments),
    })),
  ];
}

function textPart(text: string) {
  return { type: 'text', text };
}

/** What the model wrote may be no JSON at all. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
