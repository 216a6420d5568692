import { z } from 'zod';
import { PersistenceError } from '../errors/index.ts';
import { unknownDecisions, usedBefore } from '../persistence/memory-decision-log.ts';
import { FORGETTABLE_BYTES } from '../persistence/payload.ts';
import {
  decisionCodec,
  evaluationCodec,
  type OutcomeRow,
  outcomeCodec,
  type VerdictRow,
  verdictCodec,
} from '../persistence/records/decision-records.ts';
import type { DecisionLog, DecisionRecord } from '../ports/decision-log.ts';
import { evaluationParts, FORGOTTEN_URI, READ_EVALUATION, readEvaluation } from './evaluation-rows.ts';
import type { ScopedDatabase } from './scoped.ts';
import { type Table, timestampOf } from './table.ts';
import { DECISIONS, EVALUATIONS, OUTCOMES, VERDICTS } from './tables.ts';

/** A {@link DecisionLog} in Postgres. */
export function postgresDecisionLog(db: ScopedDatabase): DecisionLog {
  return {
    async append(evaluation) {
      const {
        evaluation: row,
        digest,
        decisions,
        payloads,
        toolPayload,
      } = evaluationParts(evaluationCodec.write(evaluation));
      const contents = payloads.flatMap(({ sha256, kind, encoding, content, bytes }) => [
        sha256,
        kind,
        encoding,
        content,
        bytes,
      ]);
      const json = [JSON.stringify([row]), JSON.stringify(decisions), toolPayload];
      const [written] = await db.rows(appendStatement(payloads.length), ...json, ...contents);
      if (z.object({ fresh: z.number() }).parse(written).fresh > 0) return;
      const [known] = await db.rows(
        `SELECT json_build_object('digest', digest)::text AS row FROM llm_evaluations
         WHERE portfolio_id = $1 AND runtime_mode = $2 AND evaluation_id = $3`,
        row.evaluationId,
      );
      if (z.object({ digest: z.string() }).parse(known).digest !== digest) throw usedBefore(String(row.evaluationId));
    },

    async judged(verdicts) {
      const rows = unique(
        verdicts.map((verdict) => verdictCodec.write(verdict)),
        () => false,
      );
      await write(
        db,
        VERDICTS,
        rows,
        (values) => `INSERT INTO ${VERDICTS.name} (${VERDICTS.columnNames})
        SELECT ${values} FROM known r ON CONFLICT DO NOTHING`,
      );
    },

    async settled(outcomes) {
      const rows = unique(
        outcomes.map((outcome) => outcomeCodec.write(outcome)),
        (one, other) => one.at <= other.at,
      );
      await write(
        db,
        OUTCOMES,
        rows,
        (values) => `INSERT INTO ${OUTCOMES.name} AS known
          (${OUTCOMES.columnNames}, decided_at, decision_seq) SELECT ${values}, r.decided_at, r.decision_seq FROM known r
        ON CONFLICT (portfolio_id, runtime_mode, decision_id) DO UPDATE SET ${OUTCOMES.excluded('decisionId')}
        WHERE known.at <= excluded.at`,
      );
    },

    async decision(decisionId) {
      const [row] = await db.rows(
        `SELECT ${RECORD}::text AS row FROM ${WITH_FATE}
         WHERE t.portfolio_id = $1 AND t.runtime_mode = $2 AND t.decision_id = $3`,
        decisionId,
      );
      return row === undefined ? null : readRecord(row);
    },

    async evaluation(evaluationId) {
      const [row] = await db.rows(READ_EVALUATION, evaluationId);
      return row === undefined ? null : readEvaluation(row);
    },

    async forgetPrompts(before) {
      let [texts, bytes] = [0, 0];
      for (;;) {
        const [row] = await db.rows(FORGET, before);
        const forgotten = z.object({ texts: z.number(), bytes: z.number() }).parse(row);
        if (forgotten.texts === 0) return { texts, bytes };
        texts += forgotten.texts;
        bytes += forgotten.bytes;
      }
    },

    async list(query = {}) {
      const { instrument, outcome } = query;
      const where = [
        ['t.instrument = ?', instrument],
        ['o.outcome = ?', outcome],
      ] as const;
      const record = { row: RECORD, where, read: readRecord };
      // By outcome the table of outcomes leads, which has the place of each decision.
      const source =
        outcome === undefined
          ? { ...record, from: WITH_FATE, alias: 't', at: 't.at', seq: 't.seq' }
          : { ...record, from: BY_OUTCOME, alias: 'o', at: 'o.decided_at', seq: 'o.decision_seq' };
      return db.page(source, query);
    },
  };
}

