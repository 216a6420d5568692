import { randomUUID } from 'node:crypto';
import type { LiveMessage, LiveNews } from '../contract/live.ts';

/** A message as it was told, with its number. */
export type Numbered = Exclude<LiveMessage, { type: 'hello' }>;

/** What was told after a sequence; not resumed where that is not kept any more, or was of another run. */
export interface Resumption {
  readonly isResumed: boolean;
  readonly missed: readonly Numbered[];
}

const DEFAULT_KEPT = 2_000;
/** What tells of something that is in the account or in the stores. */
export const STORED_NEWS: readonly LiveNews['type'][] = [
  ...(['portfolio_update', 'order', 'fill', 'position_closed', 'decision', 'runtime_mode'] as const),
];

/** Numbers everything that is told, keeps the newest of it, and gives it to whoever listens. A listener never throws. */
export class LiveHub {
  /** Sequence numbers are those of one run; another run has another name. */
  readonly run = randomUUID();
  readonly #now: () => number;
  readonly #kept: Numbered[] = [];
  readonly #most: number;
  readonly #listeners = new Set<(message: Numbered) => void>();
  #seq = 0;
  readonly #told = new Map<LiveNews['type'], number>();

  constructor(options: { readonly now: () => number; readonly kept?: number }) {
    this.#now = options.now;
    this.#most = options.kept ?? DEFAULT_KEPT;
  }

  /** Of the newest message; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** How often one of these was told: what was read before of what they tell of may be untrue. */
  told(types: readonly LiveNews['type'][]): number {
    return types.reduce((sum, type) => sum + (this.#told.get(type) ?? 0), 0);
  }

  /** While there is none, what is true for a moment only need not be told. */
  get listeners(): number {
    return this.#listeners.size;
  }

  tell(news: LiveNews): void {
    this.#seq += 1;
    this.#told.set(news.type, (this.#told.get(news.type) ?? 0) + 1);
    const message = { ...news, seq: this.#seq, at: this.#now() } as Numbered;
    this.#kept.push(message);
    // In blocks: shifting an array at each message costs more than keeping a few too many.
    if (this.#kept.length > this.#most * 1.5) this.#kept.splice(0, this.#kept.length - this.#most);
    for (const listener of this.#listeners) listener(message);
  }

  /** Listens from now on, until what is returned is called. */
  listen(listener: (message: Numbered) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What was told after the sequence that was heard last. */
  since(heard: { readonly run: string; readonly seq: number }): Resumption {
    const oldest = this.#kept[0]?.seq ?? this.#seq + 1;
    const isResumed = heard.run === this.run && heard.seq <= this.#seq && heard.seq >= oldest - 1;
    return { isResumed, missed: isResumed ? this.#kept.filter(({ seq }) => seq > heard.seq) : [] };
  }
}
