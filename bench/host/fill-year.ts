import type { SqlDatabase } from '../../src/postgres/index.ts';

const SCOPE = `'simulation', 'simulator'`;
const SCOPED = 'portfolio_id, runtime_mode';
/** Five minutes apart for a year, three decisions each. */
export const CYCLES = 105_120;

/** When cycle `i` was, the last of them five minutes ago. */
const AT = `(date_trunc('second', now()) - make_interval(secs => (${CYCLES} - i) * 300.0))`;
const KEPT = `i > ${CYCLES} - 8640`;
const id = (kind: number, number: string): string =>
  `'00000000-0000-4000-${8000 + kind}-' || lpad(to_hex(${number}), 12, '0')`;
/** The text of each payload of cycle `i`; prompts are JSON. */
const TEXT = {
  prompt: `'"' || repeat(md5(i::text), 640) || '"'`,
  reply: 'repeat(md5(i::text), 32)',
  judge_view: `'{"of":"' || repeat(md5(i::text), 30) || '"}'`,
} as const;
/** Of what was forgotten any hash will do. */
const HASH = {
  prompt: `encode(sha256(CASE WHEN ${KEPT} THEN (${TEXT.prompt})::bytea ELSE ('prompt' || i)::bytea END), 'hex')`,
  reply: `encode(sha256((${TEXT.reply})::bytea), 'hex')`,
  judge_view: `encode(sha256((${TEXT.judge_view})::bytea), 'hex')`,
} as const;
const EQUITY = `10000 + 500 * sin(i / 3000.0)::numeric(20, 6) + i % 97`;
const OUTCOME = `(ARRAY['executed','denied','executed','clamped','rejected','failed','unresolved'])[1 + n % 7]`;

const payloads = (kind: keyof typeof TEXT, isKept: string, bytes: number): string => `
INSERT INTO llm_prompt_payloads (${SCOPED}, sha256, kind, storage_uri, encoding, content, size_bytes, created_at)
SELECT ${SCOPE}, ${HASH[kind]}, '${kind}', CASE WHEN ${isKept} THEN 'inline:' ELSE 'forgotten:' END, 'text',
  CASE WHEN ${isKept} THEN ${TEXT[kind]} END, ${bytes}, ${AT}
FROM generate_series(1, ${CYCLES}) i`;

