import { PersistenceError } from '../errors/index.ts';
import type { DecisionLog, DecisionRecord, ForgottenText } from '../ports/decision-log.ts';
import { MemoryRows } from './memory-rows.ts';
import { FORGETTABLE_BYTES, payloadOf, sha256Of } from './payload.ts';
import {
  type DecisionRow,
  decisionCodec,
  type EvaluationRow,
  evaluationCodec,
  type OutcomeRow,
  outcomeCodec,
  type VerdictRow,
  verdictCodec,
} from './records/decision-records.ts';
import { readOnce } from './records/read-once.ts';

/** What is left of an evaluation of which something was forgotten: by its digest it is known again. */
interface Remains {
  readonly digest: string;
  readonly texts: readonly ForgottenText[];
}

interface Trace {
  readonly evaluation: EvaluationRow;
  readonly decision: DecisionRow;
  verdict: VerdictRow | null;
  outcome: OutcomeRow | null;
}

/** A {@link DecisionLog} in memory. */
export function memoryDecisionLog(): DecisionLog {
  const evaluations = new Map<string, EvaluationRow>();
  const remains = new Map<string, Remains>();
  const decisions = new MemoryRows<Trace>();
  const readDecision = readOnce(decisionCodec);
  const readVerdict = readOnce(verdictCodec);
  const readOutcome = readOnce(outcomeCodec);
  const recordOf = ({ evaluation, decision, verdict, outcome }: Trace): DecisionRecord => {
    const { evaluationId, at, provider, model } = evaluation;
    return Object.freeze({
      ...readDecision(decision),
      evaluationId,
      at,
      provider,
      model,
      verdict: verdict === null ? null : readVerdict(verdict),
      outcome: outcome === null ? null : readOutcome(outcome),
    });
  };

  const traced = (decisionId: string): Trace => {
    const trace = decisions.get(decisionId);
    if (trace === undefined) throw unknownDecisions([decisionId]);
    return trace;
  };

  return {
    async append(evaluation) {
      const row = evaluationCodec.write(evaluation);
      const { evaluationId } = row;
      const known = evaluations.get(evaluationId);
      if (known !== undefined) {
        const text = JSON.stringify(row);
        const digest = remains.get(evaluationId)?.digest;
        const isSame = digest === undefined ? JSON.stringify(known) === text : sha256Of(text) === digest;
        if (!isSame) throw usedBefore(evaluationId);
        return;
      }
      const ids = row.decisions.map(({ decisionId }) => decisionId);
      const taken = ids.find((id, place) => decisions.get(id) !== undefined || ids.indexOf(id) !== place);
      if (taken !== undefined) throw usedBefore(taken);
      evaluations.set(evaluationId, row);
      for (const decision of row.decisions) {
        const trace = { evaluation: row, decision, verdict: null, outcome: null };
        decisions.put(decision.decisionId, row.at, trace);
      }
    },
    async judged(verdicts) {
      const rows = verdicts.map((verdict) => verdictCodec.write(verdict));
      const traces = rows.map((row) => ({ row, trace: traced(row.decisionId) }));
      for (const { row, trace } of traces) trace.verdict ??= row;
    },
    async settled(outcomes) {
      const rows = outcomes.map((outcome) => outcomeCodec.write(outcome));
      const traces = rows.map((row) => ({ row, trace: traced(row.decisionId) }));
      for (const { row, trace } of traces) {
        if (trace.outcome === null || trace.outcome.at <= row.at) trace.outcome = row;
      }
    },
    async decision(decisionId) {
      const trace = decisions.get(decisionId);
      return trace === undefined ? null : recordOf(trace);
    },
    async evaluation(evaluationId) {
      const known = evaluations.get(evaluationId);
      if (known === undefined) return null;
      const gone = remains.get(evaluationId);
      return { ...evaluationCodec.read(known), ...(gone === undefined ? {} : { forgotten: gone.texts }) };
    },
    async forgetPrompts(before) {
      const rows = [...evaluations.values()];
      const shared = new Set(
        rows.filter(({ at }) => at >= before).flatMap(({ messages, toolPayload }) => [messages, toolPayload]),
      );
      const forgotten = new Map<string, number>();
      for (const row of rows) {
        if (row.at >= before) continue;
        const texts: ForgottenText[] = [];
        for (const field of ['messages', 'toolPayload'] as const) {
          const text = row[field];
          if (text === null || shared.has(text)) continue;
          const { sha256, bytes } = payloadOf('prompt', text);
          if (bytes < FORGETTABLE_BYTES) continue;
          texts.push({ field, sha256 });
          forgotten.set(sha256, bytes);
        }
        if (texts.length === 0) continue;
        const gone = remains.get(row.evaluationId);
        remains.set(row.evaluationId, {
          digest: gone?.digest ?? sha256Of(JSON.stringify(row)),
          texts: [...(gone?.texts ?? []), ...texts],
        });
        const isGone = (field: ForgottenText['field']): boolean => texts.some((one) => one.field === field);
        evaluations.set(row.evaluationId, {
          ...row,
          messages: isGone('messages') ? 'null' : row.messages,
          toolPayload: isGone('toolPayload') ? null : row.toolPayload,
        });
      }
      const bytes = [...forgotten.values()].reduce((sum, size) => sum + size, 0);
      return { texts: forgotten.size, bytes };
    },
    async list(query = {}) {
      const { instrument, outcome } = query;
      const matches = (trace: Trace): boolean =>
        (instrument === undefined || trace.decision.instrument === instrument) &&
        (outcome === undefined || trace.outcome?.outcome === outcome);
      return decisions.page(query, matches, recordOf);
    },
  };
}

/** What says that an id stands for something else already. */
export function usedBefore(id: string): PersistenceError {
  return new PersistenceError(`The id ${id} was used for something else before.`, {
    code: 'store/conflict',
    details: { id },
  });
}

/** What says that something was to be written about decisions that are not there. */
export function unknownDecisions(ids: readonly string[]): PersistenceError {
  return new PersistenceError(`There is no decision ${ids.join(', ')} in this scope.`, {
    code: 'store/conflict',
    details: { ids },
  });
}
