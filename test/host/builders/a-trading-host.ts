import type { z } from 'zod';
import type * as contract from '../../../examples/express-host/src/contract/index.ts';
import type { TradingHost } from '../../../examples/express-host/src/host/trading-host.ts';
import { LiveHub } from '../../../examples/express-host/src/live/live-hub.ts';
import * as views from './views.ts';

type View<Schema extends z.ZodType> = z.infer<Schema>;
type Paged = View<typeof contract.pageQuery> & {
  readonly symbol?: string | undefined;
  readonly outcome?: string | undefined;
};

export const NOW = Date.UTC(2026, 0, 5, 12);

/** A host that keeps what it tells in arrays, and writes down what it was asked to change. */
export interface MemoryHost extends TradingHost {
  readonly asked: string[];
  /** What of the host the next reads find. */
  readonly now: { mode: contract.Mode; status: View<typeof contract.health>['status'] };
}

export function aTradingHost(overrides: Partial<TradingHost> = {}): MemoryHost {
  const asked: string[] = [];
  const now: MemoryHost['now'] = { mode: 'simulator', status: 'ok' };
  const decisions = Array.from({ length: 7 }, (_, index) => views.aDecision(index, NOW));
  const runtimeMode = () => views.aRuntimeMode(now.mode);
  const did = async (what: string) => {
    asked.push(what);
    return views.aScheduler(NOW);
  };
  return {
    asked,
    now,
    live: new LiveHub({ now: () => NOW, kept: 100 }),
    health: () => ({ status: now.status, checks: { database: { ok: true, message: 'answers' } } }),
    metrics: async () => '# TYPE okx_orders_total counter\nokx_orders_total{mode="simulator",status="filled"} 3\n',
    portfolio: async () => views.aPortfolio(now.mode, NOW, decisions),
    equity: async ({ points = 500 }) => ({
      mode: now.mode,
      accountCurrency: 'USDT',
      points: Array.from({ length: Math.min(points, 5) }, (_, index) => views.anEquityPoint(index, NOW)),
    }),
    decisions: async (query) => page(decisions, query, atOf),
    decision: async (id) => {
      const summary = decisions.find(({ decision_log_id }) => decision_log_id === id);
      return summary === undefined ? null : views.aDecisionDetail(summary);
    },
    calibration: async () => views.aCalibration(NOW),
    exposure: async () => views.anExposure(NOW),
    orders: async (query) => page([views.anOrder(NOW)], query, ({ createdAt }) => createdAt),
    fills: async (query) => page([views.aFill(NOW)], query, atOf),
    closedPositions: async (query) => page([views.aClosedPosition(NOW)], query, ({ closedAt }) => closedAt),
    riskJournal: async (query) => page([views.aRiskEntry(NOW)], query, atOf),
    audit: async (query) => page([views.anAuditEntry(NOW)], query, atOf),
    alerts: () => ({ items: [views.anAlert(NOW)] }),
    orderLatency: () => views.anOrderLatency(now.mode, NOW),
    prices: async (symbols) => ({
      items: ['BTC-USDT-SWAP', 'ETH-USDT-SWAP']
        .filter((instrument) => symbols === null || symbols.includes(instrument))
        .map((instrument) => views.aPrice(instrument, NOW)),
    }),
    candles: async ({ symbol, intervalMs = 60_000, limit = 300 }) => ({
      instrument: symbol,
      intervalMs,
      items: Array.from({ length: Math.min(limit, 3) }, (_, index) => views.aCandle(index, NOW, intervalMs)),
    }),
    runtimeMode,
    changeRuntimeMode: async (change) => {
      asked.push(`change by ${change.by ?? 'nobody'}: ${change.why}`);
      now.mode = change.mode ?? now.mode;
      return { ...runtimeMode(), notes: [] };
    },
    scheduler: () => views.aScheduler(NOW),
    trigger: ({ by, why }) => did(`trigger by ${by}: ${why}`),
    pause: ({ by, why }) => did(`pause by ${by}: ${why}`),
    resume: ({ by, why }) => did(`resume by ${by}: ${why}`),
    kill: async ({ by, why, positions }) => {
      asked.push(`kill by ${by}, ${positions}: ${why}`);
      return { canceled: 1, openPositions: 1, troubles: [] };
    },
    ...overrides,
  };
}

const atOf = ({ at }: { readonly at: number }): number => at;

interface Row {
  readonly at?: number;
  readonly instrument?: string | null;
  readonly outcome?: string | null;
}

function page<Item extends Row>(
  items: readonly Item[],
  { from = 0, to = Number.POSITIVE_INFINITY, order = 'newest_first', limit = 50, after, symbol, outcome }: Paged,
  instantOf: (item: Item) => number,
): { items: Item[]; next: string | null } {
  const newestFirst = items
    .filter((item) => instantOf(item) >= from && instantOf(item) < to)
    .filter((item) => symbol === undefined || item.instrument === symbol)
    .filter((item) => outcome === undefined || item.outcome === outcome)
    .toSorted((one, other) => instantOf(other) - instantOf(one));
  const found = order === 'newest_first' ? newestFirst : newestFirst.toReversed();
  const begin = after === undefined ? 0 : Number(after);
  const end = begin + limit;
  return { items: found.slice(begin, end), next: end < found.length ? String(end) : null };
}
