import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../examples/express-host/src/contract/index.ts';
import { openHost } from '../../examples/express-host/src/host/open-host.ts';
import type { RunningHost } from '../../examples/express-host/src/host/running-host.ts';
import { aHost, dependencies, someSettings } from './builders/a-host.ts';

const operator = { by: 'ann', why: 'to see' };

describe('a host without a key of OKX', () => {
  let host: RunningHost;
  beforeAll(async () => {
    host = await aHost();
  });
  afterAll(() => host.stop());

  it('refuses paper trading and says how to get a key', async () => {
    await expect(host.changeRuntimeMode({ mode: 'paper', why: 'to see' })).rejects.toMatchObject({
      status: 409,
      code: 'mode/locked',
      message: expect.stringContaining('OKX_DEMO_API_KEY'),
    });
  });

  it('refuses live trading and writes down who asked', async () => {
    await host.changeRuntimeMode({ mode: 'live', why: 'greed', by: 'bob' }).catch(() => {});
    const { items } = contract.auditPage.parse(await host.audit({ limit: 1 }));
    expect(items[0]).toMatchObject({ action: 'mode.switch_refused', actor: 'bob', subject: 'live' });
  });

  it('goes on with the simulator after a refusal', async () => {
    await host.changeRuntimeMode({ mode: 'live', why: 'greed' }).catch(() => {});
    expect((await host.trigger(operator)).state).toBe('running');
  });

  it('pauses and goes on', async () => {
    const paused = await host.changeRuntimeMode({ tradingPaused: true, why: 'lunch', by: 'ann' });
    const back = await host.changeRuntimeMode({ tradingPaused: false, why: 'fed' });
    expect([paused.pause?.by, paused.tradingPaused, back.tradingPaused]).toEqual(['ann', true, false]);
  });
});

describe('a host with a mock of OKX', () => {
  let host: RunningHost;
  beforeAll(async () => {
    host = await aHost({ isMock: true });
    await host.trigger(operator);
    await host.changeRuntimeMode({ mode: 'paper', why: 'to see', openPositions: 'keep' });
  });
  afterAll(() => host.stop());

  it('says everywhere that paper trades on a mock', async () => {
    const { venue } = await host.portfolio();
    expect([host.runtimeMode().isMock, host.runtimeMode().venue, venue]).toEqual([
      true,
      expect.stringContaining('mock'),
      expect.stringContaining('mock'),
    ]);
  });

  it('decides and trades on it', async () => {
    const { lastCycle } = await host.trigger(operator);
    expect(lastCycle).toMatchObject({ status: 'completed', decisions: 2 });
  });

  it('shows nothing of the simulator while paper trades, and the other way round', async () => {
    const ofPaper = (await host.decisions({ limit: 1000 })).items.map((one) => one.decision_log_id);
    await host.changeRuntimeMode({ mode: 'simulator', why: 'to compare', openPositions: 'keep' });
    const ofSimulator = (await host.decisions({ limit: 1000 })).items.map((one) => one.decision_log_id);
    expect(ofPaper.filter((id) => ofSimulator.includes(id))).toEqual([]);
  });
});

describe('a host that has not begun', () => {
  it('can be paused, and begins without a cycle', async () => {
    await using host = await openHost(someSettings(), dependencies());
    await host.pause(operator);
    await host.start();
    expect(host.scheduler()).toMatchObject({ state: 'paused', completed: 0, isBusy: false });
  });

  it('tells no account, rather than an empty one', async () => {
    await using host = await openHost(someSettings(), dependencies());
    await expect(host.portfolio()).rejects.toMatchObject({ code: 'host/not_started', status: 503 });
  });
});

describe('a host whose venue cannot be reached', () => {
  const unreachable = { why: 'OKX is away', by: 'ann', mode: 'simulator' } as const;
  let host: RunningHost;
  beforeAll(async () => {
    const key = { OKX_DEMO_API_KEY: 'a-key', OKX_DEMO_SECRET_KEY: 'a-secret', OKX_DEMO_PASSPHRASE: 'a-phrase' };
    const streams = {
      OKX_DEMO_WS_PUBLIC_URL: 'ws://127.0.0.1:9/public',
      OKX_DEMO_WS_PRIVATE_URL: 'ws://127.0.0.1:9/private',
    };
    const env = { ...key, OKX_DEMO_BASE_URL: 'http://127.0.0.1:9', ...streams };
    host = await openHost(someSettings({ initialMode: 'paper' }, env), dependencies());
    await host.start();
  });
  afterAll(() => host.stop());

  it('is not left without a word about what it may hold', async () => {
    await expect(host.changeRuntimeMode(unreachable)).rejects.toMatchObject({
      ...{ status: 409, code: 'mode/positions_open', message: expect.stringContaining('"keep"') },
    });
  });

  it('can be left: the simulator trades at once', async () => {
    const changed = await host.changeRuntimeMode({ ...unreachable, openPositions: 'keep' });
    expect(changed).toMatchObject({ mode: 'simulator', notes: [expect.stringContaining('"paper" did not run')] });
    expect((await host.trigger(operator)).lastCycle).toMatchObject({ status: 'completed' });
  });
});
