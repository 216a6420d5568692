import { useRef } from 'react';
import type { CandlesView, PriceView } from '../../../src/contract/index.ts';
import { approximately } from '../format-number.ts';

type Bar = CandlesView['items'][number];

/** Closed bars with the one behind them that is forming, as far as its prices were heard here. */
export function useFormingBars(candles: CandlesView | undefined, price: PriceView | undefined): readonly Bar[] {
  const forming = useRef<{ readonly subject: string; readonly bar: Bar } | null>(null);
  if (candles === undefined) return [];
  const { items, intervalMs, instrument } = candles;
  const last = price?.instrument === instrument ? (price.last ?? price.mark) : null;
  if (price === undefined || last === null) return items;
  const openedAt = Math.floor(price.at / intervalMs) * intervalMs;
  const before = items.at(-1);
  // A bar that was read is whole: what was heard of it is not needed any more.
  if (before !== undefined && before.openedAt >= openedAt) return items;
  const close = approximately(last);
  const subject = `${instrument} ${intervalMs} ${openedAt}`;
  const known = forming.current?.subject === subject ? forming.current.bar : null;
  const bar: Bar = {
    openedAt,
    open: known?.open ?? before?.close ?? close,
    high: Math.max(known?.high ?? close, close),
    low: Math.min(known?.low ?? close, close),
    close,
    volume: 0,
  };
  forming.current = { subject, bar };
  return [...items, bar];
}
