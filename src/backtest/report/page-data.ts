import type { Candles } from '../../domain/market.ts';
import type { Position } from '../../domain/position.ts';
import type { DecisionRecord } from '../decision-record.ts';
import type { BacktestResult } from '../result.ts';
import { thinCurve } from '../thin-curve.ts';
import type { Trade } from '../trade.ts';
import { findingText } from './finding-text.ts';
import { type PackedBars, packBars } from './pack-bars.ts';

/** Bars that a page carries at most, over all instruments: about ten bytes each. */
const MOST_BARS = 60_000;
/** Trades that a page carries at most, the newest. */
export const MOST_TRADES = 2_000;
const MOST_CURVE_POINTS = 3_000;
const HOLD_POINTS = 400;
const MOST_REASONS = 4;
const LONGEST_REASON = 240;

/** A trade as the page's script reads it. */
interface PageTrade {
  readonly n: number;
  readonly market: string;
  readonly side: 'long' | 'short';
  readonly from: number;
  readonly to: number;
  readonly quantity: string;
  readonly entry: string;
  readonly exit: string;
  readonly gross: string;
  readonly fees: string;
  readonly funding: string;
  readonly net: string;
  readonly fraction: number | null;
  readonly by: string;
  readonly stop: string | null;
  readonly target: string | null;
  readonly confidence: number | null;
  readonly why: readonly string[];
  readonly found: readonly string[];
  readonly whyClosed: readonly string[];
}

/** What the page's script draws and lists. */
export interface PageData {
  readonly currency: string;
  readonly from: number;
  readonly to: number;
  readonly startEquity: number;
  readonly equity: { readonly at: readonly number[]; readonly value: readonly number[] };
  /** What the same money would have been worth in equal parts of the instruments, bought at the start. */
  readonly hold: { readonly at: readonly number[]; readonly value: readonly number[] };
  readonly markets: readonly ({ readonly id: string; readonly digits: number } & PackedBars)[];
  readonly trades: readonly PageTrade[];
  readonly open: readonly {
    readonly market: string;
    readonly side: string;
    readonly from: number;
    readonly entry: string;
  }[];
}

/** Chooses and thins what a page shows, so that a long run stays a small file. */
export function pageData(result: BacktestResult): PageData {
  const curve = thinCurve(result.equity, MOST_CURVE_POINTS);
  const charted = result.instruments.flatMap((instrument) => {
    const candles = result.candles(instrument.id);
    return candles === null || candles.length === 0 ? [] : [{ instrument, candles }];
  });
  const most = Math.max(1_000, Math.floor(MOST_BARS / Math.max(1, charted.length)));
  return {
    currency: result.accountCurrency,
    from: result.startedAt,
    to: result.endedAt,
    startEquity: result.statistics.startEquity.toNumber(),
    equity: { at: curve.at, value: curve.equity.map((value) => Number(value.toFixed(2))) },
    hold: holdCurve(
      charted.map(({ candles }) => candles),
      result,
    ),
    markets: charted.map(({ instrument, candles }) => ({
      id: instrument.id,
      digits: instrument.tickSize.decimalPlaces(),
      ...packBars(candles, instrument.tickSize.toNumber(), most),
    })),
    trades: result.trades.slice(-MOST_TRADES).map(pageTrade),
    open: result.openPositions.map(openPosition),
  };
}

function pageTrade(trade: Trade): PageTrade {
  return {
    n: trade.number,
    market: trade.instrument,
    side: trade.side,
    from: trade.openedAt,
    to: trade.closedAt,
    quantity: trade.quantity.toFixed(),
    entry: trade.entryPrice.toSignificantDigits(10).toFixed(),
    exit: trade.exitPrice.toSignificantDigits(10).toFixed(),
    gross: trade.grossPnl.toFixed(2),
    fees: trade.fees.toFixed(2),
    funding: trade.funding.toFixed(2),
    net: trade.netPnl.toFixed(2),
    fraction: trade.returnFraction === null ? null : Number(trade.returnFraction.toFixed(6)),
    by: trade.closedBy,
    stop: trade.stopPrice?.toFixed() ?? null,
    target: trade.targetPrice?.toFixed() ?? null,
    confidence: trade.entryDecision?.decision.confidence ?? null,
    why: reasonsOf(trade.entryDecision),
    found: findingsOf(trade.entryDecision),
    whyClosed: reasonsOf(trade.exitDecision),
  };
}

function reasonsOf(record: DecisionRecord | null): readonly string[] {
  if (record === null) return [];
  return record.decision.reasons.slice(0, MOST_REASONS).map(shortened);
}

function findingsOf(record: DecisionRecord | null): readonly string[] {
  return (record?.findings ?? []).slice(0, MOST_REASONS).map((finding) => shortened(findingText(finding)));
}

function shortened(text: string): string {
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON - 1)}…` : text;
}

function openPosition(position: Position): PageData['open'][number] {
  return {
    market: position.instrument,
    side: position.side,
    from: position.openedAt,
    entry: position.entryPrice.toSignificantDigits(10).toFixed(),
  };
}

function holdCurve(charted: readonly Candles[], result: BacktestResult): PageData['hold'] {
  const at: number[] = [];
  const value: number[] = [];
  const start = result.statistics.startEquity.toNumber();
  const length = result.endedAt - result.startedAt;
  if (charted.length === 0 || length <= 0) return { at, value };
  const cursors = charted.map((candles) => ({ candles, index: 0, first: Number.NaN }));
  for (let point = 0; point <= HOLD_POINTS; point++) {
    const now = result.startedAt + (length * point) / HOLD_POINTS;
    let sum = 0;
    for (const cursor of cursors) {
      const { candles } = cursor;
      while (cursor.index + 1 < candles.length && candles.openedAt.at(cursor.index + 1) + candles.intervalMs <= now) {
        cursor.index += 1;
      }
      const close = candles.close.at(cursor.index);
      if (point === 0) cursor.first = close;
      sum += close / cursor.first;
    }
    at.push(Math.round(now));
    value.push(Number(((start * sum) / cursors.length).toFixed(2)));
  }
  return { at, value };
}
