import { z } from 'zod';
import type { StoredFill, StoredOrder } from '../domain/stored-execution.ts';
import type { StoredClosedPosition, StoredPortfolio } from '../domain/stored-portfolio.ts';
import type { AuditEntry } from '../ports/audit-log.ts';
import type { LoggedEvaluation, LoggedOutcome, LoggedVerdict } from '../ports/decision-log.ts';
import type { Lesson } from '../ports/lesson-store.ts';
import type { ModelCost } from '../ports/model-cost-store.ts';
import type { JournalRecord } from '../ports/order-journal.ts';
import type { RiskJournalEntry } from '../ports/risk-journal.ts';
import type { Stores } from '../ports/stores.ts';
import { jsonText } from './json-text.ts';
import { plainJson } from './plain-json.ts';
import { closedPositionCodec, equityCodec, fillCodec, orderCodec, positionCodec } from './records/account-records.ts';
import { evaluationCodec, outcomeCodec, verdictCodec } from './records/decision-records.ts';
import { auditCodec, costCodec, lessonCodec, riskCodec } from './records/log-records.ts';

/** What can be written later: everything that changes nothing when it is written twice. */
export type SpooledWrite =
  | { readonly kind: 'evaluation'; readonly value: LoggedEvaluation }
  | { readonly kind: 'verdicts'; readonly value: readonly LoggedVerdict[] }
  | { readonly kind: 'outcomes'; readonly value: readonly LoggedOutcome[] }
  | { readonly kind: 'journal'; readonly value: JournalRecord }
  | { readonly kind: 'orders'; readonly value: readonly StoredOrder[] }
  | { readonly kind: 'fills'; readonly value: readonly StoredFill[] }
  | { readonly kind: 'snapshot'; readonly value: StoredPortfolio }
  | { readonly kind: 'closed'; readonly value: readonly StoredClosedPosition[] }
  | { readonly kind: 'risk'; readonly value: RiskJournalEntry }
  | { readonly kind: 'audit'; readonly value: AuditEntry }
  | { readonly kind: 'lesson'; readonly value: Lesson }
  | {
      readonly kind: 'retired';
      readonly value: { readonly lessonId: string; readonly at: number; readonly reason: string };
    }
  | { readonly kind: 'cost'; readonly value: ModelCost };

/** A write under an id of ours, so that its second time is known as such. */
export type SpoolEntry = SpooledWrite & { readonly id: string };

/** Does a write. */
export function perform(stores: Stores, entry: SpoolEntry): Promise<void> {
  switch (entry.kind) {
    case 'evaluation':
      return stores.decisions.append(entry.value);
    case 'verdicts':
      return stores.decisions.judged(entry.value);
    case 'outcomes':
      return stores.decisions.settled(entry.value);
    case 'journal':
      return stores.journal.append(entry.value, entry.id);
    case 'orders':
      return stores.executions.orders(entry.value);
    case 'fills':
      return stores.executions.fills(entry.value);
    case 'snapshot':
      return stores.portfolio.snapshot(entry.value);
    case 'closed':
      return stores.portfolio.closed(entry.value);
    case 'risk':
      return stores.risk.append(entry.value);
    case 'audit':
      return stores.audit.append(entry.value);
    case 'lesson':
      return stores.lessons.upsert(entry.value);
    case 'retired':
      return stores.lessons.retire(entry.value.lessonId, entry.value);
    case 'cost':
      return stores.costs.append(entry.value);
  }
}

/**
 * Looks whether a store can keep a write, so that what can never be written is refused at the call and not found out later.
 *
 * @throws {PersistenceError} `store/invalid_record`. @throws {OrderError} `order/invalid_number`.
 */
export function assertStorable({ kind, value }: SpooledWrite): void {
  switch (kind) {
    case 'evaluation':
      evaluationCodec.write(value);
      break;
    case 'verdicts':
      for (const one of value) verdictCodec.write(one);
      break;
    case 'outcomes':
      for (const one of value) outcomeCodec.write(one);
      break;
    case 'orders':
      for (const one of value) orderCodec.write(one);
      break;
    case 'fills':
      for (const one of value) fillCodec.write(one);
      break;
    case 'snapshot':
      equityCodec.write(value);
      for (const one of value.positions) positionCodec.write(one);
      break;
    case 'closed':
      for (const one of value) closedPositionCodec.write(one);
      break;
    case 'risk':
      riskCodec.write(value);
      break;
    case 'audit':
      auditCodec.write(value);
      break;
    case 'lesson':
      lessonCodec.write(value);
      break;
    case 'cost':
      costCodec.write(value);
      break;
    case 'journal':
    case 'retired':
      break;
  }
}

/** The line of an entry in the spool. */
export function spoolLine(entry: SpoolEntry): string {
  return `${jsonText('spool entry', plainJson(entry))}\n`;
}

const head = z.object({
  id: z.string().min(1),
  kind: z.enum([
    'evaluation',
    'verdicts',
    'outcomes',
    'journal',
    'orders',
    'fills',
    'snapshot',
    'closed',
    'risk',
    'audit',
    'lesson',
    'retired',
    'cost',
  ]),
});

/** Reads {@link spoolLine}; `null` for another text. What else a value has to be, the store looks at. */
export function readSpoolLine(line: string): SpoolEntry | null {
  try {
    const entry: SpoolEntry = JSON.parse(line);
    return head.safeParse(entry).success ? entry : null;
  } catch {
    return null;
  }
}
