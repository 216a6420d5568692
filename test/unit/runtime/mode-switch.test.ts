import { beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError, ConnectivityError } from '../../../src/errors/index.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import type { Stores } from '../../../src/ports/stores.ts';
import { MODE_SETTING, type ModeStatus, ModeSwitch } from '../../../src/runtime/mode-switch.ts';
import type { SwitchRequest } from '../../../src/runtime/switch-request.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { BTC, TestSession, type Told } from './builders/sessions.ts';

const LOCKED = 'Live trading is not part of this release.';
const TO_PAPER: SwitchRequest = { to: 'paper', by: 'ann', why: 'to try it', openPositions: 'keep' };

class Host {
  readonly told: Told = [];
  readonly clock = new FakeClock();
  readonly stores: Stores = memoryStores({ portfolioId: 'host', runtimeMode: 'simulator' });
  readonly simulator = new TestSession('simulator', this.told);
  readonly paper = new TestSession('paper', this.told);
  readonly changes: ModeStatus[] = [];
  openPaper: () => Promise<TestSession> = async () => this.paper;
  settings = this.stores.settings;
  #ids = 0;
  modes = this.#make();

  #make(): ModeSwitch {
    return new ModeSwitch({
      doors: {
        simulator: { type: 'open', open: async () => this.simulator },
        paper: { type: 'open', open: () => this.openPaper() },
        live: { type: 'locked', reason: LOCKED },
      },
      settings: {
        get: (key) => this.settings.get(key),
        all: () => this.settings.all(),
        set: (change) => this.settings.set(change),
      },
      audit: this.stores.audit,
      clock: this.clock,
      uuid: () => `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`,
      drainTimeoutMs: 30_000,
      onChange: (status) => void this.changes.push(status),
    });
  }

  async start(): Promise<this> {
    await this.simulator.broker.connect();
    await this.modes.start();
    this.told.length = 0;
    return this;
  }

  async audited(): Promise<readonly string[]> {
    const { items } = await this.stores.audit.list({ order: 'oldest_first' });
    return items.map(({ actor, action, subject }) => `${actor} ${action} ${subject}`);
  }

  async chosen(): Promise<unknown> {
    return (await this.stores.settings.get(MODE_SETTING))?.value ?? null;
  }
}

let host: Host;
beforeEach(async () => {
  host = await new Host().start();
});

describe('a switch of modes', () => {
  it('ends the cycles of the old mode before those of the new one begin, and closes it last', async () => {
    const result = await host.modes.switch(TO_PAPER);
    expect(result).toEqual({ from: 'simulator', to: 'paper', openExposure: [], outcome: 'switched', notes: [] });
    expect(host.told).toEqual(['simulator stop', 'paper start', 'simulator close']);
    expect(host.modes.session).toBe(host.paper);
  });

  it('is durable, and a restart begins where it led', async () => {
    await host.modes.switch(TO_PAPER);
    expect(await host.chosen()).toBe('paper');
    await host.modes.stop();
    const told: Told = [];
    const again = new TestSession('paper', told);
    await again.broker.connect();
    host.openPaper = async () => again;
    await host.modes.start();
    expect([host.modes.status.mode, told]).toEqual(['paper', ['paper start']]);
  });

  it('is audited with who, why and what was open', async () => {
    await host.simulator.buy();
    await host.modes.switch(TO_PAPER);
    expect(await host.audited()).toEqual(['ann mode.switch_begun paper', 'ann mode.switched paper']);
    const { items } = await host.stores.audit.list({ action: 'mode.switched' });
    expect(items[0]?.details).toMatchObject({
      why: 'to try it',
      from: 'simulator',
      openExposure: [{ instrument: BTC, side: 'long', quantity: '0.01', entryPrice: '50000' }],
    });
  });

  it('tells each of its steps', async () => {
    host.changes.length = 0;
    await host.modes.switch(TO_PAPER);
    expect(host.changes.map(({ mode, switchingTo, step }) => `${mode} ${switchingTo} ${step}`)).toEqual([
      'simulator paper null',
      'simulator paper open',
      'simulator paper drain',
      'simulator paper positions',
      'simulator paper snapshot',
      'simulator paper connect',
      'simulator paper persist',
      'simulator paper start',
      'paper paper start',
      'paper null null',
    ]);
  });

  it('writes a last snapshot of the account that it leaves', async () => {
    await host.simulator.buy();
    await host.modes.switch(TO_PAPER);
    expect((await host.simulator.stores.portfolio.latest())?.positions).toMatchObject([{ instrument: BTC }]);
  });
});

