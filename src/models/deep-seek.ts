import { SystemClock } from '../engine/system-clock.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { Patience } from './call-model.ts';
import { chatModel } from './chat-endpoint.ts';
import type { ModelFetch } from './default-fetch.ts';

/** The model that is asked where none is named. */
export const DEEPSEEK_MODEL = 'deepseek-flash';

/** How DeepSeek is asked. */
export interface DeepSeekOptions extends Patience {
  readonly apiKey: string;
  /** Default `deepseek-flash`. */
  readonly model?: string;
  /** Default `https://api.deepseek.com`. */
  readonly baseUrl?: string;
  /** Default `enabled`, as DeepSeek's own. A model that thinks ignores the temperature; it is not sent. */
  readonly thinking?: 'enabled' | 'disabled';
  /** How hard it thinks; default DeepSeek's own. */
  readonly effort?: 'low' | 'high' | 'max';
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: the platform's. */
  readonly fetch?: ModelFetch;
  /** `stream`: the answer comes in pieces; what comes out is the same. Default `plain`. */
  readonly delivery?: 'plain' | 'stream';
}

/**
 * DeepSeek over HTTP.
 *
 * A retired id is refused before anything is sent. The key occurs in no error, no reply and no recorded question.
 *
 * @throws {ConfigurationError} `config/invalid` for an address or a key that cannot be one.
 * @see docs/models.md#deepseek
 */
export function deepSeek(options: DeepSeekOptions): LanguageModel {
  const { apiKey, model = DEEPSEEK_MODEL, baseUrl = 'https://api.deepseek.com', thinking = 'enabled' } = options;
  const { effort, clock = new SystemClock(), fetch, delivery = 'plain' } = options;
  const provider = 'deepseek';
  const thinks = thinking === 'enabled';
  return chatModel(
    { provider, baseUrl, apiKey, headers: {}, clock, fetch, patience: options },
    {
      ...{ model, delivery, maxTokensField: 'max_tokens' },
      withoutTemperature: thinks ? `${model} thinks, and ignores it then` : null,
      // Between tool calls DeepSeek refuses a conversation that lacks the thinking.
      returnsReasoning: thinks ? 'with_tools' : 'never',
      fields: { thinking: { type: thinking }, ...(effort === undefined ? {} : { reasoning_effort: effort }) },
    },
    { thinking, ...(effort === undefined ? {} : { effort }) },
  );
}
