import { PersistenceError } from '../errors/index.ts';
import type { LessonStore } from '../ports/lesson-store.ts';
import { type LessonRow, lessonCodec } from './records/log-records.ts';
import { readOnce } from './records/read-once.ts';

/** A {@link LessonStore} in memory. */
export function memoryLessonStore(): LessonStore {
  const lessons = new Map<string, LessonRow>();
  const read = readOnce(lessonCodec);
  return {
    async upsert(lesson) {
      const row = lessonCodec.write(lesson);
      const known = lessons.get(row.lessonId);
      if (known !== undefined && known.updatedAt > row.updatedAt) return;
      lessons.set(row.lessonId, { ...row, createdAt: known?.createdAt ?? row.createdAt });
    },
    async retire(lessonId, retired) {
      const known = lessons.get(lessonId);
      if (known === undefined) throw unknownLesson(lessonId);
      lessons.set(lessonId, lessonCodec.write({ ...read(known), retired, updatedAt: retired.at }));
    },
    async list({ status = 'active', instrument } = {}) {
      const matches = (row: LessonRow): boolean =>
        (status === 'all' || (row.retired !== null) === (status === 'retired')) &&
        (instrument === undefined || row.instrument === null || row.instrument === instrument);
      return [...lessons.values()]
        .filter(matches)
        .sort((one, other) => other.updatedAt - one.updatedAt || (one.lessonId < other.lessonId ? -1 : 1))
        .map(read);
    },
  };
}

/** What says that there is no such lesson to be retired. */
export function unknownLesson(lessonId: string): PersistenceError {
  return new PersistenceError(`There is no lesson ${lessonId} in this scope.`, {
    code: 'store/conflict',
    details: { lessonId },
  });
}
