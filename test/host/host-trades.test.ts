import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../examples/express-host/src/contract/index.ts';
import type { RunningHost } from '../../examples/express-host/src/host/running-host.ts';
import { aHost } from './builders/a-host.ts';

const operator = { by: 'ann', why: 'to see' };

describe('a host on a simulated exchange', () => {
  let host: RunningHost;

  beforeAll(async () => {
    host = await aHost();
    await host.trigger(operator);
  });
  afterAll(() => host.stop());

  it('decides about every symbol in its first cycle', async () => {
    const { items } = contract.decisionPage.parse(await host.decisions({}));
    expect(items.map(({ instrument }) => instrument).sort()).toEqual(['BTC-USDT-SWAP', 'ETH-USDT-SWAP']);
  });

  it('shows prompt, reply and verdict of a decision', async () => {
    const { items } = await host.decisions({});
    const detail = contract.decisionDetail.parse(await host.decision(items[0]?.decision_log_id ?? ''));
    expect(detail.evaluation?.reply).toContain(detail.summary.instrument);
  });

  it('answers about the account from the broker', async () => {
    expect(contract.portfolio.parse(await host.portfolio())).toMatchObject({ mode: 'simulator', source: 'broker' });
  });

  it('knows the price of every symbol', async () => {
    const { items } = contract.prices.parse(await host.prices(null));
    expect(items.map(({ isStale }) => isStale)).toEqual([false, false]);
  });
});
