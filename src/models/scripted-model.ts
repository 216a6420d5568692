import { isBrokerError, ModelError } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel, ModelReply, ModelRequest } from '../ports/language-model.ts';

/** What a scripted model says: a text, the parts of a reply that matter, or how it fails. */
export type ScriptedReply = string | Partial<ModelReply> | ModelError;

/** Answers by a list, one each in its order, or by a function of the question and its number from 0. */
export type Script =
  | readonly ScriptedReply[]
  | ((request: ModelRequest, index: number) => ScriptedReply | Promise<ScriptedReply>);

/** What a scripted model calls itself, and by which clock it answers. */
export interface ScriptedModelOptions {
  /** Default `scripted`. */
  readonly provider?: string;
  /** Default `scripted`. */
  readonly model?: string;
  /** Says when it was asked and answered. Without one that is always 0. */
  readonly clock?: Clock;
}

/** A model that says what it is told to. */
export interface ScriptedModel extends LanguageModel {
  /** What it was asked so far, oldest first. */
  readonly requests: readonly ModelRequest[];
}

/**
 * A model without a network, for tests and simulations. It answers at once and costs nothing.
 *
 * Asked beyond the end of its list it fails with `model/unavailable`.
 */
export function scriptedModel(script: Script, options: ScriptedModelOptions = {}): ScriptedModel {
  const { provider = 'scripted', model = 'scripted', clock } = options;
  const requests: ModelRequest[] = [];
  const at = (): number => clock?.now() ?? 0;
  return {
    provider,
    model,
    requests,
    complete: async (request) => {
      if (request.signal?.aborted) return Promise.reject(request.signal.reason);
      const index = requests.push(request) - 1;
      const sentAt = at();
      const said = typeof script === 'function' ? await script(request, index) : lineOf(script, index);
      if (isBrokerError(said)) throw said;
      return { ...blankReply(request, model, sentAt, at()), ...(typeof said === 'string' ? { text: said } : said) };
    },
  };
}

function lineOf(script: readonly ScriptedReply[], index: number): ScriptedReply {
  const line = script[index];
  if (line !== undefined) return line;
  return new ModelError(`The script of the model has ${script.length} replies and was asked for one more.`, {
    code: 'model/unavailable',
    details: { replies: script.length },
  });
}

function blankReply(request: ModelRequest, model: string, sentAt: number, answeredAt: number): ModelReply {
  return {
    ...{ text: '', reasoning: null, finishReason: 'stop', toolCalls: [], usage: null, model, sentAt, answeredAt },
    ...{ request: JSON.stringify(request.messages), response: '', origin: 'scripted', notes: [] },
  };
}
