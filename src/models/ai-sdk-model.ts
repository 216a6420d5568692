import { SystemClock } from '../engine/system-clock.ts';
import type { ModelError } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import { type AiSdkCall, aiSdkCall } from './ai-sdk-prompt.ts';
import { readAiSdkResult } from './ai-sdk-result.ts';
import { callModel, type Patience } from './call-model.ts';
import { requireOffered } from './known-models.ts';
import { type Attempt, invalidReply, networkFailure, statusFailure } from './model-failure.ts';
import { type Redaction, redaction, withoutSecrets } from './redaction.ts';
import { retryAfterMs } from './retry-after.ts';

/** What {@link aiSdkModel} needs of a model of the `ai` SDK: every `LanguageModelV2` and `LanguageModelV3` has it. */
export interface AiSdkLanguageModel {
  readonly specificationVersion: string;
  readonly provider: string;
  readonly modelId: string;
  doGenerate(options: AiSdkCall): PromiseLike<unknown>;
}

/** How a model of the `ai` SDK is asked. */
export interface AiSdkModelOptions extends Patience {
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Texts that must be seen nowhere, such as the key that the provider was given: it is not visible from here. */
  readonly secrets?: readonly string[];
}

/**
 * Any model of the `ai` SDK, such as `createOpenAICompatible(…)('…')`. The SDK is used for the way there and back only;
 * nothing of it is loaded from here.
 *
 * @see docs/models.md#the-ai-sdk
 */
export function aiSdkModel(model: AiSdkLanguageModel, options: AiSdkModelOptions = {}): LanguageModel {
  const { clock = new SystemClock(), secrets = [] } = options;
  const { provider, modelId } = model;
  // What the provider's key is nobody here knows, so no error of its is passed on whole.
  const hidden: Redaction = { ...redaction(secrets), safeCause: () => undefined };
  return {
    provider,
    model: modelId,
    complete: async (request) => {
      requireOffered(provider, modelId, clock.now());
      return callModel({
        ...{ provider, model: modelId, clock, patience: options },
        ...{ signal: request.signal, deadlineMs: request.deadlineMs },
        attempt: async (number, signal) => {
          const attempt = { provider, model: modelId, number };
          const sentAt = clock.now();
          const call = aiSdkCall(request, signal);
          let result: unknown;
          try {
            result = await model.doGenerate(call);
          } catch (error) {
            throw failureOf(error, attempt, hidden, clock.now());
          }
          const answer = readAiSdkResult(result);
          if (answer === null) throw invalidReply('it has another form', JSON.stringify(result) ?? '', attempt, hidden);
          return {
            ...withoutSecrets(answer, hidden),
            model: answer.model ?? modelId,
            sentAt,
            answeredAt: clock.now(),
            request: hidden.hide(answer.request === '' ? JSON.stringify(call.prompt) : answer.request),
            response: hidden.hide(answer.response),
            origin: 'live',
          };
        },
      });
    },
  };
}

/** The SDK's errors of an endpoint carry its status, body and headers. */
function failureOf(error: unknown, attempt: Attempt, hidden: Redaction, now: number): ModelError {
  if (typeof error !== 'object' || error === null) return networkFailure(error, attempt, hidden);
  const status: unknown = Reflect.get(error, 'statusCode');
  const body: unknown = Reflect.get(error, 'responseBody');
  const headers: unknown = Reflect.get(error, 'responseHeaders');
  if (typeof status !== 'number') return networkFailure(error, attempt, hidden);
  if (status < 300) {
    // Without a body the answer broke off on the way.
    if (typeof body !== 'string') return networkFailure(error, attempt, hidden);
    return invalidReply(messageOf(error), body, attempt, hidden);
  }
  const known = new Headers(isTexts(headers) ? headers : {});
  const said = typeof body === 'string' && body !== '' ? body : messageOf(error);
  return statusFailure({ status, body: said, retryAfterMs: retryAfterMs(known, now) }, attempt, hidden);
}

function messageOf(error: object): string {
  const message: unknown = Reflect.get(error, 'message');
  return typeof message === 'string' ? message : '';
}

function isTexts(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every((part) => typeof part === 'string');
}
