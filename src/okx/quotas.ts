import type { Quota, QuotaUse } from '../transport/quota.ts';

/** Whom a limit is counted for. */
export const QUOTA_SCOPES = [
  'user',
  'user_instrument',
  'user_instrument_type',
  'user_tag',
  'ip',
  'ip_instrument',
  'ip_instrument_type',
  'connection',
] as const;
/** One of {@link QUOTA_SCOPES}. */
export type QuotaScope = (typeof QUOTA_SCOPES)[number];

/** So many uses in any window of so many milliseconds. */
export interface OkxQuota {
  readonly limit: number;
  readonly windowMs: number;
  readonly scope: QuotaScope;
}

const per2s = (limit: number, scope: QuotaScope): OkxQuota => ({ limit, windowMs: 2000, scope });

/**
 * The limits of OKX by endpoint. REST and WebSocket commands share them; place, amend and cancel have one each.
 *
 * @see https://www.okx.com/docs-v5/en/#overview-rate-limits
 */
export const OKX_QUOTAS = {
  'POST trade/order': per2s(60, 'user_instrument'),
  'POST trade/cancel-order': per2s(60, 'user_instrument'),
  'POST trade/amend-order': per2s(60, 'user_instrument'),
  'POST trade/batch-orders': per2s(300, 'user_instrument'),
  'POST trade/cancel-batch-orders': per2s(300, 'user_instrument'),
  'POST trade/amend-batch-orders': per2s(300, 'user_instrument'),
  'POST trade/close-position': per2s(20, 'user_instrument'),
  'POST trade/order-algo': per2s(20, 'user_instrument'),
  'POST trade/cancel-algos': per2s(20, 'user_instrument'),
  'POST trade/amend-algos': per2s(20, 'user_instrument'),
  'POST trade/cancel-all-after': { limit: 1, windowMs: 1000, scope: 'user_tag' },
  'GET trade/order': per2s(60, 'user_instrument'),
  'GET trade/orders-pending': per2s(60, 'user'),
  'GET trade/orders-history': per2s(40, 'user'),
  'GET trade/orders-history-archive': per2s(20, 'user'),
  'GET trade/fills': per2s(60, 'user'),
  'GET trade/fills-history': per2s(10, 'user'),
  'GET trade/order-algo': per2s(20, 'user'),
  'GET trade/orders-algo-pending': per2s(20, 'user'),
  'GET trade/orders-algo-history': per2s(20, 'user'),
  'GET trade/account-rate-limit': { limit: 1, windowMs: 1000, scope: 'user' },
  'GET account/balance': per2s(10, 'user'),
  'GET account/positions': per2s(10, 'user'),
  'GET account/positions-history': per2s(10, 'user'),
  'GET account/bills': { limit: 5, windowMs: 1000, scope: 'user' },
  'GET account/config': per2s(5, 'user'),
  'POST account/set-position-mode': per2s(5, 'user'),
  'GET account/trade-fee': per2s(5, 'user'),
  'POST account/set-leverage': per2s(20, 'user'),
  'GET account/leverage-info': per2s(20, 'user'),
  'GET account/max-size': per2s(20, 'user'),
  'GET account/instruments': per2s(20, 'user_instrument_type'),
  'GET public/instruments': per2s(20, 'ip_instrument_type'),
  'GET public/position-tiers': per2s(10, 'ip'),
  'GET public/funding-rate': per2s(10, 'ip_instrument'),
  'GET public/funding-rate-history': per2s(10, 'ip_instrument'),
  'GET public/mark-price': per2s(10, 'ip_instrument'),
  'GET public/open-interest': per2s(20, 'ip_instrument'),
  'GET public/price-limit': per2s(20, 'ip'),
  'GET public/time': per2s(10, 'ip'),
  'GET market/ticker': per2s(20, 'ip'),
  'GET market/tickers': per2s(20, 'ip'),
  'GET market/index-tickers': per2s(20, 'ip'),
  'GET market/books': per2s(40, 'ip'),
  'GET market/candles': per2s(40, 'ip'),
  'GET market/history-candles': per2s(20, 'ip'),
  'GET market/mark-price-candles': per2s(20, 'ip'),
  'GET market/trades': per2s(100, 'ip'),
  'GET market/history-trades': per2s(20, 'ip'),
} as const satisfies Readonly<Record<string, OkxQuota>>;
/** An endpoint with a limit: method and path behind `/api/v5/`. */
export type OkxEndpointName = keyof typeof OKX_QUOTAS;

