import type {
  ClosedPositionRow,
  EquityRow,
  FillRow,
  OrderRow,
  PositionRow,
} from '../persistence/records/account-records.ts';
import type { DecisionRow, OutcomeRow, VerdictRow } from '../persistence/records/decision-records.ts';
import type { AuditRow, RiskRow, SettingRow } from '../persistence/records/log-records.ts';
import { Table } from './table.ts';

type Fields<Row> = Extract<keyof Row, string>;

/** A decision with what stands beside it in its table. */
export type DecisionColumns = Fields<DecisionRow> | 'evaluationId' | 'at' | 'provider' | 'model' | 'toolPayload';

export const DECISIONS = new Table<DecisionColumns>('llm_decision_logs', {
  decisionId: ['decision_id', 'text'],
  evaluationId: ['evaluation_id', 'text'],
  at: ['at', 'instant'],
  provider: ['provider', 'text'],
  model: ['model', 'text'],
  index: ['position', 'integer'],
  action: ['action', 'text'],
  instrument: ['instrument', 'text'],
  confidence: ['confidence', 'numeric'],
  costUsd: ['cost_usd', 'numeric'],
  proposal: ['proposal_json', 'json'],
  source: ['source_text', 'text'],
  toolPayload: ['tool_payload_json', 'jsonb'],
});

export const EVALUATIONS = new Table('llm_evaluations', {
  evaluationId: ['evaluation_id', 'text'],
  at: ['at', 'instant'],
  digest: ['digest', 'text'],
  trigger: ['trigger', 'text'],
  provider: ['provider', 'text'],
  model: ['model', 'text'],
  templateVersion: ['template_version', 'text'],
  prompt: ['prompt_sha256', 'text'],
  reply: ['reply_sha256', 'text'],
  reasoning: ['reasoning_sha256', 'text'],
  tools: ['tools_sha256', 'text'],
  judgeView: ['judge_view_sha256', 'text'],
  inputTokens: ['input_tokens', 'bigint'],
  cachedInputTokens: ['cached_input_tokens', 'bigint'],
  outputTokens: ['output_tokens', 'bigint'],
  reasoningTokens: ['reasoning_tokens', 'bigint'],
  hasUsage: ['has_usage', 'boolean'],
  costUsd: ['cost_usd', 'numeric'],
  finishReason: ['finish_reason', 'text'],
  abstainReason: ['abstain_reason', 'text'],
  abstainMessage: ['abstain_message', 'text'],
  repairs: ['repairs_json', 'json'],
  pauseCycles: ['pause_cycles', 'integer'],
});

export const VERDICTS = new Table<Fields<VerdictRow>>('llm_decision_verdicts', {
  decisionId: ['decision_id', 'text'],
  at: ['at', 'instant'],
  outcome: ['verdict', 'text'],
  findings: ['findings_json', 'json'],
  decision: ['decision_json', 'json'],
  risk: ['risk_json', 'json'],
});

export const OUTCOMES = new Table<Fields<OutcomeRow>>('llm_decision_outcomes', {
  decisionId: ['decision_id', 'text'],
  at: ['at', 'instant'],
  outcome: ['outcome', 'text'],
  rule: ['rule', 'text'],
  message: ['message', 'text'],
  clientOrderIds: ['client_order_ids', 'jsonb'],
  figures: ['figures_json', 'json'],
});

/** The figures of a snapshot: of the newest in `auto_portfolios`, of each in `portfolio_snapshots`. */
const EQUITY = {
  at: ['at', 'instant'],
  accountCurrency: ['account_currency', 'text'],
  cash: ['cash', 'numeric'],
  equity: ['equity', 'numeric'],
  freeMargin: ['free_margin', 'numeric'],
  realizedPnl: ['realized_pnl', 'numeric'],
  unrealizedPnl: ['unrealized_pnl', 'numeric'],
  fees: ['fees', 'numeric'],
  funding: ['funding', 'numeric'],
  drawdownFraction: ['drawdown_fraction', 'numeric'],
  sharpe: ['sharpe', 'double'],
  winRate: ['win_rate', 'double'],
  profitFactor: ['profit_factor', 'double'],
} as const;

export const PORTFOLIOS = new Table<Fields<EquityRow>>('auto_portfolios', EQUITY);
export const SNAPSHOTS = new Table<Fields<EquityRow>>('portfolio_snapshots', EQUITY);

export const POSITIONS = new Table<Fields<PositionRow> | 'asOf'>('portfolio_positions', {
  asOf: ['as_of', 'instant'],
  instrument: ['instrument', 'text'],
  marginMode: ['margin_mode', 'text'],
  side: ['side', 'text'],
  quantity: ['quantity', 'numeric'],
  entryPrice: ['entry_price', 'numeric'],
  markPrice: ['mark_price', 'numeric'],
  unrealizedPnl: ['unrealized_pnl', 'numeric'],
  realizedPnl: ['realized_pnl', 'numeric'],
  fees: ['fees', 'numeric'],
  funding: ['funding', 'numeric'],
  leverage: ['leverage', 'numeric'],
  initialMargin: ['initial_margin', 'numeric'],
  maintenanceMargin: ['maintenance_margin', 'numeric'],
  liquidationPrice: ['liquidation_price', 'numeric'],
  stopPrice: ['stop_price', 'numeric'],
  targetPrice: ['target_price', 'numeric'],
  protection: ['protection', 'text'],
  openedAt: ['opened_at', 'instant'],
  updatedAt: ['updated_at', 'instant'],
  decisionIds: ['decision_ids', 'jsonb'],
});

