/** What every row says first: whose it is. */
const SCOPE = `portfolio_id text COLLATE "C" NOT NULL,
  runtime_mode text NOT NULL CHECK (runtime_mode IN ('simulator', 'paper', 'live'))`;

/** Entries of the same instant stand in the order in which they came. */
const SEQ = 'seq bigint GENERATED ALWAYS AS IDENTITY';

/** The figures of an account at one instant. */
const EQUITY = `at timestamptz NOT NULL,
  account_currency text NOT NULL,
  cash numeric NOT NULL,
  equity numeric NOT NULL,
  free_margin numeric NOT NULL,
  realized_pnl numeric NOT NULL,
  unrealized_pnl numeric NOT NULL,
  fees numeric NOT NULL,
  funding numeric NOT NULL,
  drawdown_fraction numeric NOT NULL,
  sharpe double precision,
  win_rate double precision,
  profit_factor double precision`;

/** One change of the tables. What was released is never edited; a later change is a step of its own. */
export interface SchemaStep {
  readonly version: number;
  readonly sql: string;
}

const DECISIONS = `
CREATE TABLE llm_prompt_payloads (
  ${SCOPE},
  sha256 text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  storage_uri text NOT NULL DEFAULT 'inline:',
  encoding text NOT NULL CHECK (encoding IN ('text', 'json')),
  content text,
  size_bytes integer NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (portfolio_id, runtime_mode, sha256)
);
CREATE TABLE llm_evaluations (
  ${SCOPE},
  evaluation_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  digest text NOT NULL,
  trigger text NOT NULL,
  provider text NOT NULL,
  model text NOT NULL,
  template_version text NOT NULL,
  prompt_sha256 text COLLATE "C" NOT NULL,
  reply_sha256 text COLLATE "C" NOT NULL,
  reasoning_sha256 text COLLATE "C",
  tools_sha256 text COLLATE "C",
  judge_view_sha256 text COLLATE "C",
  input_tokens bigint,
  cached_input_tokens bigint,
  output_tokens bigint,
  reasoning_tokens bigint,
  has_usage boolean NOT NULL,
  cost_usd numeric,
  finish_reason text,
  abstain_reason text,
  abstain_message text,
  repairs_json json NOT NULL,
  pause_cycles integer NOT NULL,
  PRIMARY KEY (portfolio_id, runtime_mode, evaluation_id)
);
CREATE INDEX llm_evaluations_by_time ON llm_evaluations (portfolio_id, runtime_mode, at);
CREATE TABLE llm_decision_logs (
  ${SCOPE},
  ${SEQ},
  decision_id text COLLATE "C" NOT NULL,
  evaluation_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  provider text NOT NULL,
  model text NOT NULL,
  position integer NOT NULL,
  action text NOT NULL,
  instrument text COLLATE "C" NOT NULL,
  confidence numeric,
  proposal_json json NOT NULL,
  source_text text NOT NULL,
  tool_payload_json jsonb NULL,
  PRIMARY KEY (portfolio_id, runtime_mode, decision_id),
  FOREIGN KEY (portfolio_id, runtime_mode, evaluation_id) REFERENCES llm_evaluations
);
CREATE INDEX llm_decision_logs_by_time ON llm_decision_logs (portfolio_id, runtime_mode, at, seq);
CREATE INDEX llm_decision_logs_by_instrument ON llm_decision_logs (portfolio_id, runtime_mode, instrument, at, seq);
CREATE INDEX llm_decision_logs_by_evaluation ON llm_decision_logs (portfolio_id, runtime_mode, evaluation_id);
CREATE TABLE llm_decision_verdicts (
  ${SCOPE},
  decision_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  verdict text NOT NULL,
  findings_json json NOT NULL,
  decision_json json,
  risk_json json,
  PRIMARY KEY (portfolio_id, runtime_mode, decision_id)
);
CREATE TABLE llm_decision_outcomes (
  ${SCOPE},
  decision_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  outcome text NOT NULL,
  rule text,
  message text,
  client_order_ids jsonb NOT NULL,
  figures_json json NOT NULL,
  decided_at timestamptz NOT NULL,
  decision_seq bigint NOT NULL,
  PRIMARY KEY (portfolio_id, runtime_mode, decision_id)
);
CREATE INDEX llm_decision_outcomes_by_outcome
  ON llm_decision_outcomes (portfolio_id, runtime_mode, outcome, decided_at, decision_seq);
CREATE TABLE llm_model_costs (
  ${SCOPE},
  ${SEQ},
  cost_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  provider text NOT NULL,
  model text NOT NULL,
  evaluation_id text COLLATE "C",
  input_tokens bigint,
  cached_input_tokens bigint,
  output_tokens bigint,
  reasoning_tokens bigint,
  cost_usd numeric,
  PRIMARY KEY (portfolio_id, runtime_mode, cost_id)
);
CREATE INDEX llm_model_costs_by_time ON llm_model_costs (portfolio_id, runtime_mode, at, seq);
CREATE TABLE trading_lessons (
  ${SCOPE},
  lesson_id text COLLATE "C" NOT NULL,
  text text NOT NULL,
  instrument text COLLATE "C",
  side text,
  setup text,
  evidence_json json NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  retired_at timestamptz,
  retired_reason text,
  PRIMARY KEY (portfolio_id, runtime_mode, lesson_id)
);`;

