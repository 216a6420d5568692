import { z } from 'zod';
import { decimal, epochMs, figures, instant, instrumentId, mode, outcome, pageOf, pageQuery, side } from './common.ts';

const decisionLogId = z.string().nullable().meta({ description: 'The decision behind it; null where there was none.' });

export const protection = z.enum(['verified', 'partial', 'pending', 'missing', 'none_requested']);

// Beside the records of the library, which say the same of rows: a browser loads this, and loads no library with it.
export const position = z
  .object({
    instrument: instrumentId,
    marginMode: z.string(),
    side,
    quantity: decimal,
    entryPrice: decimal,
    markPrice: decimal.nullable(),
    unrealizedPnl: decimal.nullable(),
    realizedPnl: decimal,
    fees: decimal,
    funding: decimal,
    leverage: decimal,
    initialMargin: decimal,
    maintenanceMargin: decimal,
    liquidationPrice: decimal.nullable(),
    stopPrice: decimal.nullable(),
    targetPrice: decimal.nullable(),
    protection,
    openedAt: epochMs,
    updatedAt: epochMs,
    decision_log_id: decisionLogId,
    decisionIds: z.array(z.string()),
  })
  .meta({ id: 'Position' });
export type PositionView = z.infer<typeof position>;

export const order = z
  .object({
    clientOrderId: z.string(),
    venueOrderId: z.string().nullable(),
    decision_log_id: decisionLogId,
    parentClientOrderId: z.string().nullable(),
    instrument: instrumentId,
    marginMode: z.string(),
    side: z.enum(['buy', 'sell']),
    type: z.string(),
    effect: z.string(),
    role: z.string(),
    state: z.string(),
    quantity: decimal,
    filledQuantity: decimal,
    averagePrice: decimal.nullable(),
    limitPrice: decimal.nullable(),
    triggerPrice: decimal.nullable(),
    fee: decimal,
    feeCurrency: z.string(),
    reason: z.string().nullable(),
    message: z.string().nullable(),
    figures,
    createdAt: epochMs,
    updatedAt: epochMs,
  })
  .meta({ id: 'Order' });
export type OrderView = z.infer<typeof order>;

export const fill = z
  .object({
    fillId: z.string(),
    clientOrderId: z.string(),
    venueOrderId: z.string(),
    decision_log_id: decisionLogId,
    instrument: instrumentId,
    marginMode: z.string(),
    side: z.enum(['buy', 'sell']),
    quantity: decimal,
    price: decimal,
    fee: decimal,
    feeCurrency: z.string(),
    liquidity: z.string(),
    cause: z.string(),
    at: epochMs,
  })
  .meta({ id: 'Fill' });
export type FillView = z.infer<typeof fill>;

export const closedPosition = z
  .object({
    closedPositionId: z.string(),
    instrument: instrumentId,
    marginMode: z.string(),
    side,
    maxQuantity: decimal,
    entryPrice: decimal,
    exitPrice: decimal,
    realizedPnl: decimal,
    fees: decimal,
    funding: decimal,
    netPnl: decimal,
    openedAt: epochMs,
    closedAt: epochMs,
    closedBy: z.string(),
    decision_log_id: decisionLogId,
    decisionIds: z.array(z.string()),
  })
  .meta({ id: 'ClosedPosition' });
export type ClosedPositionView = z.infer<typeof closedPosition>;

/** Money in the account currency. */
export const account = z
  .object({
    at: epochMs,
    accountCurrency: z.string(),
    cash: decimal,
    equity: decimal,
    freeMargin: decimal,
    realizedPnl: decimal,
    unrealizedPnl: decimal,
    fees: decimal,
    funding: decimal,
    drawdownFraction: decimal,
    sharpe: z.number().nullable(),
    winRate: z.number().nullable(),
    profitFactor: z.number().nullable(),
  })
  .meta({ id: 'Account' });
export type AccountView = z.infer<typeof account>;

