import type { Notice } from '../ports/notifier.ts';
import { NewestEntries } from './newest-entries.ts';

/** A notice with how often its trouble came without being told. */
export interface CountedNotice {
  readonly notice: Notice;
  readonly unheard: number;
}

/** Troubles that are remembered. */
const MOST_KEYS = 1_000;

/** Which notices wait, which were told lately, and how often each came meanwhile. */
export class NoticeBook {
  readonly #repeatAfterMs: number;
  readonly #waiting = new Map<string, CountedNotice>();
  readonly #told = new NewestEntries<{ readonly at: number; unheard: number }>(MOST_KEYS);

  constructor(repeatAfterMs: number) {
    this.#repeatAfterMs = repeatAfterMs;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Whether it is to be told; one that was told lately is only counted. */
  take(notice: Notice, now: number): boolean {
    const waiting = this.#waiting.get(notice.key);
    if (waiting !== undefined) {
      this.#waiting.set(notice.key, { notice, unheard: waiting.unheard + 1 });
      return true;
    }
    const told = this.#told.get(notice.key);
    if (told !== undefined && now - told.at < this.#repeatAfterMs) {
      told.unheard += 1;
      return false;
    }
    this.#waiting.set(notice.key, { notice, unheard: told?.unheard ?? 0 });
    this.#told.set(notice.key, { at: now, unheard: 0 });
    return true;
  }

  /** Those that wait, in the order in which they came; they wait no longer. */
  give(): readonly CountedNotice[] {
    const given = [...this.#waiting.values()];
    this.#waiting.clear();
    return given;
  }
}