/**
 * Writes an evaluation with its payloads and decisions in one statement, and therefore all of it or nothing. `$3` the
 * evaluation, `$4` its decisions, `$5` the tools' payload, then five parameters for each payload.
 */
function appendStatement(payloads: number): string {
  const contents = Array.from({ length: payloads }, (_, place) => {
    const first = 6 + place * 5;
    return `($${first}::text, $${first + 1}::text, $${first + 2}::text, $${first + 3}::text, $${first + 4}::integer)`;
  });
  return `WITH fresh AS (
    ${`INSERT INTO ${EVALUATIONS.name} (${EVALUATIONS.columnNames}) SELECT ${EVALUATIONS.values()} FROM ${EVALUATIONS.rowsOf('$3')}`}
    ON CONFLICT DO NOTHING RETURNING evaluation_id, at, provider, model
  ), payloads AS (
    INSERT INTO llm_prompt_payloads
      (portfolio_id, runtime_mode, sha256, kind, encoding, content, size_bytes, created_at)
    SELECT $1, $2, p.sha256, p.kind, p.encoding, p.content, p.bytes, fresh.at
    FROM fresh, (VALUES ${contents.join(', ')}) AS p(sha256, kind, encoding, content, bytes)
    ON CONFLICT (portfolio_id, runtime_mode, sha256) DO UPDATE
      SET content = excluded.content, storage_uri = excluded.storage_uri, created_at = excluded.created_at
      WHERE llm_prompt_payloads.content IS NULL
  ), decisions AS (
    INSERT INTO llm_decision_logs (portfolio_id, runtime_mode, evaluation_id, at, provider, model, tool_payload_json,
      decision_id, position, action, instrument, confidence, cost_usd, proposal_json, source_text)
    SELECT $1, $2, fresh.evaluation_id, fresh.at, fresh.provider, fresh.model, $5::jsonb,
      r."decisionId", r."index", r.action, r.instrument, r.confidence, r."costUsd", r.proposal::json, r.source
    FROM fresh, json_to_recordset($4::json) AS r("decisionId" text, "index" integer, action text, instrument text,
      confidence numeric, "costUsd" numeric, proposal text, source text)
    ORDER BY r."index"
  )
  SELECT json_build_object('fresh', count(*))::text AS row FROM fresh`;
}

/**
 * Forgets some of the texts that no evaluation from `$3` on shares, oldest first: in portions, so that nobody who writes waits
 * long for it.
 */
const FORGET = `WITH old AS (
    SELECT p.sha256, p.size_bytes FROM llm_prompt_payloads p
    WHERE p.portfolio_id = $1 AND p.runtime_mode = $2 AND p.content IS NOT NULL AND p.created_at < ${timestampOf('$3')}
      AND p.kind IN ('prompt', 'tools') AND p.size_bytes >= ${FORGETTABLE_BYTES}
      AND p.sha256 NOT IN (SELECT shared FROM llm_evaluations e, unnest(ARRAY[e.prompt_sha256, e.tools_sha256]) shared
        WHERE e.portfolio_id = $1 AND e.runtime_mode = $2 AND e.at >= ${timestampOf('$3')} AND shared IS NOT NULL)
    ORDER BY p.created_at LIMIT 500
  ), forgotten AS (
    UPDATE llm_prompt_payloads p SET content = NULL, storage_uri = '${FORGOTTEN_URI}' FROM old
    WHERE p.portfolio_id = $1 AND p.runtime_mode = $2 AND p.sha256 = old.sha256
  )
  SELECT json_build_object('texts', count(*), 'bytes', coalesce(sum(size_bytes), 0))::text AS row FROM old`;

