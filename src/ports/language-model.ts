/** Who says a message. */
export const MESSAGE_ROLES = ['system', 'user', 'assistant', 'tool'] as const;
/** One of {@link MESSAGE_ROLES}. */
export type MessageRole = (typeof MESSAGE_ROLES)[number];

/** A tool that a model asks for. */
export interface ModelToolCall {
  /** The model's own name for the call; the answer carries it as `toolCallId`. */
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it: not read yet, and perhaps not JSON at all. */
  readonly arguments: string;
}

/** One message of a conversation. */
export type ModelMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | {
      readonly role: 'assistant';
      readonly content: string;
      /** The thinking that came with it; a model that thinks between tool calls wants it back in the same turn. */
      readonly reasoning?: string | null;
      readonly toolCalls?: readonly ModelToolCall[];
    }
  | { readonly role: 'tool'; readonly content: string; readonly toolCallId: string };

/** A tool that is offered to a model. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  /** A JSON schema of the arguments: an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One question to a model. */
export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly tools?: readonly ModelTool[];
  /** From 0 up. A model that does not take it is asked without; `notes` of the reply say so. */
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  /** `json`: ask for one JSON object, where the endpoint can. Default `text`. */
  readonly responseFormat?: 'text' | 'json';
  /** Gives the question up; the caller gets the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long the whole answer may take, repetitions included, in milliseconds; default the adapter's own. */
  readonly deadlineMs?: number;
}

/** Why a model stopped. `length`: cut off, so nothing may be made of it. */
export const FINISH_REASONS = ['stop', 'length', 'tool_calls', 'content_filter', 'other'] as const;
/** One of {@link FINISH_REASONS}. */
export type FinishReason = (typeof FINISH_REASONS)[number];

/** Tokens of one answer; `null` where the endpoint does not say. */
export interface ModelUsage {
  /** All of the prompt, the cached part included. */
  readonly inputTokens: number | null;
  /** The part of the prompt that the endpoint had in its cache. */
  readonly cachedInputTokens: number | null;
  /** All that was written, the thinking included. */
  readonly outputTokens: number | null;
  /** The part of the output that was thinking. */
  readonly reasoningTokens: number | null;
}

/** What a model answered. */
export interface ModelReply {
  /** May be blank: a model that fails at JSON answers so, with `stop`. */
  readonly text: string;
  /** The thinking, to be stored; no decision is ever read out of it. */
  readonly reasoning: string | null;
  readonly finishReason: FinishReason;
  readonly toolCalls: readonly ModelToolCall[];
  /** `null` where the endpoint says nothing about it. */
  readonly usage: ModelUsage | null;
  /** The model that answered, as the endpoint calls it. */
  readonly model: string;
  /** When the attempt that was answered left, epoch ms. The price of a token depends on it. */
  readonly sentAt: number;
  /** When the answer was complete, epoch ms. */
  readonly answeredAt: number;
  /** The body that was sent, as text. Never carries a credential. */
  readonly request: string;
  /** The body that came, as text; of a stream all its lines. Never carries a credential. */
  readonly response: string;
  /** `live`: asked now, and paid for. `recorded`: played back. `scripted`: written by hand. */
  readonly origin: 'live' | 'recorded' | 'scripted';
  /** What was done otherwise than asked, as sentences: a temperature that was left out. */
  readonly notes: readonly string[];
}

/**
 * A language model: messages in, one answer out.
 *
 * It keeps nothing between questions.
 */
export interface LanguageModel {
  /** Who is asked, such as `deepseek`. */
  readonly provider: string;
  /** The id of the model that is asked for. */
  readonly model: string;
  /** What else shapes its answers, such as `{ thinking: 'enabled' }`; never a credential. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * Asks once and waits for the whole answer.
   *
   * @throws {ModelError} `model/timeout`, `model/unavailable`, `model/rate_limited` when no answer came; `model/unauthorized`,
   * `model/no_balance`, `model/refused`, `model/retired` when asking again changes nothing; `model/invalid_reply` when what
   * came is no answer.
   */
  complete(request: ModelRequest): Promise<ModelReply>;
}
