import { describe, expect, it } from 'vitest';
import {
  DIAL_QUOTA,
  MOST_IN_BATCH,
  MOST_SUBSCRIPTION_BYTES,
  OKX_QUOTAS,
  quotaUses,
  SUB_ACCOUNT_QUOTA,
  SUBSCRIPTION_QUOTA,
} from '../../../src/okx/quotas.ts';

describe('the limits of OKX', () => {
  it.each([
    ['POST trade/order', 60, 2000, 'user_instrument'],
    ['POST trade/cancel-order', 60, 2000, 'user_instrument'],
    ['POST trade/amend-order', 60, 2000, 'user_instrument'],
    ['POST trade/batch-orders', 300, 2000, 'user_instrument'],
    ['POST trade/cancel-batch-orders', 300, 2000, 'user_instrument'],
    ['POST trade/amend-batch-orders', 300, 2000, 'user_instrument'],
    ['GET trade/order', 60, 2000, 'user_instrument'],
    ['GET trade/orders-pending', 60, 2000, 'user'],
    ['GET trade/fills', 60, 2000, 'user'],
    ['GET trade/orders-history', 40, 2000, 'user'],
    ['GET trade/orders-history-archive', 20, 2000, 'user'],
    ['GET trade/fills-history', 10, 2000, 'user'],
    ['POST trade/close-position', 20, 2000, 'user_instrument'],
    ['POST trade/order-algo', 20, 2000, 'user_instrument'],
    ['POST trade/cancel-algos', 20, 2000, 'user_instrument'],
    ['GET account/balance', 10, 2000, 'user'],
    ['GET account/positions', 10, 2000, 'user'],
    ['GET account/positions-history', 10, 2000, 'user'],
    ['GET account/config', 5, 2000, 'user'],
    ['POST account/set-position-mode', 5, 2000, 'user'],
    ['GET account/trade-fee', 5, 2000, 'user'],
    ['POST account/set-leverage', 20, 2000, 'user'],
    ['GET account/leverage-info', 20, 2000, 'user'],
    ['GET account/max-size', 20, 2000, 'user'],
    ['GET account/instruments', 20, 2000, 'user_instrument_type'],
    ['POST trade/cancel-all-after', 1, 1000, 'user_tag'],
    ['GET trade/account-rate-limit', 1, 1000, 'user'],
    ['GET public/instruments', 20, 2000, 'ip_instrument_type'],
    ['GET public/funding-rate', 10, 2000, 'ip_instrument'],
    ['GET public/mark-price', 10, 2000, 'ip_instrument'],
    ['GET public/open-interest', 20, 2000, 'ip_instrument'],
    ['GET market/ticker', 20, 2000, 'ip'],
    ['GET market/tickers', 20, 2000, 'ip'],
    ['GET public/price-limit', 20, 2000, 'ip'],
    ['GET market/books', 40, 2000, 'ip'],
    ['GET market/candles', 40, 2000, 'ip'],
    ['GET public/time', 10, 2000, 'ip'],
  ] as const)('for %s are %i in %i ms by %s', (endpoint, limit, windowMs, scope) => {
    expect(OKX_QUOTAS[endpoint]).toEqual({ limit, windowMs, scope });
  });
});

describe('the limits besides', () => {
  it('are those of connections, subscriptions, batches and the sub-account', () => {
    expect(DIAL_QUOTA).toEqual({ limit: 3, windowMs: 1000, scope: 'ip' });
    expect(SUBSCRIPTION_QUOTA).toEqual({ limit: 480, windowMs: 3_600_000, scope: 'connection' });
    expect(SUB_ACCOUNT_QUOTA).toEqual({ limit: 1000, windowMs: 2000, scope: 'user' });
    expect([MOST_IN_BATCH, MOST_SUBSCRIPTION_BYTES]).toEqual([20, 65_536]);
  });
});

describe('a call', () => {
  const weights = (uses: ReturnType<typeof quotaUses>) =>
    Object.fromEntries(uses.map(({ quota, tokens }) => [quota.id, tokens]));

  it('to place an order uses its instrument’s limit and the sub-account’s', () => {
    expect(quotaUses('POST trade/order', { user: 'u', instruments: ['BTC-USDT'] })).toEqual([
      { quota: { id: 'POST trade/order|u|BTC-USDT', limit: 60, windowMs: 2000 }, tokens: 1 },
      { quota: { id: 'orders|u', limit: SUB_ACCOUNT_QUOTA.limit, windowMs: 2000 }, tokens: 1 },
    ]);
  });

  it('with a batch of one counts as a single order', () => {
    const batch = quotaUses('POST trade/batch-orders', { user: 'u', instruments: ['BTC-USDT'] });
    expect(batch).toEqual(quotaUses('POST trade/order', { user: 'u', instruments: ['BTC-USDT'] }));
  });

  it('with a batch counts each order for its own instrument', () => {
    const instruments = ['BTC-USDT', 'ETH-USDT', 'BTC-USDT'];
    expect(weights(quotaUses('POST trade/batch-orders', { user: 'u', instruments }))).toEqual({
      'POST trade/batch-orders|u|BTC-USDT': 2,
      'POST trade/batch-orders|u|ETH-USDT': 1,
      'orders|u': 3,
    });
  });

  it('to cancel does not use up what new orders need', () => {
    const ids = quotaUses('POST trade/cancel-order', { user: 'u', instruments: ['BTC-USDT'] }).map(
      ({ quota }) => quota.id,
    );
    expect(ids).toEqual(['POST trade/cancel-order|u|BTC-USDT']);
  });

  it.each([
    ['two instruments have limits of their own', 'GET public/funding-rate', ['A'], ['B'], false],
    ['one instrument shares its limit', 'GET public/funding-rate', ['A'], ['A'], true],
    ['a limit by address covers all instruments', 'GET market/books', ['A'], ['B'], true],
  ] as const)('to read: %s', (_name, endpoint, one, other, shared) => {
    const [first] = quotaUses(endpoint, { instruments: one });
    const [second] = quotaUses(endpoint, { instruments: other });
    expect(first?.quota.id === second?.quota.id).toBe(shared);
  });

  it('for public instruments has a limit by type', () => {
    const [spot] = quotaUses('GET public/instruments', { instrumentType: 'SPOT' });
    const [swap] = quotaUses('GET public/instruments', { instrumentType: 'SWAP' });
    expect(spot?.quota.id).not.toBe(swap?.quota.id);
  });
});
