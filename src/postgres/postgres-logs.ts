import { z } from 'zod';
import { decimalText } from '../domain/decimal.ts';
import { DAY_MS, startOfUtcDay } from '../domain/drawdown.ts';
import { auditCodec, costCodec, riskCodec } from '../persistence/records/log-records.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { ModelCost, ModelCostStore } from '../ports/model-cost-store.ts';
import type { RiskJournal } from '../ports/risk-journal.ts';
import type { ScopedDatabase } from './scoped.ts';
import { timestampOf } from './table.ts';
import { AUDIT_ENTRIES, COSTS, RISK_ENTRIES } from './tables.ts';

const ONCE = 'ON CONFLICT DO NOTHING';

/** A {@link RiskJournal} in Postgres. */
export function postgresRiskJournal(db: ScopedDatabase): RiskJournal {
  return {
    async append(entry) {
      await db.insert(RISK_ENTRIES, [riskCodec.write(entry)], ONCE);
    },
    async list(query = {}) {
      const where = [
        ['t.rule = ?', query.rule],
        ['t.decision_id = ?', query.decisionId],
      ] as const;
      return db.list(RISK_ENTRIES, 'at', where, (row) => riskCodec.read(row), query);
    },
  };
}

/** An {@link AuditLog} in Postgres. */
export function postgresAuditLog(db: ScopedDatabase): AuditLog {
  return {
    async append(entry) {
      await db.insert(AUDIT_ENTRIES, [auditCodec.write(entry)], ONCE);
    },
    async list(query = {}) {
      const where = [
        ['t.actor = ?', query.actor],
        ['t.action = ?', query.action],
      ] as const;
      return db.list(AUDIT_ENTRIES, 'at', where, (row) => auditCodec.read(row), query);
    },
  };
}

/** A {@link ModelCostStore} in Postgres. */
export function postgresModelCostStore(db: ScopedDatabase): ModelCostStore {
  return {
    async append(cost) {
      const { usage, ...rest } = costCodec.write(cost);
      await db.insert(COSTS, [{ ...rest, ...usage }], ONCE);
    },
    async sumOfDay(at) {
      const dayStart = startOfUtcDay(at);
      const [row] = await db.rows(
        `SELECT json_build_object('calls', count(*), 'unpricedCalls', count(*) FILTER (WHERE cost_usd IS NULL),
           'costUsd', coalesce(sum(cost_usd), 0)::text, 'inputTokens', coalesce(sum(input_tokens), 0),
           'cachedInputTokens', coalesce(sum(cached_input_tokens), 0), 'outputTokens', coalesce(sum(output_tokens), 0),
           'reasoningTokens', coalesce(sum(reasoning_tokens), 0))::text AS row
         FROM llm_model_costs WHERE portfolio_id = $1 AND runtime_mode = $2
           AND at >= ${timestampOf('$3')} AND at < ${timestampOf('$4')}`,
        dayStart,
        dayStart + DAY_MS,
      );
      const sum = daySum.parse(row);
      return { dayStart, ...sum, costUsd: decimalText(sum.costUsd) };
    },
    async list(query = {}) {
      return db.list(COSTS, 'at', [], readCost, query);
    },
  };
}

const daySum = z.object({
  calls: z.int(),
  unpricedCalls: z.int(),
  costUsd: z.string(),
  inputTokens: z.int(),
  cachedInputTokens: z.int(),
  outputTokens: z.int(),
  reasoningTokens: z.int(),
});

function readCost(row: unknown): ModelCost {
  const flat = z.looseObject({}).parse(row);
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = flat;
  return costCodec.read({ ...flat, usage: { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } });
}
