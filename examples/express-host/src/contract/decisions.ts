import { z } from 'zod';
import { decimal, epochMs, instrumentId, json, outcome, pageOf, pageQuery } from './common.ts';
import { closedPosition, decisionSummary, fill, order } from './portfolio.ts';

export const decisionQuery = pageQuery.extend({
  symbol: instrumentId.optional(),
  outcome: outcome.optional(),
});

/** `{id}` of `GET …/decisions/{id}` */
export const decisionParams = z.strictObject({ id: z.string().min(1).max(200) });

/** `GET …/decisions` */
export const decisionPage = pageOf(decisionSummary).meta({ id: 'DecisionPage' });

/** `GET …/decisions/{id}`: from trade to thought. */
export const decisionDetail = z
  .object({
    summary: decisionSummary,
    proposal: json.meta({ description: 'Everything that was stated.' }),
    source: z.string().meta({ description: 'The text that it was read from.' }),
    verdict: z.object({ outcome: z.string(), findings: json, decision: json, risk: json }).nullable().meta({
      description: 'What the judge said: rules with figures, what went to execution, stated against actual risk.',
    }),
    result: z
      .object({
        outcome,
        at: epochMs,
        rule: z.string().nullable(),
        message: z.string().nullable(),
        figures: z.record(z.string(), z.string()),
      })
      .nullable(),
    evaluation: z
      .object({
        evaluationId: z.string(),
        at: epochMs,
        trigger: z.string(),
        templateVersion: z.string(),
        messages: json.meta({ description: 'The prompt. null where its text is no longer kept.' }),
        reply: z.string().nullable(),
        reasoning: z.string().nullable(),
        toolPayload: json,
        repairs: json,
        usage: json,
        costUsd: decimal.nullable(),
        finishReason: z.string().nullable(),
        abstained: z.object({ reason: z.string(), message: z.string() }).nullable(),
      })
      .nullable(),
    orders: z.array(order),
    fills: z.array(fill),
    closedPositions: z.array(closedPosition),
  })
  .meta({ id: 'DecisionDetail' });
export type DecisionDetail = z.infer<typeof decisionDetail>;

/** `GET …/calibration` */
export const calibration = z
  .object({
    trades: z.int(),
    brierScore: z.number().nullable(),
    overconfidence: z.number().nullable(),
    bins: z.array(
      z.object({
        from: z.number(),
        to: z.number(),
        trades: z.int(),
        meanConfidence: z.number().nullable(),
        winRate: z.number().nullable(),
        netPnl: decimal,
      }),
    ),
    points: z.array(
      z.object({
        closedPositionId: z.string(),
        decision_log_id: z.string(),
        instrument: instrumentId,
        side: z.enum(['long', 'short']),
        closedAt: epochMs,
        confidence: decimal,
        netPnl: decimal,
      }),
    ),
    alarm: z
      .string()
      .nullable()
      .meta({ description: 'That confidence clusters at the threshold; null where it does not.' }),
  })
  .meta({ id: 'Calibration' });

/** `GET …/exposure`: what the model stated against what was. */
export const exposure = z
  .object({
    items: z.array(
      z.object({
        decision_log_id: z.string(),
        at: epochMs,
        instrument: instrumentId,
        statedExposureFraction: decimal.nullable(),
        actualExposureFraction: decimal.nullable(),
        statedMaxLoss: decimal.nullable(),
        actualMaxLoss: decimal.nullable(),
        isBreached: z.boolean().meta({ description: 'The model went beyond its own limit.' }),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'Exposure' });
