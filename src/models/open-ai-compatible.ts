import { SystemClock } from '../engine/system-clock.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { Patience } from './call-model.ts';
import { chatModel } from './chat-endpoint.ts';
import type { ModelFetch } from './default-fetch.ts';

/** Which endpoint is asked, and how. */
export interface OpenAiCompatibleOptions extends Patience {
  /** What replies, errors and prices call it, such as `openrouter`. */
  readonly provider: string;
  /** Such as `https://openrouter.ai/api/v1`; `/chat/completions` is put behind its path. */
  readonly baseUrl: string;
  readonly model: string;
  /** Sent as a bearer token. Leave it out for a server that wants none. */
  readonly apiKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: the platform's. */
  readonly fetch?: ModelFetch;
  /** `stream`: the answer comes in pieces; what comes out is the same. Default `plain`. */
  readonly delivery?: 'plain' | 'stream';
  /** What the endpoint calls the bound on its output. Default `max_tokens`. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
  /** Further fields of the body, such as `{ reasoning_effort: 'low' }`. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * Any endpoint that speaks the chat completions protocol.
 *
 * Key and secret headers occur in no error, no reply and no recorded question.
 *
 * @throws {ConfigurationError} `config/invalid` for an address, a key or a header that cannot be one.
 */
export function openAiCompatible(options: OpenAiCompatibleOptions): LanguageModel {
  const { provider, baseUrl, model, apiKey = null, headers = {}, fetch, fields = {} } = options;
  const { clock = new SystemClock(), delivery = 'plain', maxTokensField = 'max_tokens' } = options;
  return chatModel(
    { provider, baseUrl, apiKey, headers, clock, fetch, patience: options },
    { model, delivery, maxTokensField, fields, withoutTemperature: null, returnsReasoning: 'never' },
    Object.keys(fields).length === 0 ? undefined : { fields: JSON.stringify(fields) },
  );
}