/** What a year of cycles leaves, as brokerkit would have written it; prompts are there for 30 days. One statement each. */
const STATEMENTS: readonly string[] = [
  payloads('prompt', KEPT, 20_482),
  payloads('reply', 'true', 1_024),
  payloads('judge_view', 'true', 969),
  `INSERT INTO llm_evaluations (${SCOPED}, evaluation_id, at, digest, trigger, provider, model, template_version, prompt_sha256,
     reply_sha256, judge_view_sha256, input_tokens, output_tokens, has_usage, cost_usd, repairs_json, pause_cycles)
   SELECT ${SCOPE}, ${id(0, 'i')}, ${AT}, 'digest', 'interval', 'scripted', 'year', '1', ${HASH.prompt},
     ${HASH.reply}, ${HASH.judge_view}, 9000, 700, true, 0.0031, '[]'::json, 0
   FROM generate_series(1, ${CYCLES}) i`,
  `INSERT INTO llm_decision_logs (${SCOPED}, decision_id, evaluation_id, at, provider, model, position, action, instrument,
     confidence, proposal_json, source_text, cost_usd)
   SELECT ${SCOPE}, ${id(1, 'n')}, ${id(0, 'i')}, ${AT}, 'scripted', 'year', k,
     (ARRAY['buy','sell','hold','close','no_entry'])[1 + n % 5],
     (ARRAY['BTC-USDT-SWAP','ETH-USDT-SWAP','SOL-USDT-SWAP'])[1 + k], 0.5 + n % 50 / 100.0,
     ('{"riskThesis":"' || repeat('a sentence of the thesis ', 12) || '"}')::json, repeat('source ', 30), 0.001
   FROM generate_series(1, ${CYCLES}) i, generate_series(0, 2) k, LATERAL (SELECT i * 3 + k AS n) numbered`,
  `INSERT INTO llm_decision_verdicts (${SCOPED}, decision_id, at, verdict, findings_json, decision_json, risk_json)
   SELECT ${SCOPE}, ${id(1, 'n')}, ${AT}, (ARRAY['accept','clamp','refuse'])[1 + n % 3],
     '[{"rule":"confidence","message":"Its confidence is enough."}]'::json, '{"size":"0.1"}'::json,
     '{"stated":{},"actual":{}}'::json
   FROM generate_series(1, ${CYCLES}) i, generate_series(0, 2) k, LATERAL (SELECT i * 3 + k AS n) numbered`,
  `INSERT INTO llm_decision_outcomes (${SCOPED}, decision_id, at, outcome, rule, message, client_order_ids, figures_json,
     decided_at, decision_seq)
   SELECT portfolio_id, runtime_mode, decision_id, at + interval '1 second', ${OUTCOME}, 'some_rule', 'A sentence of what happened.',
     '[]'::jsonb, '{}'::json, at, seq
   FROM llm_decision_logs, LATERAL (SELECT seq AS n) numbered`,
  `INSERT INTO portfolio_snapshots (${SCOPED}, at, account_currency, cash, equity, free_margin, realized_pnl, unrealized_pnl, fees,
     funding, drawdown_fraction)
   SELECT ${SCOPE}, ${AT}, 'USDT', 10000, ${EQUITY}, 9000, i / 100.0, 12.5, i / 200.0, 0, 0.01
   FROM generate_series(1, ${CYCLES}) i`,
  `INSERT INTO portfolio_closed_positions (${SCOPED}, closed_position_id, instrument, margin_mode, side, max_quantity, entry_price,
     exit_price, realized_pnl, fees, funding, net_pnl, opened_at, closed_at, closed_by, decision_ids)
   SELECT ${SCOPE}, 'closed' || i, 'BTC-USDT-SWAP', 'cross', 'long', 0.1, 60000, 60100, 10, 6, 0, 4, ${AT} - interval '1 hour', ${AT},
     'order', jsonb_build_array(${id(1, 'i * 3')})
   FROM generate_series(1, ${CYCLES}, 4) i`,
  `INSERT INTO execution_orders (${SCOPED}, client_order_id, decision_id, instrument, margin_mode, side, type, effect, role, state,
     quantity, filled_quantity, average_price, fee, fee_currency, figures_json, created_at, updated_at)
   SELECT ${SCOPE}, 'order' || i, ${id(1, 'i * 3')}, 'BTC-USDT-SWAP', 'cross', 'buy', 'market', 'open', 'entry', 'filled', 0.1, 0.1,
     60000, 3, 'USDT', '{}'::json, ${AT}, ${AT}
   FROM generate_series(1, ${CYCLES}) i`,
  `INSERT INTO execution_fills (${SCOPED}, fill_id, client_order_id, venue_order_id, decision_id, instrument, margin_mode, side,
     quantity, price, fee, fee_currency, liquidity, cause, at)
   SELECT ${SCOPE}, i::text, 'order' || i, i::text, ${id(1, 'i * 3')}, 'BTC-USDT-SWAP', 'cross', 'buy', 0.1, 60000, 3, 'USDT', 'taker',
     'order', ${AT}
   FROM generate_series(1, ${CYCLES}) i`,
  `INSERT INTO autotrade_llm_risk_journal (${SCOPED}, entry_id, at, kind, rule, is_blocked, message, figures_json)
   SELECT ${SCOPE}, ${id(2, 'i')}, ${AT}, 'breach', 'position_margin', true, 'A sentence of the breach.', '{}'::json
   FROM generate_series(1, ${CYCLES}, 9) i`,
  'ANALYZE',
];

/** Fills tables that `migrate` has made. */
export async function fillYear(db: SqlDatabase, tell: (done: string) => void): Promise<void> {
  for (const [index, statement] of STATEMENTS.entries()) {
    await db.query(statement);
    tell(`${index + 1} of ${STATEMENTS.length}`);
  }
}