export const CLOSED_POSITIONS = new Table<Fields<ClosedPositionRow>>('portfolio_closed_positions', {
  closedPositionId: ['closed_position_id', 'text'],
  instrument: ['instrument', 'text'],
  marginMode: ['margin_mode', 'text'],
  side: ['side', 'text'],
  maxQuantity: ['max_quantity', 'numeric'],
  entryPrice: ['entry_price', 'numeric'],
  exitPrice: ['exit_price', 'numeric'],
  realizedPnl: ['realized_pnl', 'numeric'],
  fees: ['fees', 'numeric'],
  funding: ['funding', 'numeric'],
  netPnl: ['net_pnl', 'numeric'],
  openedAt: ['opened_at', 'instant'],
  closedAt: ['closed_at', 'instant'],
  closedBy: ['closed_by', 'text'],
  decisionIds: ['decision_ids', 'jsonb'],
});

export const ORDERS = new Table<Fields<OrderRow>>('execution_orders', {
  clientOrderId: ['client_order_id', 'text'],
  venueOrderId: ['venue_order_id', 'text'],
  decisionId: ['decision_id', 'text'],
  parentClientOrderId: ['parent_client_order_id', 'text'],
  instrument: ['instrument', 'text'],
  marginMode: ['margin_mode', 'text'],
  side: ['side', 'text'],
  type: ['type', 'text'],
  effect: ['effect', 'text'],
  role: ['role', 'text'],
  state: ['state', 'text'],
  quantity: ['quantity', 'numeric'],
  filledQuantity: ['filled_quantity', 'numeric'],
  averagePrice: ['average_price', 'numeric'],
  limitPrice: ['limit_price', 'numeric'],
  triggerPrice: ['trigger_price', 'numeric'],
  fee: ['fee', 'numeric'],
  feeCurrency: ['fee_currency', 'text'],
  reason: ['reason', 'text'],
  message: ['message', 'text'],
  figures: ['figures_json', 'json'],
  createdAt: ['created_at', 'instant'],
  updatedAt: ['updated_at', 'instant'],
});

export const FILLS = new Table<Fields<FillRow>>('execution_fills', {
  fillId: ['fill_id', 'text'],
  clientOrderId: ['client_order_id', 'text'],
  venueOrderId: ['venue_order_id', 'text'],
  decisionId: ['decision_id', 'text'],
  instrument: ['instrument', 'text'],
  marginMode: ['margin_mode', 'text'],
  side: ['side', 'text'],
  quantity: ['quantity', 'numeric'],
  price: ['price', 'numeric'],
  fee: ['fee', 'numeric'],
  feeCurrency: ['fee_currency', 'text'],
  liquidity: ['liquidity', 'text'],
  cause: ['cause', 'text'],
  at: ['at', 'instant'],
});

export const RISK_ENTRIES = new Table<Fields<RiskRow>>('autotrade_llm_risk_journal', {
  entryId: ['entry_id', 'text'],
  at: ['at', 'instant'],
  kind: ['kind', 'text'],
  rule: ['rule', 'text'],
  isBlocked: ['is_blocked', 'boolean'],
  instrument: ['instrument', 'text'],
  decisionId: ['decision_id', 'text'],
  clientOrderId: ['client_order_id', 'text'],
  message: ['message', 'text'],
  figures: ['figures_json', 'json'],
});

export const AUDIT_ENTRIES = new Table<Fields<AuditRow>>('audit_log', {
  entryId: ['entry_id', 'text'],
  at: ['at', 'instant'],
  actor: ['actor', 'text'],
  action: ['action', 'text'],
  subject: ['subject', 'text'],
  details: ['details_json', 'json'],
});

export const SETTINGS = new Table<Fields<SettingRow>>('autotrade_runtime_settings', {
  key: ['key', 'text'],
  value: ['value_json', 'json'],
  version: ['version', 'integer'],
  updatedAt: ['updated_at', 'instant'],
  updatedBy: ['updated_by', 'text'],
});

export const LESSONS = new Table('trading_lessons', {
  lessonId: ['lesson_id', 'text'],
  text: ['text', 'text'],
  instrument: ['instrument', 'text'],
  side: ['side', 'text'],
  setup: ['setup', 'text'],
  evidence: ['evidence_json', 'json'],
  createdAt: ['created_at', 'instant'],
  updatedAt: ['updated_at', 'instant'],
  retiredAt: ['retired_at', 'instant'],
  retiredReason: ['retired_reason', 'text'],
});

export const COSTS = new Table('llm_model_costs', {
  costId: ['cost_id', 'text'],
  at: ['at', 'instant'],
  provider: ['provider', 'text'],
  model: ['model', 'text'],
  evaluationId: ['evaluation_id', 'text'],
  inputTokens: ['input_tokens', 'bigint'],
  cachedInputTokens: ['cached_input_tokens', 'bigint'],
  outputTokens: ['output_tokens', 'bigint'],
  reasoningTokens: ['reasoning_tokens', 'bigint'],
  costUsd: ['cost_usd', 'numeric'],
});

/** All of them: what the migrations have made has to have these columns. */
export const TABLES: readonly Table<string>[] = [
  EVALUATIONS,
  DECISIONS,
  VERDICTS,
  OUTCOMES,
  PORTFOLIOS,
  SNAPSHOTS,
  POSITIONS,
  CLOSED_POSITIONS,
  ORDERS,
  FILLS,
  RISK_ENTRIES,
  AUDIT_ENTRIES,
  SETTINGS,
  LESSONS,
  COSTS,
];
