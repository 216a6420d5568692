import { expect } from 'vitest';
import { type DeepSeekOptions, deepSeek } from '../../../src/models/deep-seek.ts';
import type { LanguageModel, ModelRequest } from '../../../src/ports/language-model.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { MOCK_DEEPSEEK_KEY, MockDeepSeek } from '../../../src/testing/mock-deepseek/mock-deepseek.ts';

/** A day on which every model of the table is offered or retired for good. */
export const TODAY: number = Date.UTC(2026, 10, 20, 12);

/** A short question. */
export const QUESTION: ModelRequest = {
  messages: [
    { role: 'system', content: 'Answer in json.' },
    { role: 'user', content: 'Buy or sell?' },
  ],
};

/** A mock on a real socket, a client of it, and the clock by which both live. */
export class MockBench implements AsyncDisposable {
  readonly clock = new FakeClock(TODAY);
  readonly mock = new MockDeepSeek({ clock: this.clock });

  static async open(): Promise<MockBench> {
    const bench = new MockBench();
    await bench.mock.listen();
    return bench;
  }

  model(options: Partial<DeepSeekOptions> = {}): LanguageModel {
    const { clock, mock } = this;
    return deepSeek({ apiKey: MOCK_DEEPSEEK_KEY, baseUrl: mock.baseUrl, clock, random: () => 1, ...options });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.mock.close();
  }
}

/** Lets sockets speak until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000 && !isSo(); turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(isSo()).toBe(true);
}