describe('what was open in the mode that is left', () => {
  const resting = {
    instrument: BTC,
    side: 'buy',
    quantity: '0.01',
    pricing: { type: 'limit', price: '49000', timeInForce: 'gtc' },
  } as const;

  it('stays with `keep`, and orders that could open something go', async () => {
    await host.simulator.buy();
    await host.simulator.broker.placeOrder(resting);
    const { broker } = host.simulator;
    host.simulator.onClose = async () => {
      expect([(await broker.getPositions()).length, (await broker.getOpenOrders()).length]).toEqual([1, 0]);
    };
    expect(await host.modes.switch(TO_PAPER)).toMatchObject({
      outcome: 'switched',
      notes: [
        '1 orders that could open something were canceled.',
        '1 positions stay open where they are, with their stops.',
      ],
    });
  });

  it('keeps the mode where an order that could open something cannot be canceled', async () => {
    const order = await host.simulator.broker.placeOrder(resting);
    host.simulator.spoil({ cancelOrder: async () => order });
    expect(await host.modes.switch(TO_PAPER)).toMatchObject({ outcome: 'failed', step: 'positions' });
    expect([host.modes.session.mode, host.simulator.cycles.isRunning]).toEqual(['simulator', true]);
  });

  it('is closed with `flatten`', async () => {
    await host.simulator.buy();
    const { broker } = host.simulator;
    host.simulator.onClose = async () => expect(await broker.getPositions()).toEqual([]);
    expect(await host.modes.switch({ ...TO_PAPER, openPositions: 'flatten' })).toMatchObject({
      outcome: 'switched',
      notes: [`Closed: long 0.01 ${BTC}.`],
    });
  });

  it('keeps the mode with `refuse_if_open`, which runs on', async () => {
    await host.simulator.buy();
    expect(await host.modes.switch({ ...TO_PAPER, openPositions: 'refuse_if_open' })).toMatchObject({
      outcome: 'refused',
      refusal: 'positions_open',
      message: `There are open positions: long 0.01 ${BTC}.`,
    });
    expect([host.modes.session.mode, host.simulator.cycles.isRunning, host.paper.isClosed]).toEqual([
      'simulator',
      true,
      true,
    ]);
  });
});

describe('a switch that is refused', () => {
  it.each([
    ['to a mode that is locked', 'live', 'locked', LOCKED],
    ['to the mode that is running', 'simulator', 'same_mode', 'The mode is "simulator" already.'],
  ] as const)('%s leaves everything as it was, and is audited', async (_what, to, refusal, message) => {
    expect(await host.modes.switch({ ...TO_PAPER, to })).toMatchObject({ outcome: 'refused', refusal, message });
    expect([host.told, await host.audited()]).toEqual([[], [`ann mode.switch_refused ${to}`]]);
  });

  it('for want of a key says how to get one', async () => {
    host.openPaper = () =>
      Promise.reject(new ConfigurationError('Set OKX_DEMO_API_KEY.', { code: 'config/missing_variable' }));
    expect(await host.modes.switch(TO_PAPER)).toMatchObject({
      outcome: 'refused',
      refusal: 'unavailable',
      message: 'Set OKX_DEMO_API_KEY.',
    });
    expect(host.told).toEqual([]);
  });

  it('while another is under way does not disturb that one', async () => {
    let end = (): void => {};
    host.simulator.cycles.onStop = () =>
      new Promise((resolve) => {
        end = resolve;
      });
    const first = host.modes.switch(TO_PAPER);
    await host.clock.advanceAsync(1);
    const second = await host.modes.switch({ ...TO_PAPER, by: 'bob' });
    end();
    expect(second).toMatchObject({ outcome: 'refused', refusal: 'switching' });
    expect(await first).toMatchObject({ outcome: 'switched' });
  });
});

