import type { MockClock } from './mock-clock.ts';

/** Whose calls a limit counts together. */
export type QuotaScope = 'user' | 'user_instrument' | 'ip' | 'ip_instrument';

/** At most `limit` calls in any `windowMs`. */
export interface MockQuota {
  readonly name: string;
  readonly limit: number;
  readonly windowMs: number;
  readonly scope: QuotaScope;
}

/** A call that came when its window was full. */
export interface LimitViolation {
  readonly quota: string;
  /** Whose window: the user or the address, and the instrument where it counts. */
  readonly key: string;
  readonly at: number;
  readonly limit: number;
  readonly windowMs: number;
}

/** `enforce` refuses what comes too often, `record` lets it pass and notes it, `off` counts nothing. */
export type LimitMode = 'enforce' | 'record' | 'off';

/** The limits of a mock exchange, as a test sees them. */
export interface MockLimits {
  /** Every call that came when its window was full, oldest first. */
  readonly violations: readonly LimitViolation[];
  /** May be changed at any time. */
  mode: LimitMode;
  /** Empties every window; the record of violations stays. */
  reset(): void;
}

/** Counts calls in sliding windows: no window of the stated length, wherever it begins, may hold more than the limit. */
export class RateLimits implements MockLimits {
  /** Every call that came when its window was full, oldest first. */
  readonly violations: LimitViolation[] = [];
  readonly #clock: MockClock;
  readonly #calls = new Map<string, number[]>();
  /** May be changed at any time. */
  mode: LimitMode;

  /** @internal */
  constructor(mode: LimitMode, clock: MockClock) {
    this.mode = mode;
    this.#clock = clock;
  }

  /** @internal Counts `weight` calls; `false` where they do not fit and are to be refused. Nothing refused is counted. */
  take(quota: MockQuota, key: string, weight = 1): boolean {
    if (this.mode === 'off') return true;
    const now = this.#clock.now();
    const id = `${quota.name}|${key}`;
    const calls = this.#calls.get(id) ?? [];
    this.#calls.set(id, calls);
    let old = 0;
    while (old < calls.length && calls[old]! <= now - quota.windowMs) old += 1;
    if (old > 0) calls.splice(0, old);
    const full = calls.length + weight > quota.limit;
    if (full) {
      const { name, limit, windowMs } = quota;
      this.violations.push({ quota: name, key, at: now, limit, windowMs });
      if (this.mode === 'enforce') return false;
    }
    for (let call = 0; call < weight; call++) calls.push(now);
    return true;
  }

  /** @internal Calls that count at this instant in the window of a key. */
  used(quota: MockQuota, key: string): number {
    const from = this.#clock.now() - quota.windowMs;
    return (this.#calls.get(`${quota.name}|${key}`) ?? []).filter((at) => at > from).length;
  }

  /** Empties every window; the record of violations stays. */
  reset(): void {
    this.#calls.clear();
  }
}

function quota(name: string, limit: number, windowMs: number, scope: QuotaScope): MockQuota {
  return { name, limit, windowMs, scope };
}

/** OKX's limits by endpoint. REST and WebSocket count order operations together. */
export const MOCK_QUOTAS = {
  place: quota('trade/order', 60, 2000, 'user_instrument'),
  cancel: quota('trade/cancel-order', 60, 2000, 'user_instrument'),
  amend: quota('trade/amend-order', 60, 2000, 'user_instrument'),
  placeBatch: quota('trade/batch-orders', 300, 2000, 'user_instrument'),
  cancelBatch: quota('trade/cancel-batch-orders', 300, 2000, 'user_instrument'),
  amendBatch: quota('trade/amend-batch-orders', 300, 2000, 'user_instrument'),
  subAccount: quota('sub-account orders', 1000, 2000, 'user'),
  order: quota('GET trade/order', 60, 2000, 'user_instrument'),
  ordersPending: quota('trade/orders-pending', 60, 2000, 'user'),
  ordersHistory: quota('trade/orders-history', 40, 2000, 'user'),
  ordersArchive: quota('trade/orders-history-archive', 20, 2000, 'user'),
  fills: quota('trade/fills', 60, 2000, 'user'),
  fillsHistory: quota('trade/fills-history', 10, 2000, 'user'),
  closePosition: quota('trade/close-position', 20, 2000, 'user_instrument'),
  placeAlgo: quota('trade/order-algo', 20, 2000, 'user_instrument'),
  cancelAlgos: quota('trade/cancel-algos', 20, 2000, 'user_instrument'),
  amendAlgos: quota('trade/amend-algos', 20, 2000, 'user_instrument'),
  algo: quota('GET trade/order-algo', 20, 2000, 'user'),
  algosPending: quota('trade/orders-algo-pending', 20, 2000, 'user'),
  algosHistory: quota('trade/orders-algo-history', 20, 2000, 'user'),
  cancelAllAfter: quota('trade/cancel-all-after', 1, 1000, 'user'),
  accountRateLimit: quota('trade/account-rate-limit', 1, 1000, 'user'),
  balance: quota('account/balance', 10, 2000, 'user'),
  positions: quota('account/positions', 10, 2000, 'user'),
  positionsHistory: quota('account/positions-history', 10, 2000, 'user'),
  positionRisk: quota('account/account-position-risk', 10, 2000, 'user'),
  config: quota('account/config', 5, 2000, 'user'),
  positionMode: quota('account/set-position-mode', 5, 2000, 'user'),
  tradeFee: quota('account/trade-fee', 5, 2000, 'user'),
  setLeverage: quota('account/set-leverage', 20, 2000, 'user'),
  leverageInfo: quota('account/leverage-info', 20, 2000, 'user'),
  maxSize: quota('account/max-size', 20, 2000, 'user'),
  maxAvailSize: quota('account/max-avail-size', 20, 2000, 'user'),
  accountInstruments: quota('account/instruments', 20, 2000, 'user_instrument'),
  bills: quota('account/bills', 5, 1000, 'user'),
  demoBalance: quota('account/demo-adjust-balance', 5, 2000, 'user'),
  instruments: quota('public/instruments', 20, 2000, 'ip_instrument'),
  time: quota('public/time', 10, 2000, 'ip'),
  fundingRate: quota('public/funding-rate', 10, 2000, 'ip_instrument'),
  fundingHistory: quota('public/funding-rate-history', 10, 2000, 'ip_instrument'),
  markPrice: quota('public/mark-price', 10, 2000, 'ip_instrument'),
  openInterest: quota('public/open-interest', 20, 2000, 'ip_instrument'),
  priceLimit: quota('public/price-limit', 20, 2000, 'ip'),
  positionTiers: quota('public/position-tiers', 10, 2000, 'ip'),
  ticker: quota('market/ticker', 20, 2000, 'ip'),
  tickers: quota('market/tickers', 20, 2000, 'ip'),
  indexTickers: quota('market/index-tickers', 20, 2000, 'ip'),
  books: quota('market/books', 40, 2000, 'ip'),
  candles: quota('market/candles', 40, 2000, 'ip'),
  historyCandles: quota('market/history-candles', 20, 2000, 'ip'),
  markCandles: quota('market/mark-price-candles', 20, 2000, 'ip'),
  trades: quota('market/trades', 100, 2000, 'ip'),
  historyTrades: quota('market/history-trades', 20, 2000, 'ip'),
  status: quota('system/status', 1, 5000, 'ip'),
} as const;
