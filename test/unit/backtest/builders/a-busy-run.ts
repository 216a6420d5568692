import type { DecisionRecord } from '../../../../src/backtest/decision-record.ts';
import type { RecordedFill } from '../../../../src/backtest/recorded-fills.ts';
import type { RecordedTrade } from '../../../../src/backtest/recorder.ts';
import type { BacktestResult } from '../../../../src/backtest/result.ts';
import type { ClosedPosition } from '../../../../src/domain/account.ts';
import { toDecimal } from '../../../../src/domain/decimal.ts';
import type { Instrument } from '../../../../src/domain/instrument.ts';
import type { Side } from '../../../../src/domain/order-intent.ts';
import { SeededRandom } from '../../../../src/domain/seeded-random.ts';
import { aFill, anInstrument } from '../../../../src/testing/index.ts';
import { aCurve, aResult, money } from './a-run-record.ts';
import { aClosedPosition } from './a-trade.ts';
import { type BarRow, candlesOf } from './candle-columns.ts';

const STARTS_AT = Date.UTC(2022, 4, 1);
const BAR_MS = 300_000;
const FEE = 0.0005;

/** What a test may say about a busy run. */
export interface BusyRun {
  /** Five-minute bars of each of the two instruments. */
  readonly bars: number;
  /** Put before the reasons of every decision. */
  readonly reason?: string;
}

interface Market {
  readonly instrument: Instrument;
  readonly rows: BarRow[];
  price: number;
  drift: number;
  position: Holding | null;
}

interface Holding {
  readonly sign: 1 | -1;
  readonly quantity: number;
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
  readonly openedAt: number;
  readonly number: number;
}

