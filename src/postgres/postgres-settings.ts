import { z } from 'zod';
import { jsonText } from '../persistence/json-text.ts';
import { unknownLesson } from '../persistence/memory-lesson-store.ts';
import { changedMeanwhile } from '../persistence/memory-runtime-settings.ts';
import { storableText } from '../persistence/records/fields.ts';
import { lessonCodec, settingCodec } from '../persistence/records/log-records.ts';
import type { Lesson, LessonStore } from '../ports/lesson-store.ts';
import type { RuntimeSettings } from '../ports/runtime-settings.ts';
import type { StateStore } from '../ports/state-store.ts';
import type { ScopedDatabase } from './scoped.ts';
import { timestampOf } from './table.ts';
import { LESSONS, SETTINGS } from './tables.ts';

/** {@link RuntimeSettings} in Postgres. */
export function postgresRuntimeSettings(db: ScopedDatabase): RuntimeSettings {
  const read = (row: unknown) => settingCodec.read(row);
  const select = `SELECT ${SETTINGS.json()}::text AS row FROM ${SETTINGS.name} t WHERE t.portfolio_id = $1 AND t.runtime_mode = $2`;
  return {
    async get(key) {
      const [row] = await db.rows(`${select} AND t.key = $3`, storableText(key));
      return row === undefined ? null : read(row);
    },
    async all() {
      return (await db.rows(`${select} ORDER BY t.key`)).map(read);
    },
    async set({ key, value, at, by, expectedVersion }) {
      const row = settingCodec.write({ key, value, version: 1, updatedAt: at, updatedBy: by });
      const [written] = await db.rows(SET, JSON.stringify([row]), expectedVersion ?? null, row.key);
      if (written === undefined) throw changedMeanwhile(key, expectedVersion ?? 0);
      return read(written);
    },
  };
}

/** `$4` is the version that the writer has seen, 0 where there was none, or null. */
const SET = `INSERT INTO ${SETTINGS.name} AS t (${SETTINGS.columnNames})
  SELECT ${SETTINGS.values()} FROM ${SETTINGS.rowsOf('$3')}
  WHERE coalesce($4::integer, 0) = 0 OR EXISTS (SELECT FROM ${SETTINGS.name} s
    WHERE s.portfolio_id = $1 AND s.runtime_mode = $2 AND s.key = $5)
  ON CONFLICT (portfolio_id, runtime_mode, key) DO UPDATE SET value_json = excluded.value_json,
    version = t.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by
  WHERE $4::integer IS NULL OR t.version = $4::integer
  RETURNING ${SETTINGS.json()}::text AS row`;

/** A {@link LessonStore} in Postgres. */
export function postgresLessonStore(db: ScopedDatabase): LessonStore {
  return {
    async upsert(lesson) {
      const { retired, ...row } = lessonCodec.write(lesson);
      await db.insert(
        LESSONS,
        [{ ...row, retiredAt: retired?.at ?? null, retiredReason: retired?.reason ?? null }],
        `ON CONFLICT (portfolio_id, runtime_mode, lesson_id) DO UPDATE
         SET ${LESSONS.excluded('lessonId', 'createdAt')} WHERE ${LESSONS.name}.updated_at <= excluded.updated_at`,
      );
    },
    async retire(lessonId, { at, reason }) {
      const changed = await db.rows(
        `UPDATE ${LESSONS.name} SET retired_at = ${timestampOf('$4')}, updated_at = ${timestampOf('$4')}, retired_reason = $5
         WHERE portfolio_id = $1 AND runtime_mode = $2 AND lesson_id = $3 RETURNING '1' AS row`,
        storableText(lessonId),
        at,
        storableText(reason),
      );
      if (changed.length === 0) throw unknownLesson(lessonId);
    },
    async list({ status = 'active', instrument } = {}) {
      const rows = await db.rows(
        `SELECT ${LESSONS.json()}::text AS row FROM ${LESSONS.name} t
         WHERE t.portfolio_id = $1 AND t.runtime_mode = $2
           AND ($3::text IS NULL OR t.instrument IS NULL OR t.instrument = $3)
           AND ($4 = 'all' OR (t.retired_at IS NOT NULL) = ($4 = 'retired'))
         ORDER BY t.updated_at DESC, t.lesson_id`,
        instrument ?? null,
        status,
      );
      return rows.map(readLesson);
    },
  };
}

function readLesson(row: unknown): Lesson {
  const { retiredAt, retiredReason, ...rest } = z.looseObject({}).parse(row);
  return lessonCodec.read({ ...rest, retired: retiredAt === null ? null : { at: retiredAt, reason: retiredReason } });
}

/** A {@link StateStore} in Postgres. */
export function postgresStateStore(db: ScopedDatabase): StateStore {
  return {
    async load(key) {
      const [row] = await db.rows(
        `SELECT value_json::text AS row FROM runtime_state WHERE portfolio_id = $1 AND runtime_mode = $2 AND key = $3`,
        storableText(key),
      );
      return row ?? null;
    },
    async save(key, value) {
      await db.run(
        `INSERT INTO runtime_state (portfolio_id, runtime_mode, key, value_json) VALUES ($1, $2, $3, $4::json)
         ON CONFLICT (portfolio_id, runtime_mode, key) DO UPDATE SET value_json = excluded.value_json, saved_at = now()`,
        storableText(key),
        jsonText(key, value),
      );
    },
  };
}