/** New and amended orders of a sub-account, over all instruments: beyond it 50061. */
export const SUB_ACCOUNT_QUOTA: OkxQuota = per2s(1000, 'user');
/** Connections that may be opened, by address. */
export const DIAL_QUOTA: OkxQuota = { limit: 3, windowMs: 1000, scope: 'ip' };
/** Logins, subscriptions and unsubscriptions of one connection. */
export const SUBSCRIPTION_QUOTA: OkxQuota = { limit: 480, windowMs: 3_600_000, scope: 'connection' };
/** Orders in one batch. */
export const MOST_IN_BATCH = 20;
/** Bytes of a subscription's arguments. */
export const MOST_SUBSCRIPTION_BYTES = 65_536;

/** What a call is about, as far as limits depend on it. */
export interface QuotaSubject {
  /** Stands for the account and never is its key. */
  readonly user?: string;
  /** The instrument of each item; a batch names one for each order. */
  readonly instruments?: readonly string[];
  readonly instrumentType?: string;
  readonly tag?: string;
}

/** A batch of one counts as a single order. */
const SINGLE: Partial<Record<OkxEndpointName, OkxEndpointName>> = {
  'POST trade/batch-orders': 'POST trade/order',
  'POST trade/cancel-batch-orders': 'POST trade/cancel-order',
  'POST trade/amend-batch-orders': 'POST trade/amend-order',
};
const BY_ITEM: ReadonlySet<string> = new Set(Object.keys(SINGLE));
const COUNTED_FOR_ACCOUNT: ReadonlySet<OkxEndpointName> = new Set<OkxEndpointName>([
  'POST trade/order',
  'POST trade/batch-orders',
  'POST trade/amend-order',
  'POST trade/amend-batch-orders',
]);

/** Every limit that a call uses up. An order of a batch counts for its own instrument. */
export function quotaUses(endpoint: OkxEndpointName, subject: QuotaSubject = {}): QuotaUse[] {
  const items = subject.instruments ?? [];
  const name = items.length === 1 ? (SINGLE[endpoint] ?? endpoint) : endpoint;
  const quota: OkxQuota = OKX_QUOTAS[name];
  const uses = new Map<string, { readonly quota: Quota; readonly tokens: number }>();
  const use = (id: string, { limit, windowMs }: OkxQuota, tokens: number) => {
    uses.set(id, { quota: { id, limit, windowMs }, tokens: (uses.get(id)?.tokens ?? 0) + tokens });
  };
  if (quota.scope === 'user_instrument' || quota.scope === 'ip_instrument') {
    const counted = BY_ITEM.has(name) ? items : [...new Set(items)];
    for (const instrument of counted.length === 0 ? ['any'] : counted) {
      use(`${name}|${ownerOf(quota.scope, subject)}|${instrument}`, quota, 1);
    }
  } else {
    use(`${name}|${ownerOf(quota.scope, subject)}`, quota, 1);
  }
  if (COUNTED_FOR_ACCOUNT.has(name)) {
    use(`orders|${subject.user ?? 'user'}`, SUB_ACCOUNT_QUOTA, Math.max(1, items.length));
  }
  return [...uses.values()];
}

function ownerOf(scope: QuotaScope, { user = 'user', instrumentType = 'any', tag = '' }: QuotaSubject): string {
  switch (scope) {
    case 'user':
    case 'user_instrument':
      return user;
    case 'user_instrument_type':
      return `${user}|${instrumentType}`;
    case 'user_tag':
      return `${user}|${tag}`;
    case 'ip':
    case 'ip_instrument':
      return 'ip';
    case 'ip_instrument_type':
      return `ip|${instrumentType}`;
    case 'connection':
      return 'connection';
  }
}