/** A made-up run with all that a report can show: two instruments, longs and shorts, stops, targets, reasons. Seeded. */
export function aBusyRun({ bars, reason }: BusyRun): BacktestResult {
  const random = new SeededRandom(7);
  const markets = [market('BTC', 38_400, '0.1'), market('ETH', 2_780, '0.01')];
  const trades: RecordedTrade[] = [];
  const fills: RecordedFill[] = [];
  const decisions: DecisionRecord[] = [];
  const points: [number, number][] = [];
  let cash = 10_000;

  const note = (one: Market, at: number, side: Side, quantity: number, price: number, slip: number): void => {
    const { instrument } = one;
    const fill = aFill({
      instrument,
      side,
      quantity: quantity.toFixed(3),
      price: price.toFixed(2),
      fee: (quantity * price * FEE).toFixed(6),
      fillId: `f${fills.length}`,
      at,
    });
    const intendedTicks = instrument.ticks((price - slip).toFixed(2), 'down');
    fills.push({ fill, type: 'market', role: 'entry', effect: 'open', intendedTicks });
  };
  const decide = (one: Market, at: number, action: 'buy' | 'sell'): string => {
    const decisionId = `d${decisions.length + 1}`;
    const reasons = [
      ...(reason === undefined ? [] : [reason]),
      `The 20-bar average crossed ${action === 'buy' ? 'above' : 'below'} the 50-bar average.`,
      `The range of the last hour is ${(random.fraction() * 2).toFixed(2)} % of the price.`,
    ];
    decisions.push({
      decisionId,
      at,
      decision: {
        action,
        decisionId,
        instrument: one.instrument.id,
        confidence: 0.5 + Math.round(random.fraction() * 40) / 100,
        reasons,
      },
      ...{ outcome: 'executed', orders: [], reason: null, findings: [] },
    });
    return decisionId;
  };
  const enter = (one: Market, at: number): void => {
    const sign = one.drift + random.bell() * 0.0001 > 0 ? 1 : -1;
    const entry = one.price;
    const [stop, target] = [entry * (1 - sign * 0.009), entry * (1 + sign * 0.016)];
    const quantity = Math.floor(((cash * 0.3) / entry) * 1000) / 1000;
    if (quantity <= 0) return;
    decide(one, at, sign > 0 ? 'buy' : 'sell');
    one.position = { sign, quantity, entry, stop, target, openedAt: at, number: decisions.length };
    cash -= quantity * entry * FEE;
    note(one, at, sign > 0 ? 'buy' : 'sell', quantity, entry, sign * entry * 0.00002);
  };
  const leave = (one: Market, held: Holding, at: number, price: number, by: ClosedPosition['closedBy']): void => {
    one.position = null;
    const gross = held.sign * held.quantity * (price - held.entry);
    const fees = held.quantity * (held.entry + price) * FEE;
    cash += gross - held.quantity * price * FEE;
    note(one, at, held.sign > 0 ? 'sell' : 'buy', held.quantity, price, -held.sign * price * 0.00001);
    const closed = aClosedPosition({
      instrument: one.instrument.id,
      side: held.sign > 0 ? 'long' : 'short',
      quantity: held.quantity.toFixed(3),
      entryPrice: held.entry.toFixed(2),
      exitPrice: price.toFixed(2),
      grossPnl: gross.toFixed(6),
      fees: fees.toFixed(6),
      openedAt: held.openedAt,
      closedAt: at,
      closedBy: by,
      decisionIds: [`d${held.number}`],
    });
    trades.push({
      closed,
      stopPrice: toDecimal(held.stop.toFixed(2)),
      targetPrice: toDecimal(held.target.toFixed(2)),
      entryDecisionId: `d${held.number}`,
      exitOrderId: null,
    });
  };

  for (let bar = 0; bar < bars; bar++) {
    const at = STARTS_AT + bar * BAR_MS;
    let equity = cash;
    for (const one of markets) {
      if (random.fraction() < 1 / 400) one.drift = random.bell() * 0.00012;
      const open = one.price;
      const [a, b, c] = [random.bell(), random.bell(), random.bell()].map(
        (draw) => one.price * (1 + one.drift) + one.price * 0.0011 * draw,
      ) as [number, number, number];
      const [high, low] = [Math.max(open, a, b, c), Math.min(open, a, b, c)];
      one.price = c;
      one.rows.push([at, open, high, low, c, 40 + random.fraction() * 300]);
      const held = one.position;
      if (held === null) {
        if (bar > 50 && random.fraction() < 1 / 140) enter(one, at + BAR_MS);
      } else if (held.sign > 0 ? low <= held.stop : high >= held.stop) leave(one, held, at, held.stop, 'stop_loss');
      else if (held.sign > 0 ? high >= held.target : low <= held.target)
        leave(one, held, at, held.target, 'take_profit');
      else if (random.fraction() < 1 / 500) leave(one, held, at + BAR_MS, one.price, 'order');
      const still = one.position as Holding | null;
      if (still !== null) equity += still.sign * still.quantity * (one.price - still.entry);
    }
    points.push([at + BAR_MS, equity]);
  }
  const endedAt = STARTS_AT + bars * BAR_MS;
  return aResult({
    assumptions: [
      { label: 'Fees of swaps', value: '0.02 % maker, 0.05 % taker' },
      { label: 'Fill model', value: 'Candles: on touch, stop before target when a bar reaches both, gaps at the open' },
      { label: 'Slippage model', value: 'None beyond the price that the order meets' },
      { label: 'Seed', value: '1' },
    ],
    notes: ['No funding was recorded in these files, so none was charged.'],
    warmupBars: 50,
    steps: bars - 50,
    startedAt: STARTS_AT + 50 * BAR_MS,
    endedAt,
    startEquity: money('10000'),
    endEquity: money((points.at(-1)?.[1] ?? 10_000).toFixed(8)),
    instruments: markets.map(({ instrument }) => instrument),
    candles: (id) => {
      const found = markets.find(({ instrument }) => instrument.id === id);
      return found === undefined ? null : candlesOf(id, BAR_MS, found.rows);
    },
    curve: aCurve(points),
    fills,
    trades,
    decisions,
    decisionCounts: {
      buy: decisions.filter(({ decision }) => decision.action === 'buy').length,
      sell: decisions.filter(({ decision }) => decision.action === 'sell').length,
      hold: 0,
      close: 0,
      no_entry: bars - decisions.length,
    },
    ended: { filled: fills.length, canceled: trades.length },
    openOrders: 0,
    positions: [],
  });
}

function market(base: string, price: number, tickSize: string): Market {
  const instrument = anInstrument({
    id: `${base}-USDT-SWAP`,
    baseCurrency: base,
    lotSize: '0.001',
    minQuantity: '0.001',
    tickSize,
  });
  return { instrument, rows: [], price, drift: 0.00004, position: null };
}
