/** One metric: what it says, which labels its series have besides `mode`, and how it reaches the page. */
export interface SeriesDescription {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Under which name the library tells it, where that is another one. */
  readonly toldAs?: string;
  /** What the library tells is multiplied by this: durations are told in milliseconds and written in seconds. */
  readonly factor?: number;
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[];
  /** Series that are there from the beginning: what begins at 1 has never increased, for Prometheus. */
  readonly zeros?: readonly Readonly<Record<string, string>>[];
}

const MILLISECONDS = 0.001;
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5, 5, 10];
const LONG_SECONDS = [0.5, 1, 2.5, 5, 10, 20, 40, 60, 120, 300];

const of = (label: string, values: readonly string[]) => values.map((value) => ({ [label]: value }));

/** Where an order can stand, as `okx_orders_total` counts it. `failed`: the venue refused it, or it never arrived. */
export const ORDER_STATUSES = ['submitted', 'filled', 'canceled', 'expired', 'failed', 'denied', 'unresolved'] as const;

/** Every metric by its name. Each series also has the label `mode`. */
export const SERIES = {
  okx_orders_total: {
    type: 'counter',
    help: 'Orders by what became of them; each is counted as submitted and once as ended.',
    labels: ['status'],
    zeros: of('status', ORDER_STATUSES),
  },
  okx_immediate_orders_total: {
    type: 'counter',
    help: 'Orders that are to fill at once and have ended, by how much of them filled.',
    labels: ['result'],
    zeros: of('result', ['filled', 'partial', 'unfilled']),
  },
  okx_order_latency_seconds: {
    type: 'histogram',
    help: 'From sending an order to hearing that the venue has it, by order type.',
    labels: ['type'],
    buckets: SECONDS,
  },
  okx_order_slippage_fraction: {
    type: 'histogram',
    help: 'How much worse an order filled than the middle of the market when it was decided, as a fraction of it.',
    labels: ['side'],
    buckets: [-0.01, -0.002, -0.0005, 0, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02],
  },
  okx_orders_unresolved: { type: 'gauge', help: 'Orders that were sent and whose outcome is not known.', labels: [] },
  okx_orders_unresolved_age_seconds: {
    type: 'gauge',
    help: 'How long the outcome of the oldest unresolved order has not been known; 0 without one.',
    labels: [],
  },
  okx_api_requests_total: {
    type: 'counter',
    help: 'Requests to OKX, by whether a readable answer came.',
    labels: ['request', 'result'],
    toldAs: 'brokerkit_api_requests',
  },
  okx_api_latency_seconds: {
    type: 'histogram',
    help: 'From sending a request to OKX to its whole answer.',
    labels: ['request'],
    toldAs: 'brokerkit_api_ms',
    factor: MILLISECONDS,
    buckets: SECONDS,
  },
  okx_api_errors_total: {
    type: 'counter',
    help: 'Answers of OKX that were no yes, by its code or, where none came, by ours.',
    labels: ['code'],
    toldAs: 'brokerkit_api_errors',
  },
  okx_stream_up: {
    type: 'gauge',
    help: '1 while a WebSocket of OKX is live, 0 while it is not.',
    labels: ['stream'],
    toldAs: 'brokerkit_stream_up',
  },
  okx_request_queue: {
    type: 'gauge',
    help: 'Requests that wait for their turn under the rate limits.',
    labels: [],
    toldAs: 'brokerkit_request_queue',
    zeros: [{}],
  },
  okx_request_wait_seconds: {
    type: 'histogram',
    help: 'How long requests waited for their turn; those that did not wait are not counted.',
    labels: ['request'],
    toldAs: 'brokerkit_request_wait_ms',
    factor: MILLISECONDS,
    buckets: SECONDS,
  },
  okx_request_rate_limited_total: {
    type: 'counter',
    help: 'Refusals of OKX for the number of requests.',
    labels: ['request'],
    toldAs: 'brokerkit_request_rate_limited',
  },
  broker_connected: { type: 'gauge', help: '1 while the broker hears its venue, 0 while it does not.', labels: [] },
  scheduler_evaluations_total: {
    type: 'counter',
    help: 'Cycles that ended, by whether the model gave a usable answer.',
    labels: ['result'],
    zeros: of('result', ['success', 'failure']),
  },
  scheduler_cycles_left_out_total: {
    type: 'counter',
    help: 'Cycles that did not run: sat out by the model, or due while another was under way.',
    labels: ['reason'],
    zeros: of('reason', ['skipped', 'overlapped']),
  },
  scheduler_state: { type: 'gauge', help: '1 for the state that the scheduler is in.', labels: ['state'] },
  scheduler_opens_blocked: { type: 'gauge', help: '1 while nothing opens, whatever the reason.', labels: [] },
  scheduler_model_failures_in_row: { type: 'gauge', help: 'Model failures without a success between.', labels: [] },
  scheduler_last_evaluation_timestamp_seconds: {
    type: 'gauge',
    help: 'When the last cycle began, in seconds since 1970.',
    labels: [],
  },
  scheduler_cycle_seconds: {
    type: 'histogram',
    help: 'How long cycles and their parts took.',
    labels: ['part'],
    buckets: LONG_SECONDS,
  },
  trading_decisions_total: {
    type: 'counter',
    help: 'Decisions of the model, by what was decided and what became of it.',
    labels: ['action', 'outcome'],
  },
  model_tokens_total: {
    type: 'counter',
    help: 'Tokens that models counted.',
    labels: ['kind'],
    zeros: of('kind', ['input', 'cached_input', 'output', 'reasoning']),
  },
  model_cost_usd_total: { type: 'counter', help: 'What models cost, in US dollars.', labels: [], zeros: [{}] },
  model_unpriced_calls_total: {
    type: 'counter',
    help: 'Evaluations whose cost is not known.',
    labels: [],
    zeros: [{}],
  },
  portfolio_equity: { type: 'gauge', help: 'Everything valued in the account currency.', labels: [] },
  portfolio_cash: { type: 'gauge', help: 'Cash in the account currency.', labels: [] },
  portfolio_free_margin: { type: 'gauge', help: 'What new orders can use.', labels: [] },
  portfolio_pnl: {
    type: 'gauge',
    help: 'Profit by its parts since the ledger began, in the account currency; fees are negative where they were paid.',
    labels: ['part'],
  },
  portfolio_drawdown_pct: {
    type: 'gauge',
    help: 'How far equity is below the highest ever seen, as a fraction: 0.07 is seven percent.',
    labels: [],
  },
  portfolio_day_drawdown_pct: {
    type: 'gauge',
    help: 'How far equity is below the highest of this UTC day, as a fraction.',
    labels: [],
  },
  portfolio_forecast_drawdown_pct: {
    type: 'gauge',
    help: 'The largest drawdown that the model stated for a decision behind an open position, as a fraction.',
    labels: [],
  },
  positions_open: {
    type: 'gauge',
    help: 'Open positions by how far stops that were seen at the venue cover them.',
    labels: ['protection'],
  },
  positions_unprotected: {
    type: 'gauge',
    help: 'Open positions whose stop was asked for and is not seen in full at the venue.',
    labels: [],
  },
  positions_unprotected_age_seconds: {
    type: 'gauge',
    help: 'For how long the longest of them has been unprotected; 0 without one.',
    labels: [],
  },
  position_sync_checks_total: {
    type: 'counter',
    help: "Comparisons of our view of the account with the venue's, by result.",
    labels: ['result'],
    zeros: of('result', ['agreed', 'differed', 'unread']),
  },
  position_drifts_total: {
    type: 'counter',
    help: "Differences between our view and the venue's, by what differed.",
    labels: ['classification'],
    toldAs: 'drifts',
    zeros: of('classification', [
      'unknown_order',
      'missing_order',
      'changed_order',
      'unknown_fill',
      'position',
      'cash',
      'leverage',
    ]),
  },
  trades_closed_total: {
    type: 'counter',
    help: 'Positions that were closed, by the confidence of the decision that opened them, rounded down to a tenth.',
    labels: ['confidence', 'result'],
  },
  trades_net_pnl: {
    type: 'gauge',
    help: 'Net profit of closed positions since the start of this run, by the same confidence.',
    labels: ['confidence'],
  },
  database_up: { type: 'gauge', help: '1 while writes go straight to the database, 0 while they do not.', labels: [] },
} as const satisfies Readonly<Record<string, SeriesDescription>>;

/** One of {@link SERIES}. */
export type SeriesName = keyof typeof SERIES;
