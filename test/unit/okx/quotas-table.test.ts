import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  DIAL_QUOTA,
  OKX_QUOTAS,
  type OkxQuota,
  type QuotaScope,
  SUB_ACCOUNT_QUOTA,
  SUBSCRIPTION_QUOTA,
} from '../../../src/okx/quotas.ts';

const WORDS: Readonly<Record<QuotaScope, string>> = {
  user: 'account',
  user_instrument: 'account and instrument',
  user_instrument_type: 'account and instrument type',
  user_tag: 'account and tag',
  ip: 'address',
  ip_instrument: 'address and instrument',
  ip_instrument_type: 'address and instrument type',
  connection: 'connection',
};

const rowOf = (name: string, { limit, windowMs, scope }: OkxQuota): string =>
  `| ${name} | ${limit} | ${windowMs / 1_000} s | ${WORDS[scope]} |`;

describe('the table of docs/rate-limits.md', () => {
  it('has every limit that the broker keeps to, as it is kept', () => {
    const text = readFileSync(new URL('../../../docs/rate-limits.md', import.meta.url), 'utf8');
    const table = text.split('\n').filter((line) => /\| \d+ s \|/.test(line));
    expect(table).toEqual([
      ...Object.entries(OKX_QUOTAS).map(([name, quota]) => rowOf(`\`${name}\``, quota)),
      rowOf('new and changed orders, over all instruments', SUB_ACCOUNT_QUOTA),
      rowOf('WebSocket dials', DIAL_QUOTA),
      rowOf('WebSocket logins and subscriptions', SUBSCRIPTION_QUOTA),
    ]);
  });
});
