import { z } from 'zod';
import type { AuditEntry } from '../../ports/audit-log.ts';
import type { Lesson } from '../../ports/lesson-store.ts';
import type { ModelCost } from '../../ports/model-cost-store.ts';
import { RISK_ENTRY_KINDS, type RiskJournalEntry } from '../../ports/risk-journal.ts';
import type { RuntimeSetting } from '../../ports/runtime-settings.ts';
import { decimal, figures, id, instant, json, text } from './fields.ts';
import { type RecordCodec, recordCodec } from './record-codec.ts';

const risk = z.object({
  entryId: id,
  at: instant,
  kind: z.enum(RISK_ENTRY_KINDS),
  rule: text,
  isBlocked: z.boolean(),
  instrument: text.nullable(),
  decisionId: text.nullable(),
  clientOrderId: text.nullable(),
  message: text,
  figures,
});

const audit = z.object({
  entryId: id,
  at: instant,
  actor: text,
  action: text,
  subject: text.nullable(),
  details: json,
});

const setting = z.object({ key: text, value: json, version: z.int(), updatedAt: instant, updatedBy: text });

const lesson = z.object({
  lessonId: id,
  text,
  instrument: text.nullable(),
  side: z.enum(['long', 'short']).nullable(),
  setup: text.nullable(),
  evidence: json,
  createdAt: instant,
  updatedAt: instant,
  retired: z.object({ at: instant, reason: text }).nullable(),
});

const tokens = z.int().nullable();
const cost = z.object({
  costId: id,
  at: instant,
  provider: text,
  model: text,
  evaluationId: text.nullable(),
  usage: z.object({
    inputTokens: tokens,
    cachedInputTokens: tokens,
    outputTokens: tokens,
    reasoningTokens: tokens,
  }),
  costUsd: decimal.nullable(),
});

export type RiskRow = z.input<typeof risk>;
export type AuditRow = z.input<typeof audit>;
export type SettingRow = z.input<typeof setting>;
export type LessonRow = z.input<typeof lesson>;
export type CostRow = z.input<typeof cost>;

export const riskCodec: RecordCodec<RiskJournalEntry, RiskRow> = recordCodec('entry of the risk journal', risk);
export const auditCodec: RecordCodec<AuditEntry, AuditRow> = recordCodec('entry of the audit log', audit);
export const settingCodec: RecordCodec<RuntimeSetting, SettingRow> = recordCodec('runtime setting', setting);
export const lessonCodec: RecordCodec<Lesson, LessonRow> = recordCodec('lesson', lesson);
export const costCodec: RecordCodec<ModelCost, CostRow> = recordCodec('cost of a model', cost);
