import { z } from 'zod';
import type { FinishReason, ModelToolCall, ModelUsage } from '../ports/language-model.ts';

/** What a model of the `ai` SDK answered. */
export interface AiSdkAnswer {
  readonly text: string;
  readonly reasoning: string | null;
  readonly finishReason: FinishReason;
  readonly toolCalls: readonly ModelToolCall[];
  readonly usage: ModelUsage | null;
  readonly model: string | null;
  readonly request: string;
  readonly response: string;
  readonly notes: readonly string[];
}

const count = z.number().nullish().catch(null);
/** Version 3 tells totals and parts, version 2 numbers. */
const total = z.union([z.object({ total: count, cacheRead: count, reasoning: count }), count]).catch(null);
const usage = z.object({
  inputTokens: total.optional(),
  outputTokens: total.optional(),
  cachedInputTokens: count,
  reasoningTokens: count,
});

const result = z.object({
  content: z.array(z.looseObject({ type: z.string() })),
  finishReason: z.union([z.object({ unified: z.string() }).transform(({ unified }) => unified), z.string()]),
  usage: usage.nullish().catch(null),
  request: z.object({ body: z.unknown().optional() }).nullish(),
  response: z.object({ body: z.unknown().optional(), modelId: z.string().nullish() }).nullish(),
  warnings: z.array(z.looseObject({ type: z.string() })).nullish(),
});

const textPart = z.object({ text: z.string() });
const callPart = z.object({ toolCallId: z.string(), toolName: z.string(), input: z.unknown().optional() });

/** Reads a result of `doGenerate`, versions 2 and 3 alike; `null` when it is none. */
export function readAiSdkResult(value: unknown): AiSdkAnswer | null {
  const read = result.safeParse(value);
  if (!read.success) return null;
  const { content, finishReason, request, response, warnings } = read.data;
  const reasoning = textsOf(content, 'reasoning');
  return {
    text: textsOf(content, 'text').join(''),
    reasoning: reasoning.length === 0 ? null : reasoning.join('\n'),
    finishReason: finishReasonOf(finishReason),
    toolCalls: content.flatMap((part) => {
      const call = part.type === 'tool-call' ? callPart.safeParse(part) : null;
      if (!call?.success) return [];
      const { toolCallId: id, toolName: name, input } = call.data;
      return [{ id, name, arguments: bodyText(input) }];
    }),
    usage: usageOf(read.data.usage),
    model: response?.modelId ?? null,
    request: bodyText(request?.body),
    response: bodyText(response?.body ?? content),
    notes: (warnings ?? []).map(warningText),
  };
}

function textsOf(content: readonly { readonly type: string }[], type: string): readonly string[] {
  return content.flatMap((part) => {
    const read = part.type === type ? textPart.safeParse(part) : null;
    return read?.success ? [read.data.text] : [];
  });
}

function usageOf(row: z.output<typeof usage> | null | undefined): ModelUsage | null {
  if (row === null || row === undefined) return null;
  const { inputTokens: input, outputTokens: output } = row;
  const inParts = typeof input === 'object' ? input : null;
  const outParts = typeof output === 'object' ? output : null;
  const counted: ModelUsage = {
    inputTokens: (typeof input === 'number' ? input : inParts?.total) ?? null,
    cachedInputTokens: inParts?.cacheRead ?? row.cachedInputTokens ?? null,
    outputTokens: (typeof output === 'number' ? output : outParts?.total) ?? null,
    reasoningTokens: outParts?.reasoning ?? row.reasoningTokens ?? null,
  };
  return Object.values(counted).every((value) => value === null) ? null : counted;
}

function finishReasonOf(word: string): FinishReason {
  switch (word) {
    case 'stop':
    case 'length':
      return word;
    case 'tool-calls':
      return 'tool_calls';
    case 'content-filter':
      return 'content_filter';
    default:
      return 'other';
  }
}

/** What the provider did not do of what was asked. */
function warningText(warning: Readonly<Record<string, unknown>>): string {
  const { type, feature, setting, details, message } = warning;
  const parts = [type, feature ?? setting, details ?? message].filter((part) => typeof part === 'string');
  return `The provider says: ${parts.join(', ')}.`;
}

function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  return body === undefined || body === null ? '' : JSON.stringify(body);
}
