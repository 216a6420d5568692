import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VenueError } from '../../../src/errors/index.ts';
import type { Drift } from '../../../src/ports/broker.ts';
import { type PortfolioUpdate, PositionSync, type SyncAlert } from '../../../src/runtime/position-sync.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { BTC, TestSession } from './builders/sessions.ts';

const DRIFT: Drift = { classification: 'position', subject: BTC, ours: '0', theirs: '0.01' };
const clock = new FakeClock();
let session: TestSession;
let updates: PortfolioUpdate[];
let alerts: SyncAlert[];
let sync: PositionSync;

beforeEach(async () => {
  session = new TestSession('paper', []);
  await session.broker.connect();
  updates = [];
  alerts = [];
  sync = new PositionSync({
    clock,
    onUpdate: (update) => void updates.push(update),
    onAlert: (alert) => void alerts.push(alert),
  });
});
afterEach(() => sync.stop());

describe('the account as it is broadcast', () => {
  it('is told at once, and again every 15 seconds', async () => {
    sync.watch(session);
    await clock.advanceAsync(100);
    expect(updates).toHaveLength(1);
    await clock.advanceAsync(30_000);
    expect([updates.length, sync.tally.compared, sync.tally.agreed]).toEqual([3, 2, 2]);
  });

  it('is told once after what comes together, with positions and orders as they are then', async () => {
    sync.watch(session);
    await clock.advanceAsync(100);
    updates.length = 0;
    await session.buy('0.01');
    await session.buy('0.02');
    await clock.advanceAsync(100);
    expect(updates.map(({ mode, portfolio }) => [mode, portfolio.positions.map(({ quantity }) => quantity)])).toEqual([
      ['paper', ['0.03']],
    ]);
  });

  it('is that of the new session alone after a change of mode', async () => {
    sync.watch(session);
    const other = new TestSession('simulator', []);
    await other.broker.connect();
    sync.watch(other);
    await session.buy();
    await clock.advanceAsync(20_000);
    expect(new Set(updates.map(({ mode }) => mode))).toEqual(new Set(['simulator']));
  });
});

describe('a comparison', () => {
  it('that a change of mode overtakes leaves one timer, not two', async () => {
    const other = new TestSession('simulator', []);
    await other.broker.connect();
    let end = (): void => {};
    session.spoil({
      reconcile: () =>
        new Promise((resolve) => {
          end = () => resolve([]);
        }),
    });
    sync.watch(session);
    await clock.advanceAsync(15_000);
    sync.watch(other);
    end();
    await clock.advanceAsync(0);
    const before = sync.tally.compared;
    await clock.advanceAsync(60_000);
    expect(sync.tally.compared - before).toBe(4);
  });
});

describe('a difference between our view and the venue’s', () => {
  it('counts against the accuracy', async () => {
    session.spoil({ reconcile: async () => [DRIFT] });
    sync.watch(session);
    await clock.advanceAsync(15_000);
    expect(sync.tally).toMatchObject({ compared: 1, agreed: 0 });
  });

  it('raises an alert with both sides when it is told', async () => {
    let tell = (): void => {};
    session.spoil({
      on: (type, listener) => {
        if (type === 'position.drifted') {
          tell = () => listener({ sequence: 1, at: 5, type, drift: DRIFT } as Parameters<typeof listener>[0]);
        }
        return () => {};
      },
    });
    sync.watch(session);
    tell();
    expect(alerts).toEqual([
      {
        at: 5,
        mode: 'paper',
        kind: 'drift',
        message: `Our view and the venue's differed (position, ${BTC}): ours 0, theirs 0.01.`,
        drift: DRIFT,
      },
    ]);
  });
});

describe('an account that cannot be read', () => {
  it('raises an alert, is no empty account, and is looked at again', async () => {
    sync.watch(session);
    await clock.advanceAsync(100);
    updates.length = 0;
    session.spoil({
      reconcile: () => Promise.reject(new VenueError('Nothing was heard.', { code: 'venue/stale' })),
    });
    sync.watch(session);
    await clock.advanceAsync(15_100);
    expect(alerts).toMatchObject([
      { kind: 'unread', mode: 'paper', message: 'The account could not be read: venue/stale: Nothing was heard.' },
    ]);
    expect(sync.tally).toMatchObject({ compared: 0, unread: 1 });
    await clock.advanceAsync(15_000);
    expect(sync.tally.unread).toBe(2);
  });
});
