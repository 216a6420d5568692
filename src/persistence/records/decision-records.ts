import { z } from 'zod';
import { DECISION_ACTIONS } from '../../domain/decision.ts';
import {
  DECISION_OUTCOMES,
  type LoggedDecision,
  type LoggedEvaluation,
  type LoggedOutcome,
  type LoggedVerdict,
  VERDICT_OUTCOMES,
} from '../../ports/decision-log.ts';
import { decimal, figures, id, instant, json, jsonOrNull, text, texts } from './fields.ts';
import { type RecordCodec, recordCodec } from './record-codec.ts';

const usage = z.object({
  inputTokens: z.int().nullable(),
  cachedInputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  reasoningTokens: z.int().nullable(),
});

const decision = z.object({
  decisionId: id,
  index: z.int(),
  action: z.enum(DECISION_ACTIONS),
  instrument: id,
  confidence: decimal.nullable(),
  // What waits in a spool may be older than this column.
  costUsd: decimal.nullable().default(null),
  proposal: json,
  source: text,
});

/** Prompt, reply, reasoning and tools stand apart: they are kept to the last character. */
const evaluation = z.object({
  evaluationId: id,
  at: instant,
  trigger: text,
  provider: text,
  model: text,
  templateVersion: text,
  messages: json,
  reply: z.string(),
  reasoning: z.string().nullable(),
  toolPayload: jsonOrNull,
  usage: usage.nullable(),
  costUsd: decimal.nullable(),
  finishReason: text.nullable(),
  abstained: z.object({ reason: text, message: text }).nullable(),
  repairs: json,
  judgeView: jsonOrNull,
  pauseCycles: z.int(),
  decisions: z.array(decision).readonly(),
});

const verdict = z.object({
  decisionId: id,
  at: instant,
  outcome: z.enum(VERDICT_OUTCOMES),
  findings: json,
  decision: jsonOrNull,
  risk: jsonOrNull,
});

const outcome = z.object({
  decisionId: id,
  at: instant,
  outcome: z.enum(DECISION_OUTCOMES),
  rule: text.nullable(),
  message: text.nullable(),
  clientOrderIds: texts,
  figures,
});

export type EvaluationRow = z.input<typeof evaluation>;
export type DecisionRow = z.input<typeof decision>;
export type VerdictRow = z.input<typeof verdict>;
export type OutcomeRow = z.input<typeof outcome>;

export const evaluationCodec: RecordCodec<LoggedEvaluation, EvaluationRow> = recordCodec('evaluation', evaluation);
export const decisionCodec: RecordCodec<LoggedDecision, DecisionRow> = recordCodec('decision', decision);
export const verdictCodec: RecordCodec<LoggedVerdict, VerdictRow> = recordCodec('verdict', verdict);
export const outcomeCodec: RecordCodec<LoggedOutcome, OutcomeRow> = recordCodec('outcome of a decision', outcome);
