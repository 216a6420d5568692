import type { Clock } from '../../ports/clock.ts';
import type { LanguageModel, ModelMessage, ModelReply } from '../../ports/language-model.ts';
import { correctionMessage } from '../extract/correction-message.ts';
import { extractDecisions } from '../extract/extract-decisions.ts';
import { abstain, type Extraction, uselessness } from '../extract/extraction.ts';
import type { TradingSymbol } from '../extract/trading-symbol.ts';
import type { Prompt } from '../prompt/render-prompt.ts';
import { askWithTools, type ToolConversation, type ToolPayload } from '../tools/ask-with-tools.ts';
import type { ReadOnlyTool } from '../tools/read-only-tool.ts';

export interface AskOptions {
  readonly model: LanguageModel;
  readonly symbols: readonly TradingSymbol[];
  /** What it may look up before it answers; none for nothing. */
  readonly tools: readonly ReadOnlyTool[];
  readonly toolRounds: number;
  readonly clock: Clock;
  /** Turns in which a model may mend a reply that cannot be used. */
  readonly corrections: number;
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  readonly signal?: AbortSignal;
}

/** What a model answered, with everything that was said on the way. */
export interface Answer {
  /** The whole conversation, the last reply left out. */
  readonly messages: readonly ModelMessage[];
  /** Every reply in order, those that only asked for tools included; empty when the model could not be asked. */
  readonly replies: readonly ModelReply[];
  readonly extraction: Extraction;
  /** What was read of the replies that the model was shown the errors of, oldest first. */
  readonly corrected: readonly Extraction[];
  /** What was looked up, conversation by conversation. */
  readonly toolUses: readonly ToolPayload[];
  /** Why no answer came, or `null`. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** Asks the model, lets it look things up, and gives it one chance to mend a reply that says nothing. Never throws for a model that fails. */
export async function askModel(prompt: Prompt, options: AskOptions): Promise<Answer> {
  const { corrections, symbols } = options;
  const messages: ModelMessage[] = [
    { role: 'system', content: prompt.fixed },
    { role: 'user', content: prompt.volatile },
  ];
  const replies: ModelReply[] = [];
  const toolUses: ToolPayload[] = [];
  const corrected: Extraction[] = [];
  for (let turn = 0; ; turn++) {
    const said = await converse(messages, options);
    replies.push(...said.replies);
    if (said.toolPayload !== null) toolUses.push(said.toolPayload);
    messages.splice(0, messages.length, ...said.messages);
    if (said.outcome === 'failed') {
      const { code, message } = said.error;
      const extraction = abstain('no_answer', message);
      return { messages, replies, extraction, corrected, toolUses, failure: { code, message } };
    }
    const { reply } = said;
    const extraction = extractDecisions(reply, symbols);
    // A reply that has used up its tokens is the dearest there is, and another would be cut off likewise.
    const isFinal = uselessness(extraction) === null || turn >= corrections || reply.finishReason === 'length';
    if (isFinal) return { messages, replies, extraction, corrected, toolUses, failure: null };
    corrected.push(extraction);
    messages.push({ role: 'assistant', content: reply.text });
    messages.push({ role: 'user', content: correctionMessage(extraction) });
  }
}

/** One turn: the model looks things up if it may, and answers. */
function converse(messages: readonly ModelMessage[], options: AskOptions): Promise<ToolConversation> {
  const { model, tools, toolRounds, clock, temperature, maxOutputTokens, signal } = options;
  return askWithTools({
    model,
    tools,
    limits: { rounds: toolRounds },
    clock,
    request: {
      messages: [...messages],
      responseFormat: 'json',
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      ...(signal === undefined ? {} : { signal }),
    },
  });
}