describe('a switch that fails', () => {
  const broken = (): Promise<never> => Promise.reject(new ConnectivityError('It broke.', { code: 'net/timeout' }));
  /** How each step is made to fail. */
  const FAULTS: readonly (readonly [step: string, (host: Host) => void])[] = [
    ['open', (at) => Object.assign(at, { openPaper: broken })],
    ['drain', (at) => Object.assign(at.simulator.cycles, { onStop: broken })],
    ['positions', (at) => at.simulator.spoil({ getOpenOrders: broken })],
    ['snapshot', (at) => at.simulator.spoil({ getSnapshot: broken })],
    ['connect', (at) => at.paper.spoil({ connect: broken })],
    ['persist', (at) => Object.assign(at, { settings: { ...at.settings, set: broken } })],
    ['start', (at) => Object.assign(at.paper.cycles, { onStart: broken })],
  ];

  it.each(FAULTS)('at its step %s leaves the old mode running', async (step, spoil) => {
    spoil(host);
    const result = await host.modes.switch(TO_PAPER);
    expect(result).toMatchObject({ outcome: 'failed', step, message: 'net/timeout: It broke.' });
    expect([host.modes.session.mode, host.simulator.cycles.isRunning, host.simulator.isClosed]).toEqual([
      'simulator',
      true,
      false,
    ]);
    expect(host.paper.cycles.isRunning).toBe(false);
    expect(await host.chosen()).not.toBe('paper');
    expect(await host.audited()).toEqual(['ann mode.switch_begun paper', 'ann mode.switch_failed paper']);
    expect(host.modes.status).toMatchObject({ mode: 'simulator', switchingTo: null, step: null });
  });

  it.each(FAULTS.slice(1))('at its step %s closes what it had opened', async (_step, spoil) => {
    spoil(host);
    await host.modes.switch(TO_PAPER);
    expect(host.paper.isClosed).toBe(true);
  });

  it('gives up on a cycle that does not end', async () => {
    let calls = 0;
    host.simulator.cycles.onStop = () => (++calls === 1 ? new Promise<void>(() => {}) : Promise.resolve());
    const switching = host.modes.switch(TO_PAPER);
    await host.clock.advanceAsync(30_000);
    expect(await switching).toMatchObject({
      outcome: 'failed',
      step: 'drain',
      message: 'net/timeout: The cycle under way did not end within 30000 ms.',
    });
  });

  it('can be tried again', async () => {
    host.paper.cycles.onStart = broken;
    await host.modes.switch(TO_PAPER);
    const fresh = new TestSession('paper', host.told);
    host.openPaper = async () => fresh;
    expect(await host.modes.switch(TO_PAPER)).toMatchObject({ outcome: 'switched' });
    expect(host.modes.session).toBe(fresh);
  });

  it('is no failure where only the closing of the old mode did not work', async () => {
    host.simulator.onClose = broken;
    expect(await host.modes.switch(TO_PAPER)).toMatchObject({
      outcome: 'switched',
      notes: ['The old mode did not close cleanly: net/timeout: It broke.'],
    });
  });
});

describe('the closing of the old mode', () => {
  it('keeps nobody from watching the new one, and is not waited for without end', async () => {
    host.simulator.onClose = () => new Promise(() => {});
    host.changes.length = 0;
    const switching = host.modes.switch(TO_PAPER);
    await host.clock.advanceAsync(29_999);
    expect(host.changes.at(-1)).toMatchObject({ mode: 'paper', switchingTo: 'paper' });
    await host.clock.advanceAsync(1);
    expect(await switching).toMatchObject({
      outcome: 'switched',
      notes: ['The old mode did not close cleanly: net/timeout: It did not close within 30000 ms.'],
    });
  });
});

describe('a stop', () => {
  it('takes back a switch that is under way: no mode runs after it', async () => {
    let connected = (): void => {};
    const connect = host.paper.broker.connect.bind(host.paper.broker);
    host.paper.spoil({
      connect: () =>
        new Promise<void>((resolve) => {
          connected = resolve;
        }).then(connect),
    });
    const switching = host.modes.switch(TO_PAPER);
    await host.clock.advanceAsync(1);
    const stopping = host.modes.stop();
    connected();
    await stopping;
    expect(await switching).toMatchObject({ outcome: 'failed', message: 'net/not_connected: The host stops.' });
    expect([host.simulator, host.paper].map(({ cycles, isClosed }) => [cycles.isRunning, isClosed])).toEqual([
      [false, true],
      [false, true],
    ]);
    expect(await host.chosen()).not.toBe('paper');
  });

  it('waits for a start that is under way', async () => {
    const other = new Host();
    await other.simulator.broker.connect();
    const starting = other.modes.start();
    await other.modes.stop();
    await starting;
    expect([other.simulator.cycles.isRunning, other.simulator.isClosed]).toEqual([false, true]);
  });
});

