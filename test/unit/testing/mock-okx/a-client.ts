import { createHmac } from 'node:crypto';
import type { MockOkx } from '../../../../src/testing/mock-okx/mock-okx.ts';

/** What a REST call came to. */
export interface Reply {
  readonly status: number;
  readonly code: string;
  readonly msg: string;
  readonly data: readonly Record<string, unknown>[];
}

/** A client as small as one can be, which signs by itself. */
export function aClient(mock: MockOkx, changes: { readonly headers?: Record<string, string> } = {}) {
  const { apiKey, secretKey, passphrase } = mock.credentials;
  async function call(method: 'GET' | 'POST', target: string, body?: unknown, headers: Record<string, string> = {}) {
    const text = body === undefined ? '' : JSON.stringify(body);
    const timestamp = new Date(mock.clock.now()).toISOString();
    const sign = createHmac('sha256', secretKey)
      .update(timestamp + method + target + text)
      .digest('base64');
    const response = await fetch(`${mock.restUrl}${target}`, {
      method,
      headers: {
        'ok-access-key': apiKey,
        'ok-access-sign': sign,
        'ok-access-timestamp': timestamp,
        'ok-access-passphrase': passphrase,
        'x-simulated-trading': '1',
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...changes.headers,
        ...headers,
      },
      ...(method === 'POST' ? { body: text } : {}),
    });
    const envelope: Omit<Reply, 'status'> = JSON.parse(await response.text());
    return { status: response.status, ...envelope };
  }
  const post = (path: string, body: unknown, headers?: Record<string, string>): Promise<Reply> =>
    call('POST', `/api/v5/${path}`, body, headers);
  const get = (path: string, query: Record<string, string> = {}): Promise<Reply> => {
    const text = new URLSearchParams(query).toString();
    return call('GET', `/api/v5/${path}${text === '' ? '' : `?${text}`}`);
  };
  /** The first row of a read. */
  const row = async (path: string, query: Record<string, string> = {}) => (await get(path, query)).data[0];
  return { get, post, row };
}

/** Small orders of the BTC swap. */
export const SWAP = 'BTC-USDT-SWAP';

export function anOrderBody(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { instId: SWAP, tdMode: 'cross', side: 'buy', ordType: 'market', sz: '1', ...changes };
}