/** Writes about decisions when all of them are there, else nothing. */
async function write<Field extends string>(
  db: ScopedDatabase,
  table: Table<Field>,
  rows: readonly Readonly<Record<Field, unknown>>[],
  insert: (values: string) => string,
): Promise<void> {
  if (rows.length === 0) return;
  const [answer] = await db.rows(
    `WITH given AS (SELECT * FROM ${table.rowsOf('$3')}),
     missing AS (SELECT "decisionId" FROM given WHERE NOT EXISTS (SELECT FROM llm_decision_logs d
       WHERE d.portfolio_id = $1 AND d.runtime_mode = $2 AND d.decision_id = given."decisionId")),
     known AS (SELECT given.*, d.at AS decided_at, d.seq AS decision_seq FROM given JOIN llm_decision_logs d
       ON d.portfolio_id = $1 AND d.runtime_mode = $2 AND d.decision_id = given."decisionId"
       WHERE NOT EXISTS (SELECT FROM missing)),
     written AS (${insert(table.values('r'))})
     SELECT json_build_object('missing', coalesce(json_agg("decisionId"), '[]'))::text AS row FROM missing`,
    JSON.stringify(rows),
  );
  const { missing } = z.object({ missing: z.array(z.string()) }).parse(answer);
  if (missing.length > 0) throw unknownDecisions(missing);
}

/** One row for each decision: the first, unless a later one replaces it. */
function unique<Row extends VerdictRow | OutcomeRow>(
  rows: readonly Row[],
  replaces: (before: Row, after: Row) => boolean,
): readonly Row[] {
  const byDecision = new Map<string, Row>();
  for (const row of rows) {
    const before = byDecision.get(row.decisionId);
    if (before === undefined || replaces(before, row)) byDecision.set(row.decisionId, row);
  }
  return [...byDecision.values()];
}

const SAME = (one: string, other: string): string =>
  ['portfolio_id', 'runtime_mode', 'decision_id'].map((key) => `${one}.${key} = ${other}.${key}`).join(' AND ');
const WITH_FATE = `${DECISIONS.name} t LEFT JOIN ${VERDICTS.name} v ON ${SAME('v', 't')} LEFT JOIN ${OUTCOMES.name} o ON ${SAME('o', 't')}`;
const BY_OUTCOME = `${OUTCOMES.name} o JOIN ${DECISIONS.name} t ON ${SAME('t', 'o')} LEFT JOIN ${VERDICTS.name} v ON ${SAME('v', 't')}`;
const RECORD = DECISIONS.json(
  't',
  [
    `'verdict', CASE WHEN v.decision_id IS NOT NULL THEN ${VERDICTS.json('v')} END`,
    `'outcome', CASE WHEN o.decision_id IS NOT NULL THEN ${OUTCOMES.json('o')} END`,
  ],
  ['toolPayload'],
);

const storedRecord = z.object({
  evaluationId: z.string(),
  at: z.int(),
  provider: z.string(),
  model: z.string(),
  verdict: z.unknown(),
  outcome: z.unknown(),
});

function readRecord(row: unknown): DecisionRecord {
  const read = storedRecord.safeParse(row);
  if (!read.success) {
    throw new PersistenceError('A stored decision cannot be read: it has another form.', { code: 'store/corrupt' });
  }
  const { verdict, outcome, ...evaluation } = read.data;
  return {
    ...decisionCodec.read(row),
    ...evaluation,
    verdict: verdict == null ? null : verdictCodec.read(verdict),
    outcome: outcome == null ? null : outcomeCodec.read(outcome),
  };
}
