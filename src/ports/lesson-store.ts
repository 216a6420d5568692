import type { InstrumentId } from '../domain/instrument.ts';

/** What was learned from trades that have ended. */
export interface Lesson {
  /** The same lesson has the same id, however often it is learned. */
  readonly lessonId: string;
  readonly text: string;
  readonly instrument: InstrumentId | null;
  readonly side: 'long' | 'short' | null;
  /** The setup it is about; `null` for any. */
  readonly setup: string | null;
  /** Decisions, counts and figures that it rests on. JSON. */
  readonly evidence: unknown;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Since when and why it does not hold any more; `null` while it does. */
  readonly retired: { readonly at: number; readonly reason: string } | null;
}

/** Which lessons are wanted. */
export interface LessonQuery {
  /** Default `active`. */
  readonly status?: 'active' | 'retired' | 'all';
  /** Those about this instrument and those about any. */
  readonly instrument?: InstrumentId;
}

/** The lessons that go into prompts. */
export interface LessonStore {
  /** Writes a lesson in the place of the one with its id, keeping when that was first learned. What is older changes nothing. */
  upsert(lesson: Lesson): Promise<void>;
  /** Ends a lesson. @throws {PersistenceError} `store/conflict` when there is none of this id. */
  retire(lessonId: string, retired: { readonly at: number; readonly reason: string }): Promise<void>;
  /** Newest change first. */
  list(query?: LessonQuery): Promise<readonly Lesson[]>;
}
