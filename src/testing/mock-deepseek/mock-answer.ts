import type { ModelToolCall } from '../../ports/language-model.ts';

/** What a {@link MockDeepSeek} does with a question. A text alone is an answer that says it. */
export type MockAnswer =
  | string
  /** A whole answer. `keepAliveLines` come ahead of it: blank ones, or `: keep-alive` in a stream. */
  | {
      readonly type: 'answer';
      readonly text: string;
      readonly reasoning?: string;
      readonly toolCalls?: readonly ModelToolCall[];
      /** Default `stop`, or `tool_calls` where there are some. */
      readonly finishReason?: string;
      readonly keepAliveLines?: number;
      /** The model that the answer names; default the one that was asked for. */
      readonly model?: string;
      /** Default: counted, with what of the prompt was seen before as cached. */
      readonly usage?: Readonly<Record<string, unknown>>;
    }
  /** What DeepSeek sends when it fails at JSON: no text, and `stop`. */
  | { readonly type: 'blank' }
  /** Cut off at the bound on the output: `length`. */
  | { readonly type: 'truncated'; readonly text: string }
  /** Waits in the queue for so long by the mock's clock, with a sign of life every now and then; default every 10 s. */
  | { readonly type: 'slow'; readonly afterMs: number; readonly text: string; readonly keepAliveEveryMs?: number }
  /** Takes the question and never answers. */
  | { readonly type: 'silence' }
  /** An error with DeepSeek's words for the status, or with other ones. */
  | {
      readonly type: 'error';
      readonly status: number;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
    }
  /** A gateway's page in the place of an answer. Default status 200. */
  | { readonly type: 'html'; readonly status?: number }
  /** The connection breaks: before a byte was answered, or in the middle of the answer. */
  | { readonly type: 'reset'; readonly when: 'before_answer' | 'mid_body' }
  /** Any other body. */
  | { readonly type: 'raw'; readonly status: number; readonly contentType: string; readonly body: string };

/** One HTTP request. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What goes over the wire: pieces of a body with waiting in between, and how it ends. */
export interface Delivery {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly (string | { readonly waitMs: number })[];
  readonly end: 'complete' | 'reset' | 'never';
}

/** DeepSeek's words for a status. */
export const ERROR_WORDS: Readonly<Record<number, string>> = {
  400: 'Invalid request body format',
  401: 'Authentication Fails (no such user)',
  402: 'Insufficient Balance',
  422: 'Invalid parameters',
  429: 'Rate limit reached',
  500: 'Server error',
  503: 'Server overloaded',
};

/** An error in DeepSeek's form. */
export function errorDelivery(status: number, message?: string, headers: Delivery['headers'] = {}): Delivery {
  const words = message ?? ERROR_WORDS[status] ?? 'Error';
  const body = { error: { message: words, type: 'invalid_request_error', param: null, code: 'invalid_request_error' } };
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    pieces: [JSON.stringify(body)],
    end: 'complete',
  };
}
