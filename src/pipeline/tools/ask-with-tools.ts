import { type BrokerError, isBrokerError, ModelError } from '../../errors/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  LanguageModel,
  ModelMessage,
  ModelReply,
  ModelRequest,
  ModelToolCall,
  ModelUsage,
} from '../../ports/language-model.ts';
import type { ReadOnlyTool, ToolAnswer } from './read-only-tool.ts';

/** How much a model may look up before it answers. */
export interface ToolLimits {
  /** How often it may ask for tools; then it has to answer. Default 4. */
  readonly rounds?: number;
  /** Calls answered in one round; further ones are refused. Default 8. */
  readonly callsPerRound?: number;
  /** Characters of one answer; a longer one is not sent. Default 12000. */
  readonly answerCharacters?: number;
  /** How long one tool may take in milliseconds. Default 10000. */
  readonly toolTimeoutMs?: number;
}

/** One call of a tool, as it was asked and answered. */
export interface ToolCallRecord {
  readonly id: string;
  readonly name: string;
  /** As the model wrote them. */
  readonly arguments: string;
  readonly at: number;
  readonly outcome: ToolAnswer['outcome'];
  /** The text that went back to the model. */
  readonly payload: string;
}

/** One round of calls, with what the model said when it asked. */
export interface ToolRound {
  /** From 1. */
  readonly round: number;
  readonly text: string;
  readonly reasoning: string | null;
  readonly usage: ModelUsage | null;
  readonly calls: readonly ToolCallRecord[];
}

/** All that a model looked up: plain JSON, to be stored. */
export interface ToolPayload {
  /** `used_up`: the model wanted more than it may have. */
  readonly rounds: readonly ToolRound[];
  readonly ended: 'answered' | 'used_up' | 'failed';
}

/** A conversation with tools: the last reply, or what kept it from coming. */
export type ToolConversation = {
  /** Every reply, oldest first: each has its price. */
  readonly replies: readonly ModelReply[];
  /** The whole conversation up to the last reply. */
  readonly messages: readonly ModelMessage[];
  /** `null` when no tool was called. */
  readonly toolPayload: ToolPayload | null;
} & (
  | { readonly outcome: 'reply'; readonly reply: ModelReply }
  | { readonly outcome: 'failed'; readonly error: BrokerError }
);

/** What a conversation with tools needs. */
export interface ToolConversationOptions {
  readonly model: LanguageModel;
  /** Without tools of its own. */
  readonly request: Omit<ModelRequest, 'tools'>;
  readonly tools: readonly ReadOnlyTool[];
  readonly limits?: ToolLimits;
  readonly clock: Clock;
}

const USED_UP = 'No more tools are available. Answer now, from what you know, in the form that was asked for.';

/**
 * Asks a model and answers its calls of tools, in bounded rounds. Never rejects for what a tool or the model did.
 *
 * After the last round the model is asked once more without tools; what it wants to call then is not answered.
 */
export async function askWithTools(options: ToolConversationOptions): Promise<ToolConversation> {
  const { model, request, tools, limits = {}, clock } = options;
  const { rounds: most = 4, callsPerRound = 8, answerCharacters = 12_000, toolTimeoutMs = 10_000 } = limits;
  const offers = tools.map(({ offer }) => offer);
  const byName = new Map(tools.map((tool) => [tool.offer.name, tool]));
  const bounds = { answerCharacters, toolTimeoutMs };
  const endsAt = request.deadlineMs === undefined ? null : clock.now() + request.deadlineMs;
  const replies: ModelReply[] = [];
  const rounds: ToolRound[] = [];
  let messages = request.messages;

  const payload = (ended: ToolPayload['ended']): ToolPayload | null => (rounds.length === 0 ? null : { rounds, ended });
  for (;;) {
    const isLast = rounds.length >= most || offers.length === 0;
    let reply: ModelReply;
    try {
      reply = await model.complete({
        ...request,
        messages,
        ...(isLast ? {} : { tools: offers }),
        // The deadline is for the whole conversation.
        ...(endsAt === null ? {} : { deadlineMs: Math.max(1, endsAt - clock.now()) }),
      });
    } catch (error) {
      return { outcome: 'failed', error: failureOf(error), replies, messages, toolPayload: payload('failed') };
    }
    replies.push(reply);
    if (isLast || reply.toolCalls.length === 0) {
      const ended = isLast && rounds.length > 0 ? 'used_up' : 'answered';
      return { outcome: 'reply', reply, replies, messages, toolPayload: payload(ended) };
    }
    const calls = await Promise.all(
      reply.toolCalls.map((call, index) =>
        index < callsPerRound
          ? answered(call, byName.get(call.name), bounds, clock)
          : recordOf(call, refusal(`Only ${callsPerRound} calls are answered at once.`), clock.now(), bounds),
      ),
    );
    const { text, reasoning, usage } = reply;
    rounds.push({ round: rounds.length + 1, text, reasoning, usage, calls });
    messages = [
      ...messages,
      { role: 'assistant', content: text, reasoning, toolCalls: reply.toolCalls },
      ...calls.map((call) => ({ role: 'tool' as const, toolCallId: call.id, content: call.payload })),
      ...(rounds.length >= most ? [{ role: 'user' as const, content: USED_UP }] : []),
    ];
  }
}

/** What a host's own model throws is a failure of the model too. */
function failureOf(error: unknown): BrokerError {
  if (isBrokerError(error)) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new ModelError(`The model failed: ${said}`, { code: 'model/unavailable', cause: error });
}

type Bounds = Required<Pick<ToolLimits, 'answerCharacters' | 'toolTimeoutMs'>>;

async function answered(
  call: ModelToolCall,
  tool: ReadOnlyTool | undefined,
  bounds: Bounds,
  clock: Clock,
): Promise<ToolCallRecord> {
  const at = clock.now();
  if (tool === undefined) return recordOf(call, refusal(`There is no tool ${call.name.slice(0, 60)}.`), at, bounds);
  let cancel = (): void => undefined;
  const late = new Promise<ToolAnswer>((resolve) => {
    const error = `${call.name} did not answer within ${bounds.toolTimeoutMs} ms.`;
    cancel = clock.schedule(bounds.toolTimeoutMs, () => resolve({ outcome: 'failed', content: { error } }));
  });
  try {
    return recordOf(call, await Promise.race([tool.answer(call.arguments), late]), at, bounds);
  } finally {
    cancel();
  }
}

function recordOf(call: ModelToolCall, answer: ToolAnswer, at: number, { answerCharacters }: Bounds): ToolCallRecord {
  const { id, name, arguments: text } = call;
  const whole = JSON.stringify(answer.content);
  if (whole.length <= answerCharacters)
    return { id, name, arguments: text, at, outcome: answer.outcome, payload: whole };
  const error = `The answer has ${whole.length} characters, more than ${answerCharacters}: ask for less.`;
  return { id, name, arguments: text, at, outcome: 'refused', payload: JSON.stringify({ error }) };
}

function refusal(error: string): ToolAnswer {
  return { outcome: 'refused', content: { error } };
}
