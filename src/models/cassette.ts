import { ModelError } from '../errors/index.ts';
import type { LanguageModel, ModelReply, ModelRequest } from '../ports/language-model.ts';
import { type AskedQuestion, hashOf, type ModelName, questionOf } from './asked-question.ts';
import { type Exchange, exchangeLine, keptReply, readExchange } from './cassette-line.ts';
import type { CassetteStore } from './cassette-store.ts';
import { differenceOf, nearestTo } from './question-difference.ts';

/** `record`: always asks, and keeps the answer. `replay_only`: never asks. `auto`: asks what was not recorded yet. */
export const CASSETTE_MODES = ['record', 'replay_only', 'auto'] as const;
/** One of {@link CASSETTE_MODES}. */
export type CassetteMode = (typeof CASSETTE_MODES)[number];

/** Where a cassette keeps what it heard. */
export interface CassetteOptions {
  readonly store: CassetteStore;
}

/** Digits of a hash that are shown. */
const HASH_SHOWN = 12;

/** A recorded exchange and its line, from 1. */
interface Recorded extends Exchange {
  readonly line: number;
}

/**
 * A model that remembers: the same question gets the answer that was recorded, word for word.
 *
 * Questions are told apart by a hash over all that an answer depends on: model, settings, messages, tools, temperature,
 * bounds. Asked several times, a question gets the answers that it got, in their order, and then the last one again. What
 * is recorded anew takes the place of what was there. Only answers are recorded; a failure is not.
 *
 * `replay_only` takes the mere name of a model, and never calls out: it fails with `model/not_recorded`, saying what
 * differs from the nearest question that was recorded.
 */
export function cassette(inner: ModelName, options: CassetteOptions & { readonly mode: 'replay_only' }): LanguageModel;
/** A cassette of a mode that may ask `inner`. */
export function cassette(
  inner: LanguageModel,
  options: CassetteOptions & { readonly mode: CassetteMode },
): LanguageModel;
export function cassette(
  inner: ModelName | LanguageModel,
  options: CassetteOptions & { readonly mode: CassetteMode },
): LanguageModel {
  const { store, mode } = options;
  const asker = 'complete' in inner && mode !== 'replay_only' ? inner : null;
  return new Cassette(inner, asker, store, mode);
}

class Cassette implements LanguageModel {
  readonly provider: string;
  readonly model: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly #asker: LanguageModel | null;
  readonly #store: CassetteStore;
  readonly #mode: CassetteMode;
  /** By hash, in the order of the askings. */
  readonly #takes = new Map<string, Recorded[]>();
  readonly #asked = new Map<string, number>();
  #lines = 0;
  #loading: Promise<void> | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(name: ModelName, asker: LanguageModel | null, store: CassetteStore, mode: CassetteMode) {
    this.provider = name.provider;
    this.model = name.model;
    this.settings = name.settings ?? {};
    this.#asker = asker;
    this.#store = store;
    this.#mode = mode;
  }

  async complete(request: ModelRequest): Promise<ModelReply> {
    this.#loading ??= this.#load();
    await this.#loading;
    if (request.signal?.aborted) return Promise.reject(request.signal.reason);
    const question = questionOf(this, request);
    const hash = hashOf(question);
    const nth = this.#asked.get(hash) ?? 0;
    this.#asked.set(hash, nth + 1);
    const takes = this.#takes.get(hash) ?? [];
    const recorded = this.#mode === 'record' ? undefined : (takes[nth] ?? takes.at(-1));
    if (recorded !== undefined) return { ...recorded.reply, origin: 'recorded' };
    if (this.#asker === null) throw this.#notRecorded(question, hash);
    const reply = await this.#asker.complete(request);
    await this.#keep({ version: 1, hash, nth, question, reply: keptReply(reply) });
    return reply;
  }

  async #load(): Promise<void> {
    for (const text of await this.#store.read()) this.#take(readExchange(text, this.#store.name, this.#lines + 1));
  }

  #take(exchange: Exchange): void {
    this.#lines++;
    const takes = this.#takes.get(exchange.hash) ?? [];
    // A place that was never recorded, for the asking failed, does not stay open.
    takes[Math.min(exchange.nth, takes.length)] = { ...exchange, line: this.#lines };
    this.#takes.set(exchange.hash, takes);
  }

  #keep(exchange: Exchange): Promise<void> {
    const writing = this.#writing.then(async () => {
      await this.#store.append(exchangeLine(exchange));
      this.#take(exchange);
    });
    this.#writing = writing.catch(() => undefined);
    return writing;
  }

  #notRecorded(question: AskedQuestion, hash: string): ModelError {
    const nearest = nearestTo(question, [...this.#takes.values()].flat());
    const { name } = this.#store;
    const told =
      nearest === null
        ? 'nothing was recorded there yet'
        : `the nearest one, line ${nearest.line}, differs in ${differenceOf(question, nearest.question)}`;
    const what = `The cassette ${name} has no answer to the question ${hash.slice(0, HASH_SHOWN)}… to ${this.model}: ${told}`;
    return new ModelError(`${what}. Record it in mode "auto" or "record", or play the run back that was recorded.`, {
      code: 'model/not_recorded',
      details: { provider: this.provider, model: this.model, cassette: name, hash },
    });
  }
}
