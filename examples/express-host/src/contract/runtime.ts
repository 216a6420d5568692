import { z } from 'zod';
import { epochMs, figures, instrumentId, json, mode, pageOf } from './common.ts';
import { frozenPositions } from './portfolio.ts';

/** `GET …/runtime-mode` */
export const runtimeMode = z
  .object({
    mode,
    venue: z.string(),
    isMock: z.boolean().meta({ description: 'Paper trades on a mock of OKX on this machine.' }),
    tradingPaused: z.boolean(),
    pause: z.object({ by: z.string(), why: z.string(), at: epochMs }).nullable(),
    switchingTo: mode.nullable(),
    step: z.string().nullable(),
    doors: z
      .record(mode, z.string().nullable())
      .meta({ description: 'Per mode why nobody gets in; null for those that are open.' }),
    frozen: frozenPositions.nullable(),
  })
  .meta({ id: 'RuntimeMode' });
export type RuntimeModeView = z.infer<typeof runtimeMode>;

/** `PATCH …/runtime-mode`. A mode, a pause, or both. */
export const runtimeModeChange = z
  .strictObject({
    mode: mode.optional(),
    tradingPaused: z.boolean().optional(),
    why: z.string().min(3).max(500).meta({ description: 'For the audit log.' }),
    by: z.string().min(1).max(100).optional().meta({ description: 'Who asks. Default `operator`.' }),
    openPositions: z
      .enum(['keep', 'refuse_if_open', 'flatten'])
      .optional()
      .meta({ description: 'Default `refuse_if_open`.' }),
  })
  .refine(
    (change) => change.mode !== undefined || change.tradingPaused !== undefined,
    'Give `mode`, `tradingPaused` or both.',
  )
  .meta({ id: 'RuntimeModeChange' });
export type RuntimeModeChange = z.infer<typeof runtimeModeChange>;

/** What a change came to; a switch that was refused or failed is a problem with status 409. */
export const runtimeModeChanged = z
  .object({ ...runtimeMode.shape, notes: z.array(z.string()) })
  .meta({ id: 'RuntimeModeChanged' });

/** `GET …/scheduler` */
export const scheduler = z
  .object({
    state: z.enum(['stopped', 'standby', 'degraded', 'running', 'paused']),
    isBusy: z.boolean(),
    opensBlockedBy: z.string().nullable(),
    pausedBecause: z.string().nullable(),
    modelFailures: z.int(),
    cyclesToSkip: z.int(),
    nextAt: epochMs.nullable(),
    completed: z.int(),
    failed: z.int(),
    skipped: z.int(),
    overlapped: z.int(),
    intervalMs: z.int(),
    lastCycle: z
      .object({
        evaluationId: z.string(),
        at: epochMs,
        trigger: z.string(),
        status: z.enum(['completed', 'model_failed', 'failed']),
        problem: z.string().nullable(),
        decisions: z.int(),
        outcomes: z.record(z.string(), z.int()),
        durationMs: z.number(),
        notes: z.array(z.string()),
      })
      .nullable(),
  })
  .meta({ id: 'Scheduler' });
export type SchedulerView = z.infer<typeof scheduler>;

/** Who asks and why; for pause, resume, trigger. */
export const operatorRequest = z
  .strictObject({ by: z.string().min(1).max(100).optional(), why: z.string().min(3).max(500).optional() })
  .meta({ id: 'OperatorRequest' });

/** `POST …/kill` */
export const killRequest = z
  .strictObject({
    why: z.string().min(3).max(500),
    by: z.string().min(1).max(100).optional(),
    positions: z.enum(['keep', 'flatten']).optional().meta({ description: 'Default `keep`.' }),
  })
  .meta({ id: 'KillRequest' });
export const killResult = z
  .object({ canceled: z.int(), openPositions: z.int().nullable(), troubles: z.array(z.string()) })
  .meta({ id: 'KillResult' });

/** `GET …/risk-journal` */
export const riskEntry = z
  .object({
    entryId: z.string(),
    at: epochMs,
    kind: z.enum(['breach', 'pause', 'resume', 'note']),
    rule: z.string(),
    isBlocked: z.boolean(),
    instrument: instrumentId.nullable(),
    decision_log_id: z.string().nullable(),
    clientOrderId: z.string().nullable(),
    message: z.string(),
    figures,
  })
  .meta({ id: 'RiskEntry' });
export const riskPage = pageOf(riskEntry).meta({ id: 'RiskPage' });

/** `GET …/audit` */
export const auditEntry = z
  .object({
    entryId: z.string(),
    at: epochMs,
    actor: z.string(),
    action: z.string(),
    subject: z.string().nullable(),
    details: json,
  })
  .meta({ id: 'AuditEntry' });
export const auditPage = pageOf(auditEntry).meta({ id: 'AuditPage' });

/** Something that a person should look at. */
export const alert = z
  .object({
    id: z.string(),
    at: epochMs,
    severity: z.enum(['info', 'warning', 'critical']),
    kind: z.string().meta({ description: 'Such as `drift`, `unread`, `venue_lost`, `unprotected`, `store_away`.' }),
    message: z.string(),
    endedAt: epochMs.nullable(),
  })
  .meta({ id: 'Alert' });
export const alerts = z.object({ items: z.array(alert) }).meta({ id: 'Alerts' });
export type AlertView = z.infer<typeof alert>;

const latency = z.object({
  count: z.int(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  meanMs: z.number().nullable(),
});
/** `GET …/metrics/latency/okx-order`: of this run. */
export const orderLatency = z
  .object({
    mode,
    since: epochMs,
    byType: z.array(z.object({ type: z.string(), acknowledged: latency, firstFill: latency, done: latency })),
    recent: z.array(
      z.object({
        clientOrderId: z.string(),
        type: z.string(),
        instrument: instrumentId,
        sentAt: epochMs,
        acknowledgedMs: z.number().nullable(),
        firstFillMs: z.number().nullable(),
        doneMs: z.number().nullable(),
        state: z.string(),
      }),
    ),
  })
  .meta({ id: 'OrderLatency' });

/** `GET /healthz`, `GET /readyz` */
export const health = z
  .object({
    status: z.enum(['ok', 'starting', 'standby', 'degraded', 'stopping']),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), message: z.string() })),
  })
  .meta({ id: 'Health' });