const ACCOUNT = `
CREATE TABLE auto_portfolios (
  ${SCOPE},
  ${EQUITY},
  PRIMARY KEY (portfolio_id, runtime_mode)
);
CREATE TABLE portfolio_snapshots (
  ${SCOPE},
  ${SEQ},
  ${EQUITY},
  PRIMARY KEY (portfolio_id, runtime_mode, at)
);
CREATE TABLE portfolio_positions (
  ${SCOPE},
  as_of timestamptz NOT NULL,
  instrument text COLLATE "C" NOT NULL,
  margin_mode text COLLATE "C" NOT NULL,
  side text COLLATE "C" NOT NULL,
  quantity numeric NOT NULL,
  entry_price numeric NOT NULL,
  mark_price numeric,
  unrealized_pnl numeric,
  realized_pnl numeric NOT NULL,
  fees numeric NOT NULL,
  funding numeric NOT NULL,
  leverage numeric NOT NULL,
  initial_margin numeric NOT NULL,
  maintenance_margin numeric NOT NULL,
  liquidation_price numeric,
  stop_price numeric,
  target_price numeric,
  protection text NOT NULL,
  opened_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  decision_ids jsonb NOT NULL,
  PRIMARY KEY (portfolio_id, runtime_mode, instrument, margin_mode, side)
);
CREATE TABLE portfolio_closed_positions (
  ${SCOPE},
  ${SEQ},
  closed_position_id text COLLATE "C" NOT NULL,
  instrument text COLLATE "C" NOT NULL,
  margin_mode text NOT NULL,
  side text NOT NULL,
  max_quantity numeric NOT NULL,
  entry_price numeric NOT NULL,
  exit_price numeric NOT NULL,
  realized_pnl numeric NOT NULL,
  fees numeric NOT NULL,
  funding numeric NOT NULL,
  net_pnl numeric NOT NULL,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz NOT NULL,
  closed_by text NOT NULL,
  decision_ids jsonb NOT NULL,
  PRIMARY KEY (portfolio_id, runtime_mode, closed_position_id)
);
CREATE INDEX portfolio_closed_positions_by_time
  ON portfolio_closed_positions (portfolio_id, runtime_mode, closed_at, seq);
CREATE INDEX portfolio_closed_positions_by_instrument
  ON portfolio_closed_positions (portfolio_id, runtime_mode, instrument, closed_at, seq);
CREATE INDEX portfolio_closed_positions_by_decision
  ON portfolio_closed_positions USING gin (decision_ids jsonb_path_ops);
CREATE TABLE execution_orders (
  ${SCOPE},
  ${SEQ},
  client_order_id text COLLATE "C" NOT NULL,
  venue_order_id text,
  decision_id text COLLATE "C",
  parent_client_order_id text COLLATE "C",
  instrument text COLLATE "C" NOT NULL,
  margin_mode text NOT NULL,
  side text NOT NULL,
  type text NOT NULL,
  effect text NOT NULL,
  role text NOT NULL,
  state text NOT NULL,
  quantity numeric NOT NULL,
  filled_quantity numeric NOT NULL,
  average_price numeric,
  limit_price numeric,
  trigger_price numeric,
  fee numeric NOT NULL,
  fee_currency text NOT NULL,
  reason text,
  message text,
  figures_json json NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (portfolio_id, runtime_mode, client_order_id)
);
CREATE INDEX execution_orders_by_time ON execution_orders (portfolio_id, runtime_mode, created_at, seq);
CREATE INDEX execution_orders_by_decision ON execution_orders (portfolio_id, runtime_mode, decision_id, created_at, seq);
CREATE TABLE execution_fills (
  ${SCOPE},
  ${SEQ},
  fill_id text COLLATE "C" NOT NULL,
  client_order_id text COLLATE "C" NOT NULL,
  venue_order_id text NOT NULL,
  decision_id text COLLATE "C",
  instrument text COLLATE "C" NOT NULL,
  margin_mode text NOT NULL,
  side text NOT NULL,
  quantity numeric NOT NULL,
  price numeric NOT NULL,
  fee numeric NOT NULL,
  fee_currency text NOT NULL,
  liquidity text NOT NULL,
  cause text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (portfolio_id, runtime_mode, instrument, fill_id)
);
CREATE INDEX execution_fills_by_time ON execution_fills (portfolio_id, runtime_mode, at, seq);
CREATE INDEX execution_fills_by_order ON execution_fills (portfolio_id, runtime_mode, client_order_id, at, seq);
CREATE INDEX execution_fills_by_decision ON execution_fills (portfolio_id, runtime_mode, decision_id, at, seq);
CREATE TABLE order_journal (
  ${SCOPE},
  ${SEQ},
  record_id text COLLATE "C",
  client_order_id text COLLATE "C" NOT NULL,
  type text NOT NULL,
  at timestamptz NOT NULL,
  record_json json NOT NULL,
  is_settled boolean NOT NULL DEFAULT false,
  PRIMARY KEY (portfolio_id, runtime_mode, seq)
);
CREATE UNIQUE INDEX order_journal_once ON order_journal (portfolio_id, runtime_mode, record_id) WHERE record_id IS NOT NULL;
CREATE INDEX order_journal_by_order ON order_journal (portfolio_id, runtime_mode, client_order_id, seq);
CREATE INDEX order_journal_open ON order_journal (portfolio_id, runtime_mode, client_order_id) WHERE NOT is_settled;`;

