import { Decimal, decimalText } from '../domain/decimal.ts';
import { DAY_MS, startOfUtcDay } from '../domain/drawdown.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { ModelCostStore } from '../ports/model-cost-store.ts';
import type { RiskJournal } from '../ports/risk-journal.ts';
import { MemoryRows } from './memory-rows.ts';
import { type AuditRow, auditCodec, type CostRow, costCodec, type RiskRow, riskCodec } from './records/log-records.ts';
import { readOnce } from './records/read-once.ts';

/** A {@link RiskJournal} in memory. */
export function memoryRiskJournal(): RiskJournal {
  const entries = new MemoryRows<RiskRow>();
  const read = readOnce(riskCodec);
  return {
    async append(entry) {
      const row = riskCodec.write(entry);
      if (entries.get(row.entryId) === undefined) entries.put(row.entryId, row.at, row);
    },
    async list(query = {}) {
      const { rule, decisionId } = query;
      const matches = (row: RiskRow): boolean =>
        (rule === undefined || row.rule === rule) && (decisionId === undefined || row.decisionId === decisionId);
      return entries.page(query, matches, read);
    },
  };
}

/** An {@link AuditLog} in memory. */
export function memoryAuditLog(): AuditLog {
  const entries = new MemoryRows<AuditRow>();
  const read = readOnce(auditCodec);
  return {
    async append(entry) {
      const row = auditCodec.write(entry);
      if (entries.get(row.entryId) === undefined) entries.put(row.entryId, row.at, row);
    },
    async list(query = {}) {
      const { actor, action } = query;
      const matches = (row: AuditRow): boolean =>
        (actor === undefined || row.actor === actor) && (action === undefined || row.action === action);
      return entries.page(query, matches, read);
    },
  };
}

/** A {@link ModelCostStore} in memory. */
export function memoryModelCostStore(): ModelCostStore {
  const costs = new MemoryRows<CostRow>();
  const read = readOnce(costCodec);
  return {
    async append(cost) {
      const row = costCodec.write(cost);
      if (costs.get(row.costId) === undefined) costs.put(row.costId, row.at, row);
    },
    async sumOfDay(at) {
      const dayStart = startOfUtcDay(at);
      let costUsd = new Decimal(0);
      const sum = {
        calls: 0,
        unpricedCalls: 0,
        inputTokens: 0,
        cachedInputTokens: 0,
        outputTokens: 0,
        reasoningTokens: 0,
      };
      for (const row of costs.values()) {
        if (row.at < dayStart || row.at >= dayStart + DAY_MS) continue;
        sum.calls += 1;
        if (row.costUsd === null) sum.unpricedCalls += 1;
        else costUsd = costUsd.add(row.costUsd);
        sum.inputTokens += row.usage.inputTokens ?? 0;
        sum.cachedInputTokens += row.usage.cachedInputTokens ?? 0;
        sum.outputTokens += row.usage.outputTokens ?? 0;
        sum.reasoningTokens += row.usage.reasoningTokens ?? 0;
      }
      return { dayStart, costUsd: decimalText(costUsd), ...sum };
    },
    async list(query = {}) {
      return costs.page(query, () => true, read);
    },
  };
}
