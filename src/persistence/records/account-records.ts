import { z } from 'zod';
import { FILL_CAUSES, LIQUIDITIES } from '../../domain/fill.ts';
import { MARGIN_MODES, ORDER_EFFECTS, ORDER_ROLES, ORDER_TYPES, SIDES } from '../../domain/order-intent.ts';
import { ORDER_STATES } from '../../domain/order-lifecycle.ts';
import { PROTECTION_STATUSES } from '../../domain/position.ts';
import type { StoredFill, StoredOrder } from '../../domain/stored-execution.ts';
import type { StoredClosedPosition, StoredPosition } from '../../domain/stored-portfolio.ts';
import type { EquitySnapshot } from '../../ports/portfolio-store.ts';
import { decimal, figures, id, instant, text, texts } from './fields.ts';
import { type RecordCodec, recordCodec } from './record-codec.ts';

const positionSide = z.enum(['long', 'short']);

const equity = z.object({
  at: instant,
  accountCurrency: text,
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
});

const position = z.object({
  instrument: id,
  marginMode: z.enum(MARGIN_MODES),
  side: positionSide,
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
  protection: z.enum(PROTECTION_STATUSES),
  openedAt: instant,
  updatedAt: instant,
  decisionIds: texts,
});

const closedPosition = z.object({
  closedPositionId: id,
  instrument: id,
  marginMode: z.enum(MARGIN_MODES),
  side: positionSide,
  maxQuantity: decimal,
  entryPrice: decimal,
  exitPrice: decimal,
  realizedPnl: decimal,
  fees: decimal,
  funding: decimal,
  netPnl: decimal,
  openedAt: instant,
  closedAt: instant,
  closedBy: z.enum(['order', 'stop_loss', 'take_profit', 'liquidation', 'adl']),
  decisionIds: texts,
});

const order = z.object({
  clientOrderId: id,
  venueOrderId: text.nullable(),
  decisionId: text.nullable(),
  parentClientOrderId: text.nullable(),
  instrument: id,
  marginMode: z.enum(MARGIN_MODES),
  side: z.enum(SIDES),
  type: z.enum(ORDER_TYPES),
  effect: z.enum(ORDER_EFFECTS),
  role: z.enum(ORDER_ROLES),
  state: z.enum(ORDER_STATES),
  quantity: decimal,
  filledQuantity: decimal,
  averagePrice: decimal.nullable(),
  limitPrice: decimal.nullable(),
  triggerPrice: decimal.nullable(),
  fee: decimal,
  feeCurrency: text,
  reason: text.nullable(),
  message: text.nullable(),
  figures,
  createdAt: instant,
  updatedAt: instant,
});

const fill = z.object({
  fillId: id,
  clientOrderId: id,
  venueOrderId: text,
  decisionId: text.nullable(),
  instrument: id,
  marginMode: z.enum(MARGIN_MODES),
  side: z.enum(SIDES),
  quantity: decimal,
  price: decimal,
  fee: decimal,
  feeCurrency: text,
  liquidity: z.enum(LIQUIDITIES),
  cause: z.enum(FILL_CAUSES),
  at: instant,
});

export type EquityRow = z.input<typeof equity>;
export type PositionRow = z.input<typeof position>;
export type ClosedPositionRow = z.input<typeof closedPosition>;
export type OrderRow = z.input<typeof order>;
export type FillRow = z.input<typeof fill>;

export const equityCodec: RecordCodec<EquitySnapshot, EquityRow> = recordCodec('snapshot', equity);
export const positionCodec: RecordCodec<StoredPosition, PositionRow> = recordCodec('position', position);
export const closedPositionCodec: RecordCodec<StoredClosedPosition, ClosedPositionRow> = recordCodec(
  'closed position',
  closedPosition,
);
export const orderCodec: RecordCodec<StoredOrder, OrderRow> = recordCodec('order', order);
export const fillCodec: RecordCodec<StoredFill, FillRow> = recordCodec('fill', fill);
