import { afterEach, describe, expect, it } from 'vitest';
import type { OkxDemoBrokerConfig } from '../../../src/config.ts';
import { doctor } from '../../../src/okx/doctor/doctor.ts';
import { type DoctorReport, reportText } from '../../../src/okx/doctor/finding.ts';
import { MockOkx } from '../../../src/testing/mock-okx/mock-okx.ts';
import type { MockOkxOptions } from '../../../src/testing/mock-okx/mock-okx-options.ts';
import { aClient } from '../testing/mock-okx/a-client.ts';

let mock: MockOkx | null = null;
afterEach(async () => {
  await mock?.close();
  mock = null;
});

/** Examines a mock of OKX. */
async function examined(
  options: MockOkxOptions = {},
  change: Partial<OkxDemoBrokerConfig> = {},
): Promise<DoctorReport> {
  mock = await MockOkx.start(options);
  return doctor({
    kind: 'okx_demo',
    ...mock.credentials,
    endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
    instruments: ['BTC-USDT-SWAP', 'BTC-USDT'],
    ...change,
  });
}

/** Examines the mock that is there once more. */
async function examinedAgain(): Promise<DoctorReport> {
  if (mock === null) throw new Error('There is no mock yet.');
  const endpoints = { rest: mock.restUrl, ws: mock.wsUrl };
  return doctor({ kind: 'okx_demo', ...mock.credentials, endpoints, instruments: ['BTC-USDT-SWAP', 'BTC-USDT'] });
}

/** Finding by finding: how it went. */
function states({ findings }: DoctorReport): Record<string, string> {
  return Object.fromEntries(findings.map(({ examination, state }) => [examination, state]));
}

describe('the doctor', () => {
  it('finds an account in order, in the order of the examinations', async () => {
    const report = await examined();
    expect(states(report)).toEqual({
      connection: 'ok',
      clock: 'ok',
      key: 'ok',
      permissions: 'ok',
      account: 'ok',
      'position mode': 'ok',
      instruments: 'ok',
      leverage: 'ok',
      'leverage locks': 'ok',
      balance: 'ok',
      limits: 'ok',
      'public stream': 'ok',
      'private stream': 'ok',
      'business stream': 'ok',
    });
    expect(report.healthy).toBe(true);
    expect(reportText(report)).toMatch(/Ready to trade on OKX demo\.$/);
  });

  it.each<[string, MockOkxOptions, Partial<OkxDemoBrokerConfig>, string, string, RegExp]>([
    ['a key of live trading', { environment: 'live' }, {}, 'key', 'failed', /inside demo trading/],
    ['a wrong passphrase', {}, { passphrase: 'Wrong-1' }, 'key', 'failed', /passphrase/],
    ['a wrong secret key', {}, { secretKey: 'WRONG' }, 'key', 'failed', /secret key/],
    ['a key that may only read', { permissions: 'read_only' }, {}, 'permissions', 'failed', /permission "Trade"/],
    ['an account in spot mode', { accountLevel: '1' }, {}, 'account', 'failed', /futures mode/],
    ['long/short mode', { positionMode: 'long_short_mode' }, {}, 'position mode', 'failed', /net mode/],
    [
      'an instrument that is not listed',
      {},
      { instruments: ['DOGE-USDT-SWAP'] },
      'instruments',
      'failed',
      /remove these/,
    ],
    ['an account without money', { balances: { BTC: '1' } }, {}, 'balance', 'warning', /play money/],
  ])('says what to do about %s', async (_name, options, change, examination, state, advice) => {
    const report = await examined(options, change);
    expect(states(report)[examination]).toBe(state);
    expect(report.findings.find((finding) => finding.examination === examination)?.advice).toMatch(advice);
  });

  it('names the orders that lock the leverage', async () => {
    await examined();
    if (mock === null) throw new Error('No mock.');
    const body = { instId: 'BTC-USDT-SWAP', tdMode: 'cross', side: 'buy', ordType: 'limit', px: '100', sz: '1' };
    expect(await aClient(mock).post('trade/order', body)).toMatchObject({ code: '0' });
    const again = await doctor({
      kind: 'okx_demo',
      ...mock.credentials,
      endpoints: { rest: mock.restUrl, ws: mock.wsUrl },
      instruments: ['BTC-USDT-SWAP'],
    });
    const finding = again.findings.find(({ examination }) => examination === 'leverage locks');
    expect(finding).toMatchObject({ state: 'warning', says: expect.stringMatching(/BTC-USDT-SWAP.*59107.*59000/) });
    expect(again.healthy).toBe(true);
  });

  it('leaves out what a refused key stands in the way of', async () => {
    const report = await examined({}, { apiKey: 'another-key' });
    expect(states(report)).toMatchObject({
      key: 'failed',
      permissions: 'skipped',
      balance: 'skipped',
      instruments: 'ok',
    });
    expect(report.healthy).toBe(false);
  });

  it('says so where nobody answers', async () => {
    const report = await examined({}, { endpoints: { rest: 'http://127.0.0.1:1', ws: 'ws://127.0.0.1:1/ws/v5' } });
    expect(states(report)).toMatchObject({ connection: 'failed', key: 'skipped', 'public stream': 'failed' });
  });

  it('asks again where it was asked too often, as when it is called twice within a second', async () => {
    const first = await examined();
    const fault = mock?.faults.failNext('GET /api/v5/trade/account-rate-limit', 'rate_limited');
    expect(mock).not.toBeNull();
    const again = await examinedAgain();
    expect([fault?.fired, states(again)]).toEqual([1, states(first)]);
  });

  it('repeats nothing of the key', async () => {
    const report = await examined({}, { secretKey: 'WRONGSECRET', passphrase: 'Wrong-phrase' });
    expect(JSON.stringify(report)).not.toMatch(/WRONGSECRET|Wrong-phrase/);
  });
});
