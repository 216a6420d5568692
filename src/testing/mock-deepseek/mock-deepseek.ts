import { SystemClock } from '../../engine/system-clock.ts';
import { invariant } from '../../errors/index.ts';
import type { Clock } from '../../ports/clock.ts';
import { deliveryOf } from './chat-delivery.ts';
import { readQuestion } from './chat-question.ts';
import { LoopbackServer } from './loopback-server.ts';
import { type Delivery, errorDelivery, type MockAnswer, type WireRequest } from './mock-answer.ts';
import { PromptCache } from './prompt-cache.ts';

/** The key that a {@link MockDeepSeek} takes where it is given no other. */
export const MOCK_DEEPSEEK_KEY = 'sk-mock-deepseek-0123456789';

/** How a {@link MockDeepSeek} behaves. */
export interface MockDeepSeekOptions {
  /** Default {@link MOCK_DEEPSEEK_KEY}. */
  readonly apiKey?: string;
  /** The ids that it knows. */
  readonly models?: readonly string[];
  /** Answers what no script answers. Default: no decisions, as JSON. */
  readonly answer?: (request: MockModelRequest) => MockAnswer;
  /** By which a slow answer waits. Default: the system's. */
  readonly clock?: Clock;
}

/** A question as it came, without its key. */
export interface MockModelRequest {
  readonly at: number;
  /** Such as `/chat/completions`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it came. */
  readonly text: string;
  /** The body as JSON; `null` where it is none. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** Whether the key was the right one. */
  readonly authorized: boolean;
}

interface Waiter {
  readonly count: number;
  readonly resolve: () => void;
}

const MODELS = ['deepseek-flash', 'deepseek-v4-pro', 'deepseek-v4-flash'];

/**
 * DeepSeek's endpoint without DeepSeek: judges questions as it does, answers as it is told, and remembers what it was asked.
 *
 * `listen()` opens a real HTTP server on the loopback interface; {@link mockDeepSeekHandlers} answers without a socket.
 */
export class MockDeepSeek implements AsyncDisposable {
  readonly clock: Clock;
  readonly #key: string;
  readonly #models: readonly string[];
  readonly #answer: (request: MockModelRequest) => MockAnswer;
  readonly #script: MockAnswer[] = [];
  readonly #requests: MockModelRequest[] = [];
  readonly #cache = new PromptCache();
  #waiters: readonly Waiter[] = [];
  #server: LoopbackServer | null = null;
  #baseUrl: string | null = null;

  constructor(options: MockDeepSeekOptions = {}) {
    this.clock = options.clock ?? new SystemClock();
    this.#key = options.apiKey ?? MOCK_DEEPSEEK_KEY;
    this.#models = options.models ?? MODELS;
    this.#answer = options.answer ?? (() => '{"decisions": []}');
  }

  /** Where it listens, to be given as `baseUrl`. */
  get baseUrl(): string {
    invariant(this.#baseUrl !== null, 'The mock model is not listening; call listen() first.');
    return this.#baseUrl;
  }

  /** What it was asked so far, oldest first. */
  get requests(): readonly MockModelRequest[] {
    return this.#requests;
  }

  /** Answers for the next questions, one each, after those that are still to come. */
  script(...answers: readonly MockAnswer[]): void {
    this.#script.push(...answers);
  }

  /** Resolves once so many questions have come in all. */
  asked(count: number): Promise<void> {
    if (this.#requests.length >= count) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters = [...this.#waiters, { count, resolve }];
    });
  }

  /** Listens on a free port of the loopback interface, or on the given one. @throws {ConfigurationError} `config/invalid` when it is taken. */
  async listen(port = 0): Promise<void> {
    const server = new LoopbackServer({ handle: (request) => this.handle(request), clock: this.clock });
    this.#baseUrl = `http://127.0.0.1:${await server.listen(port)}`;
    this.#server = server;
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await this.#server?.close();
    this.#server = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** What goes back for a request; the way in for servers of other kinds. */
  handle({ method, path, headers, body }: WireRequest): Delivery {
    const authorized = headers.authorization === `Bearer ${this.#key}`;
    const request: MockModelRequest = {
      at: this.clock.now(),
      path,
      headers: { ...headers, ...(headers.authorization === undefined ? {} : { authorization: 'Bearer ***' }) },
      text: body,
      body: jsonObject(body),
      authorized,
    };
    this.#remember(request);
    if (!/^(?:\/v1|\/beta)?\/chat\/completions$/.test(path) || method !== 'POST')
      return errorDelivery(404, 'Not Found');
    if (!authorized) return errorDelivery(401);
    const reading = readQuestion(body, this.#models);
    if ('status' in reading) return errorDelivery(reading.status, reading.message);
    const { question } = reading;
    return deliveryOf(this.#script.shift() ?? this.#answer(request), {
      question,
      prompt: this.#cache.count(JSON.stringify([question.tools ?? [], question.messages])),
      id: `mock-${this.#requests.length}`,
      at: request.at,
    });
  }

  #remember(request: MockModelRequest): void {
    this.#requests.push(request);
    const due = this.#waiters.filter(({ count }) => count <= this.#requests.length);
    this.#waiters = this.#waiters.filter((waiter) => !due.includes(waiter));
    for (const { resolve } of due) resolve();
  }
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
