import { type DeepSeekOptions, deepSeek } from '../../../src/models/deep-seek.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { LanguageModel } from '../../../src/ports/language-model.ts';
import { MOCK_DEEPSEEK_KEY, MockDeepSeek } from '../../../src/testing/mock-deepseek/mock-deepseek.ts';

/** Puts a mock where questions reach it, and says at which address. */
export type Wire = (mock: MockDeepSeek) => Promise<Pick<DeepSeekOptions, 'baseUrl'>>;

/** A real socket. */
export const loopback: Wire = async (mock) => {
  await mock.listen();
  return { baseUrl: mock.baseUrl };
};

/** DeepSeek as a bot asks it, and the mock that answers. */
export class AskedModel implements AsyncDisposable {
  readonly mock: MockDeepSeek;
  readonly model: LanguageModel;

  private constructor(mock: MockDeepSeek, model: LanguageModel) {
    this.mock = mock;
    this.model = model;
  }

  static async open(
    clock: Clock,
    underWay: UnderWay,
    wire: Wire,
    options: Partial<DeepSeekOptions> = {},
  ): Promise<AskedModel> {
    // What is loaded by the first failure is loaded now: the clock does not wait for the disk.
    await import('p-retry');
    const mock = new MockDeepSeek({ clock });
    const model = deepSeek({
      apiKey: MOCK_DEEPSEEK_KEY,
      ...(await wire(mock)),
      clock,
      backOffMs: 1_000,
      random: () => 1,
      fetch: underWay.fetch,
      ...options,
    });
    return new AskedModel(mock, model);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.mock.close();
  }
}

/** Questions that have left and whose answer has not begun to come: what an idle clock has to be patient for. */
export class UnderWay {
  #count = 0;

  get isAny(): boolean {
    return this.#count > 0;
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    this.#count += 1;
    try {
      return await globalThis.fetch(input, init);
    } finally {
      this.#count -= 1;
    }
  };
}