const HOST = `
CREATE TABLE autotrade_llm_risk_journal (
  ${SCOPE},
  ${SEQ},
  entry_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  rule text COLLATE "C" NOT NULL,
  is_blocked boolean NOT NULL,
  instrument text COLLATE "C",
  decision_id text COLLATE "C",
  client_order_id text COLLATE "C",
  message text NOT NULL,
  figures_json json NOT NULL,
  PRIMARY KEY (portfolio_id, runtime_mode, entry_id)
);
CREATE INDEX autotrade_llm_risk_journal_by_time ON autotrade_llm_risk_journal (portfolio_id, runtime_mode, at, seq);
CREATE INDEX autotrade_llm_risk_journal_by_decision ON autotrade_llm_risk_journal (portfolio_id, runtime_mode, decision_id);
CREATE TABLE audit_log (
  ${SCOPE},
  ${SEQ},
  entry_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text,
  details_json json NOT NULL,
  PRIMARY KEY (portfolio_id, runtime_mode, entry_id)
);
CREATE INDEX audit_log_by_time ON audit_log (portfolio_id, runtime_mode, at, seq);
CREATE TABLE autotrade_runtime_settings (
  ${SCOPE},
  key text COLLATE "C" NOT NULL,
  value_json json NOT NULL,
  version integer NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  PRIMARY KEY (portfolio_id, runtime_mode, key)
);
CREATE TABLE runtime_state (
  ${SCOPE},
  key text COLLATE "C" NOT NULL,
  value_json json NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (portfolio_id, runtime_mode, key)
);`;

const COST_OF_A_DECISION = `
ALTER TABLE llm_decision_logs ADD COLUMN cost_usd numeric;`;

/**
 * A Postgres that runs in the process compresses in WebAssembly: that took longer than the rest of a payload's way into its
 * table. Payloads are left as they are there; a server has cycles for it, and keeps half as many bytes.
 */
const PAYLOADS_IN_PROCESS = `
IF version() LIKE '%PGlite%' THEN
  ALTER TABLE llm_prompt_payloads ALTER COLUMN content SET STORAGE EXTERNAL;
END IF;`;

/** What there may be to forget is found without looking at what was forgotten. */
const TEXTS_THAT_ARE_KEPT = `
CREATE INDEX llm_prompt_payloads_kept ON llm_prompt_payloads (portfolio_id, runtime_mode, created_at)
  WHERE content IS NOT NULL AND kind IN ('prompt', 'tools');`;

/** Oldest first. */
export const SCHEMA_STEPS: readonly SchemaStep[] = [
  { version: 1, sql: DECISIONS + ACCOUNT + HOST },
  { version: 2, sql: COST_OF_A_DECISION + PAYLOADS_IN_PROCESS },
  { version: 3, sql: TEXTS_THAT_ARE_KEPT },
];
