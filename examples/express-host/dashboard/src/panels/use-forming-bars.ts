import { useRef } from 'react';
import type { CandlesView, PriceView } from '../../../src/contract/index.ts';
import { approximately } from '../format-number.ts';

type Bar = CandlesView['items'][number];

/** Closed bars with those behind them that are not read yet, as far as their prices were heard here. */
export function useFormingBars(candles: CandlesView | undefined, price: PriceView | undefined): readonly Bar[] {
  const heard = useRef<{ readonly subject: string; readonly bars: readonly Bar[] }>({ subject: '', bars: [] });
  if (candles === undefined) return [];
  const { items, intervalMs, instrument } = candles;
  const subject = `${instrument} ${intervalMs}`;
  const newest = items.at(-1);
  // A bar that was read is whole: what was heard of it is not needed any more.
  const isUnread = ({ openedAt }: Bar) => newest === undefined || openedAt > newest.openedAt;
  const bars = heard.current.subject === subject ? heard.current.bars.filter(isUnread) : [];
  const known = withPrice(bars, newest, price?.instrument === instrument ? price : undefined, intervalMs);
  heard.current = { subject, bars: known };
  return known.length === 0 ? items : [...items, ...known];
}

function withPrice(
  bars: readonly Bar[],
  newest: Bar | undefined,
  price: PriceView | undefined,
  intervalMs: number,
): readonly Bar[] {
  const last = price?.last ?? price?.mark ?? null;
  if (price === undefined || last === null) return bars;
  const openedAt = Math.floor(price.at / intervalMs) * intervalMs;
  const before = bars.at(-1) ?? newest;
  if (before !== undefined && before.openedAt > openedAt) return bars;
  const isSame = before?.openedAt === openedAt;
  if (isSame && bars.length === 0) return bars;
  const close = approximately(last);
  const open = before?.close ?? close;
  if (!isSame) {
    return [...bars, { openedAt, open, high: Math.max(open, close), low: Math.min(open, close), close, volume: 0 }];
  }
  const forming = { ...before, high: Math.max(before.high, close), low: Math.min(before.low, close), close };
  return [...bars.slice(0, -1), forming];
}