export const decisionSummary = z
  .object({
    decision_log_id: z.string(),
    evaluationId: z.string(),
    at: epochMs,
    model: z.string(),
    provider: z.string(),
    instrument: instrumentId,
    action: z.enum(['buy', 'sell', 'hold', 'close', 'no_entry']),
    confidence: decimal.nullable(),
    costUsd: decimal.nullable(),
    verdict: z.enum(['accept', 'clamp', 'refuse']).nullable(),
    outcome: outcome.nullable().meta({ description: 'null while it is not known yet.' }),
    rule: z.string().nullable(),
    message: z.string().nullable(),
  })
  .meta({ id: 'DecisionSummary' });
export type DecisionSummary = z.infer<typeof decisionSummary>;

/** Something that happened to the account, for a list that people read. */
export const accountEvent = z
  .object({
    id: z.string(),
    at: epochMs,
    kind: z.enum(['fill', 'position_closed', 'risk', 'decision']),
    instrument: instrumentId.nullable(),
    decision_log_id: decisionLogId,
    message: z.string(),
  })
  .meta({ id: 'AccountEvent' });

export const frozenPositions = z
  .object({
    mode,
    venue: z.string(),
    at: epochMs,
    why: z.string(),
    positions: z
      .array(
        z.object({ instrument: instrumentId, marginMode: z.string(), side, quantity: decimal, entryPrice: decimal }),
      )
      .nullable(),
  })
  .meta({
    id: 'FrozenPositions',
    description: 'Positions left at a venue that did not answer: neither closed nor gone.',
  });

export const PORTFOLIO_SECTIONS = ['closedPositions', 'decisions', 'events'] as const;

const UNREAD = 'null where it cannot be read; `unavailable` says since when.';

/** `GET …/portfolio`: no market data in it. */
export const portfolio = z
  .object({
    mode,
    venue: z.string().meta({ description: 'Where the orders go, in words.' }),
    source: z.enum(['broker', 'stored']).meta({ description: '`stored`: the broker cannot be read; as last written.' }),
    account,
    positions: z.array(position),
    openOrders: z.array(order).meta({ description: 'Conditional ones included.' }),
    closedPositions: z
      .array(closedPosition)
      .nullable()
      .meta({ description: `The newest 20. ${UNREAD}` }),
    decisions: z
      .array(decisionSummary)
      .nullable()
      .meta({ description: `The newest 20. ${UNREAD}` }),
    events: z
      .array(accountEvent)
      .nullable()
      .meta({ description: `The newest 50. ${UNREAD}` }),
    unavailable: z
      .array(z.object({ section: z.enum(PORTFOLIO_SECTIONS), since: epochMs, code: z.string() }))
      .meta({ description: 'What cannot be read now, since when, and the code of why. Empty while everything can.' }),
    frozen: frozenPositions.nullable(),
  })
  .meta({ id: 'Portfolio' });
export type PortfolioView = z.infer<typeof portfolio>;

export const equityPoint = z.object({
  at: epochMs,
  equity: decimal,
  cash: decimal,
  drawdownFraction: decimal,
  unrealizedPnl: decimal,
});
/** `GET …/equity?from=&to=&points=` */
export const equityQuery = z.strictObject({
  from: instant.optional().meta({ description: 'From this instant on, epoch ms.' }),
  to: instant.optional().meta({ description: 'Before this instant, epoch ms.' }),
  points: z.coerce.number().int().min(2).max(5000).optional().meta({ description: 'At most so many. Default 500.' }),
});
/** `GET …/equity`: oldest first; of a long time, `points` of it at even distances. */
export const equitySeries = z
  .object({ mode, accountCurrency: z.string(), points: z.array(equityPoint) })
  .meta({ id: 'EquitySeries' });

/** `GET …/orders`, `…/fills`, `…/closed-positions` */
export const symbolPageQuery = pageQuery.extend({ symbol: instrumentId.optional() });
export const orderPage = pageOf(order).meta({ id: 'OrderPage' });
export const fillPage = pageOf(fill).meta({ id: 'FillPage' });
export const closedPositionPage = pageOf(closedPosition).meta({ id: 'ClosedPositionPage' });
