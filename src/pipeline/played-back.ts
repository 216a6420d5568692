import { type BrokerError, isBrokerError } from '../errors/index.ts';
import type { LanguageModel } from '../ports/language-model.ts';

/** So many questions in a row without an answer are no failures that were not recorded: the cassette is of another run. */
const MOST_MISSES = 3;

/** A model as it is, and whether it turns out to be a cassette of another run. */
export interface PlayedBack {
  readonly model: LanguageModel;
  /** @throws {ModelError} `model/not_recorded` where the first question, or several in a row, were never recorded. */
  expectRecorded(): void;
}

/**
 * Watches whether a model plays back what is asked.
 *
 * A failure of the model is not recorded, so that a question without an answer may be one that had none. A run of which the
 * first question is not known, or several in a row, would only go on to abstain.
 */
export function playedBack(inner: LanguageModel): PlayedBack {
  let hasAnswered = false;
  let misses = 0;
  let miss: BrokerError | null = null;
  const { provider, model, settings } = inner;
  return {
    model: {
      provider,
      model,
      ...(settings === undefined ? {} : { settings }),
      async complete(request) {
        try {
          const reply = await inner.complete(request);
          hasAnswered = true;
          misses = 0;
          return reply;
        } catch (error) {
          if (isBrokerError(error, 'model/not_recorded')) {
            misses += 1;
            miss = error;
          }
          throw error;
        }
      },
    },
    expectRecorded() {
      if (miss !== null && misses > 0 && (!hasAnswered || misses >= MOST_MISSES)) throw miss;
    },
  };
}
