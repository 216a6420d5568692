import { describe, expect, it } from 'vitest';
import { readOldState } from '../../../src/persistence/backfill/old-state.ts';

const AT = Date.UTC(2026, 0, 1);

function read(state: unknown, options: { suffix?: string } = {}) {
  return readOldState(typeof state === 'string' ? state : JSON.stringify(state), 'state.json', { at: AT, ...options });
}

const NESTED = {
  account: { balance: 9500.25, total_equity: '9730.5', last_updated: '2025-12-31T23:00:00Z' },
  positions: {
    BTC: {
      side: 'long',
      amount: 0.05,
      entry_price: 65000,
      leverage: 10,
      current_price: 65500,
      stop_loss: 64000,
      profit_target: 70000,
    },
    ETH: { quantity: -1.5, avgPrice: '3200.55' },
    SOL: { quantity: 0, entryPrice: 100 },
  },
  trade_history: [
    {
      symbol: 'BTC/USDT:USDT',
      type: 'SELL',
      qty: 0.1,
      openPrice: 66000,
      closePrice: 65000,
      pnl: 100,
      fee: 6.55,
      exit_time: 1766000000,
    },
    {
      coin: 'BTCUSDT',
      side: 'short',
      qty: 0.1,
      openPrice: 66000,
      closePrice: 65000,
      net_pnl: 93.45,
      fee: 6.55,
      exit_time: 1766000000000,
    },
  ],
  decision_logs: [
    {
      timestamp: '2025-12-30T10:00:00Z',
      coin: 'BTC',
      signal: 'buy_to_enter',
      confidence: 75,
      justification: 'It rises.',
    },
    { timestamp: '2025-12-30T10:05:00Z', coin: 'BTC', signal: 'hold', confidence: 0.6 },
  ],
  equity_curve: [{ time: '2025-12-30T00:00:00Z', total_value: 10000 }],
  favourite_colour: 'green',
};

describe('the state of an old simulation', () => {
  it('gives its account', () => {
    const { account, currency } = read(NESTED);
    expect(currency).toBe('USDT');
    expect([account?.cash.toFixed(), account?.equity.toFixed(), account?.at]).toEqual([
      '9500.25',
      '9730.5',
      Date.UTC(2025, 11, 31, 23),
    ]);
  });

  it('gives its positions, in whichever form they stand, and leaves flat ones out', () => {
    expect(
      read(NESTED).positions.map((position) => [
        position.instrument,
        position.side,
        position.quantity.toFixed(),
        position.entryPrice.toFixed(),
        position.leverage.toFixed(),
        position.stopPrice?.toFixed() ?? null,
        position.targetPrice?.toFixed() ?? null,
      ]),
    ).toEqual([
      ['BTC-USDT-SWAP', 'long', '0.05', '65000', '10', '64000', '70000'],
      ['ETH-USDT-SWAP', 'short', '1.5', '3200.55', '1', null, null],
    ]);
  });

  it('gives its trades gross of fees, whether their result was net or not, in seconds or milliseconds', () => {
    expect(
      read(NESTED).trades.map(({ instrument, side, realizedPnl, fees, closedAt }) => [
        instrument,
        side,
        realizedPnl.toFixed(),
        fees.toFixed(),
        closedAt,
      ]),
    ).toEqual(Array(2).fill(['BTC-USDT-SWAP', 'short', '100', '6.55', 1_766_000_000_000]));
  });

  it('gives its decisions, with a confidence from 0 to 1', () => {
    expect(
      read(NESTED).decisions.map(({ action, confidence, reasons }) => [action, confidence?.toFixed(), reasons]),
    ).toEqual([
      ['buy', '0.75', 'It rises.'],
      ['hold', '0.6', null],
    ]);
  });

  it('names what it has no place for', () => {
    expect(read(NESTED).ignored).toEqual(['favourite_colour']);
  });

  it('may be flat, and may be nearly empty', () => {
    const { account, positions, trades } = read({ cash: 100, positions: [] });
    expect([account?.cash.toFixed(), account?.at, positions, trades]).toEqual(['100', AT, [], []]);
    expect(read({}).account).toBeNull();
  });

  it('takes a bare coin for what it is told to', () => {
    const state = { positions: [{ symbol: 'btc', quantity: 1, entryPrice: 5 }] };
    expect(read(state, { suffix: '-USDT' }).positions[0]?.instrument).toBe('BTC-USDT');
  });

  it('keeps every digit of a number in exponents', () => {
    expect(read({ cash: 1e-7 }).account?.cash.toFixed()).toBe('0.0000001');
  });

  it.each([
    ['no JSON', '{"cash": 1', 'state.json cannot be taken over: it is not JSON'],
    ['a list', [], 'it is not an object'],
    ['a number that is none', { cash: 'lots' }, 'account.cash of state.json cannot be taken over: it is no number'],
    [
      'a position without a price',
      { positions: [{ symbol: 'BTC', qty: 1 }] },
      'positions[0] of state.json cannot be taken over: it has none of entryPrice',
    ],
    ['an unknown side', { positions: [{ symbol: 'BTC', qty: 1, entryPrice: 5, side: 'up' }] }, 'its side is "up"'],
    ['an unknown action', { decisions: [{ symbol: 'BTC', at: 1e12, action: 'yolo' }] }, 'its action is "yolo"'],
    [
      'a time that is none',
      { decisions: [{ symbol: 'BTC', at: 'soon', action: 'buy' }] },
      'decisions[0].at of state.json',
    ],
    [
      'a position that is no object',
      { positions: [5] },
      'positions[0] of state.json cannot be taken over: it is not an object',
    ],
    ['positions that are no list', { positions: 'none' }, 'positions of state.json cannot be taken over'],
  ])('is refused by file and path with %s', (_name, state, message) => {
    expect(() => read(state)).toThrow(
      expect.objectContaining({ code: 'config/data_invalid', message: expect.stringContaining(message) }),
    );
  });
});