describe('a fall', () => {
  it('says that it did not take place while a switch is under way', async () => {
    host.simulator.cycles.onStop = () => new Promise(() => {});
    const switching = host.modes.switch(TO_PAPER);
    await host.clock.advanceAsync(1);
    await expect(host.modes.fall({ to: 'paper', by: 'failover', why: 'it is away' })).rejects.toMatchObject({
      code: 'net/not_connected',
    });
    host.simulator.cycles.onStop = async () => {};
    await host.clock.advanceAsync(30_000);
    await switching;
  });
});

describe('a start', () => {
  it('that is asked for twice opens one session', async () => {
    const other = new Host();
    await other.simulator.broker.connect();
    await Promise.all([other.modes.start(), other.modes.start()]);
    expect(other.told).toEqual(['simulator start']);
  });

  it('is refused where the stored mode is none', async () => {
    const other = new Host();
    await other.stores.settings.set({ key: MODE_SETTING, value: 'turbo', at: 0, by: 'ann' });
    await expect(other.modes.start()).rejects.toMatchObject({
      code: 'config/invalid',
      message: expect.stringContaining('"turbo"'),
    });
  });

  it('moves nobody’s money to another mode where the chosen one does not open', async () => {
    const other = new Host();
    await other.stores.settings.set({ key: MODE_SETTING, value: 'paper', at: 0, by: 'ann' });
    other.openPaper = () => Promise.reject(new ConnectivityError('OKX is away.', { code: 'net/timeout' }));
    await expect(other.modes.start()).rejects.toMatchObject({ code: 'net/timeout' });
    expect(await other.chosen()).toBe('paper');
  });
});

describe('a choice while no mode runs', () => {
  const TO_SIMULATOR: SwitchRequest = { ...TO_PAPER, to: 'simulator', why: 'OKX is away' };
  let other: Host;
  beforeEach(async () => {
    other = new Host();
    await other.stores.settings.set({ key: MODE_SETTING, value: 'paper', at: 0, by: 'ann' });
    other.openPaper = () => Promise.reject(new ConnectivityError('OKX is away.', { code: 'net/timeout' }));
    await other.simulator.broker.connect();
    await other.modes.start().catch(() => {});
  });

  it('lets another mode start, says what stays behind, and is audited', async () => {
    const result = await other.modes.choose(TO_SIMULATOR);
    await other.modes.start();
    expect(result).toMatchObject({
      ...{ outcome: 'switched', from: 'paper', to: 'simulator', openExposure: null },
      notes: [expect.stringContaining('"paper" did not run')],
    });
    expect([other.modes.status.mode, await other.chosen()]).toEqual(['simulator', 'simulator']);
    expect(await other.audited()).toEqual(['ann mode.switch_begun simulator', 'ann mode.switched simulator']);
  });

  it.each(['refuse_if_open', 'flatten'] as const)(
    'is refused with `%s`: nobody can look at what is open',
    async (openPositions) => {
      const result = await other.modes.choose({ ...TO_SIMULATOR, openPositions });
      expect(result).toMatchObject({ outcome: 'refused', refusal: 'positions_open' });
      expect([await other.chosen(), await other.audited()]).toEqual(['paper', ['ann mode.switch_refused simulator']]);
    },
  );

  it.each([
    ['locked', 'live'],
    ['same_mode', 'paper'],
  ] as const)('is refused as %s: %s', async (refusal, to) => {
    expect(await other.modes.choose({ ...TO_SIMULATOR, to })).toMatchObject({ outcome: 'refused', refusal });
    expect(await other.chosen()).toBe('paper');
  });

  it('fails where it cannot be kept', async () => {
    const { settings } = other;
    other.settings = { ...settings, set: () => Promise.reject(new Error('The disk is full.')) };
    expect(await other.modes.choose(TO_SIMULATOR)).toMatchObject({ outcome: 'failed', step: 'persist' });
    expect(await other.chosen()).toBe('paper');
  });

  it('is a switch where the mode has started meanwhile', async () => {
    other.openPaper = async () => other.paper;
    await other.paper.broker.connect();
    const [, result] = await Promise.all([other.modes.start(), other.modes.choose(TO_SIMULATOR)]);
    expect([result.outcome, result.openExposure]).toEqual(['switched', []]);
    expect(other.told).toEqual(expect.arrayContaining(['paper start', 'paper stop', 'simulator start']));
  });
});
