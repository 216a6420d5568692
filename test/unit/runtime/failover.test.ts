import { beforeEach, describe, expect, it } from 'vitest';
import { ConnectivityError } from '../../../src/errors/index.ts';
import { memoryStores } from '../../../src/persistence/memory-stores.ts';
import type { BrokerEventOf } from '../../../src/ports/broker.ts';
import { Failover } from '../../../src/runtime/failover.ts';
import { ModeSwitch } from '../../../src/runtime/mode-switch.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { BTC, TestSession, type Told } from './builders/sessions.ts';

const MINUTE = 60_000;

type ConnectionListener = (event: BrokerEventOf<'connection.changed'>) => void;

/** A host in paper mode whose line a test cuts. */
class Host {
  readonly told: Told = [];
  readonly clock = new FakeClock();
  readonly stores = memoryStores({ portfolioId: 'host', runtimeMode: 'simulator' });
  paper = new TestSession('paper', this.told);
  simulator = new TestSession('simulator', this.told);
  #listeners: ConnectionListener[] = [];
  #ids = 0;
  readonly modes = new ModeSwitch({
    doors: {
      simulator: { type: 'open', open: async () => this.simulator },
      paper: { type: 'open', open: async () => this.paper },
      live: { type: 'locked', reason: 'no' },
    },
    settings: this.stores.settings,
    audit: this.stores.audit,
    initialMode: 'paper',
    clock: this.clock,
    uuid: () => `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`,
  });

  async start(after: 'stay' | 'simulator'): Promise<Failover> {
    await this.paper.broker.connect();
    await this.paper.buy();
    const on = this.paper.broker.on.bind(this.paper.broker);
    this.paper.spoil({
      on: (type, listener) => {
        if (type === 'connection.changed') this.#listeners.push(listener as ConnectionListener);
        return on(type, listener);
      },
    });
    await this.modes.start();
    const failover = this.failover(after);
    await failover.load();
    await failover.watch(this.modes.session);
    this.told.length = 0;
    return failover;
  }

  failover(after: 'stay' | 'simulator'): Failover {
    const { modes, clock } = this;
    return new Failover({ modes, settings: this.stores.settings, clock, outageMs: MINUTE, after });
  }

  line(state: 'lost' | 'restored'): void {
    const event = { sequence: 1, at: this.clock.now(), type: 'connection.changed', state } as const;
    for (const listener of this.#listeners) listener(event);
  }
}

let host: Host;
beforeEach(() => {
  host = new Host();
});

describe('a venue that is lost', () => {
  it('stops opens at once, and lets them go on when it is back', async () => {
    const failover = await host.start('stay');
    host.line('lost');
    expect(failover.opensBlockedBy).toBe('the venue has been away since 2026-01-01T00:00:00.000Z');
    host.line('restored');
    expect(failover.opensBlockedBy).toBeNull();
  });

  it('keeps its mode for as long as it takes, by default', async () => {
    const failover = await host.start('stay');
    host.line('lost');
    await host.clock.advanceAsync(60 * MINUTE);
    expect([host.modes.status.mode, failover.frozen, host.told]).toEqual(['paper', null, []]);
  });

  it('is left for the simulator after the outage, where that is wanted', async () => {
    const failover = await host.start('simulator');
    host.line('lost');
    await host.clock.advanceAsync(MINUTE - 1);
    expect(host.modes.status.mode).toBe('paper');
    await host.clock.advanceAsync(1);
    expect(host.modes.status.mode).toBe('simulator');
    expect(failover.frozen).toMatchObject({
      mode: 'paper',
      why: 'the venue of paper has not answered for 60 s',
      positions: [{ instrument: BTC, side: 'long', quantity: '0.01' }],
    });
    const { items } = await host.stores.audit.list();
    expect(items.map(({ actor, action, subject }) => `${actor} ${action} ${subject}`)).toEqual([
      'failover mode.fell simulator',
    ]);
  });

  it('is not left where it came back in time', async () => {
    await host.start('simulator');
    host.line('lost');
    await host.clock.advanceAsync(MINUTE / 2);
    host.line('restored');
    await host.clock.advanceAsync(10 * MINUTE);
    expect(host.modes.status.mode).toBe('paper');
  });

  it('does not take the old mode along where the simulator cannot be opened', async () => {
    await host.start('simulator');
    host.simulator.spoil({ connect: () => Promise.reject(new ConnectivityError('No.', { code: 'net/timeout' })) });
    host.line('lost');
    await host.clock.advanceAsync(2 * MINUTE);
    expect([host.modes.status.mode, (await host.stores.settings.get('runtime_mode'))?.value]).toEqual([
      'paper',
      'paper',
    ]);
  });
});

describe('a fall', () => {
  it('that does not work is tried again, and freezes nothing until it does', async () => {
    const failover = await host.start('simulator');
    const { simulator } = host;
    host.simulator = new TestSession('simulator', host.told);
    host.simulator.spoil({ connect: () => Promise.reject(new ConnectivityError('No.', { code: 'net/timeout' })) });
    host.line('lost');
    await host.clock.advanceAsync(MINUTE);
    expect([host.modes.status.mode, failover.frozen]).toEqual(['paper', null]);
    host.simulator = simulator;
    await host.clock.advanceAsync(MINUTE);
    expect([host.modes.status.mode, failover.frozen?.mode]).toEqual(['simulator', 'paper']);
  });

  it('does not take place where the venue is back before its positions were read', async () => {
    await host.start('simulator');
    const read = host.paper.broker.getPositions.bind(host.paper.broker);
    host.paper.spoil({
      getPositions: () => {
        host.line('restored');
        return read();
      },
    });
    const failover = host.failover('simulator');
    await failover.watch(host.paper);
    host.line('lost');
    await host.clock.advanceAsync(MINUTE);
    expect([host.modes.status.mode, failover.frozen]).toEqual(['paper', null]);
  });

  it('that is overtaken by a switch freezes nothing', async () => {
    const failover = await host.start('simulator');
    host.paper.cycles.onStop = () => new Promise(() => {});
    host.line('lost');
    await host.clock.advanceAsync(MINUTE - 1);
    void host.modes.switch({ to: 'simulator', by: 'ann', why: 'it is away', openPositions: 'keep' });
    await host.clock.advanceAsync(1);
    expect(failover.frozen).toBeNull();
  });
});

describe('positions that were frozen', () => {
  it('are known after a restart, never as closed', async () => {
    const failover = await host.start('simulator');
    host.line('lost');
    await host.clock.advanceAsync(MINUTE);
    const again = host.failover('simulator');
    await again.load();
    expect(again.frozen).toEqual(failover.frozen);
  });

  it('are the session’s own again when somebody has gone back by hand', async () => {
    const failover = await host.start('simulator');
    host.line('lost');
    await host.clock.advanceAsync(MINUTE);
    await failover.watch(host.modes.session);
    expect(failover.frozen).not.toBeNull();
    host.paper = new TestSession('paper', host.told);
    await host.modes.switch({ to: 'paper', by: 'ann', why: 'it is back', openPositions: 'keep' });
    await failover.watch(host.modes.session);
    expect(failover.frozen).toBeNull();
  });
});
