import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { OwnPostgres } from '../../examples/express-host/drills/own-postgres.ts';
import { migrate } from '../../src/postgres/index.ts';
import { MockOkx } from '../../src/testing/mock-okx/mock-okx.ts';
import { LockedTrader } from './builders/a-locked-trader.ts';

const BTC = 'BTC-USDT-SWAP';
const ETH = 'ETH-USDT-SWAP';
const BUY_BTC = { action: 'buy', symbol: BTC, size: 0.05, leverage: 2, stop: 49_000, target: 53_000, confidence: 0.8 };
const BUY_ETH = { ...BUY_BTC, symbol: ETH, stop: 2_900, target: 3_200 };
const CLOSE_BTC = { action: 'close', symbol: BTC, confidence: 0.8 };

let server: OwnPostgres;
let pool: pg.Pool;
let mock: MockOkx;
const traders: LockedTrader[] = [];

beforeAll(async () => {
  server = await OwnPostgres.start();
  pool = new pg.Pool({ ...server.connection, max: 2 });
  pool.on('error', () => {});
  await migrate(pool);
});
beforeEach(async () => {
  mock = await MockOkx.start({ historyMinutes: 300, prices: { [BTC]: '50000', [ETH]: '3000' } });
});
afterEach(async () => {
  for (const trader of traders.splice(0)) await trader.kill();
  await mock.close();
});
afterAll(async () => {
  await pool.end();
  await server.remove();
});

function aTrader(): LockedTrader {
  const { restUrl: rest, wsUrl: ws, credentials } = mock;
  const trader = new LockedTrader({ connection: server.connection, rest, ws, credentials });
  traders.push(trader);
  return trader;
}

const held = (instrument: string) => mock.exchange.position({ instrument, marginMode: 'cross' }).toFixed();

/** Ends the connection that holds the lock, as a server or a network would. */
async function breakTheLock(): Promise<void> {
  const { rows } = await pool.query("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted");
  expect(rows).toHaveLength(1);
  await pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
}

describe('two processes that want to trade one account', () => {
  it('are one that trades and one that waits, and takes over within seconds when the other is killed', async () => {
    const first = aTrader();
    await first.says('is asked');
    const second = aTrader();
    await second.is('standby');
    first.answer(BUY_BTC);
    await first.says('has decided');
    expect(held(BTC)).not.toBe('0');
    await first.says('is asked', 2);
    // Nobody but the first was ever asked for a decision.
    expect(second.all('is asked')).toEqual([]);
    const killedAt = Date.now();
    await first.kill();
    await second.says('is asked');
    expect(Date.now() - killedAt).toBeLessThan(20_000);
    const steps = second.said.map(({ what }) => what);
    expect(steps.indexOf('reconciles')).toBeLessThan(steps.indexOf('is asked'));
    second.answer(CLOSE_BTC);
    expect(await second.says('has decided')).toMatchObject([{ action: 'close', outcome: 'executed' }]);
    expect(held(BTC)).toBe('0');
  });
});

describe('a process whose connection to the lock is ended', () => {
  it('opens nothing from then on, closes all the same, and reconciles before it trades again', async () => {
    const trader = aTrader();
    await trader.says('is asked');
    trader.answer(BUY_BTC);
    await trader.says('is asked', 2);
    await breakTheLock();
    await trader.is('standby');
    trader.answer(CLOSE_BTC, BUY_ETH);
    expect(await trader.says('has decided', 2)).toMatchObject([
      { action: 'close', outcome: 'executed' },
      { action: 'buy', outcome: 'denied', rule: 'trading_paused', message: expect.stringContaining('lock') },
    ]);
    expect([held(BTC), held(ETH)]).toEqual(['0', '0']);
    await trader.says('is asked', 3);
    const steps = trader.said.map(({ what }) => what);
    expect(steps.lastIndexOf('has decided')).toBeLessThan(steps.lastIndexOf('reconciles'));
    expect(steps.lastIndexOf('reconciles')).toBeLessThan(steps.lastIndexOf('is asked'));
    trader.answer(BUY_ETH);
    expect(await trader.says('has decided', 3)).toMatchObject([{ action: 'buy', outcome: 'executed' }]);
    await vi.waitFor(() => expect(held(ETH)).not.toBe('0'));
  });
});
