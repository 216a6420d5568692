import {
  type CandlestickData,
  CandlestickSeries,
  createSeriesMarkers,
  HistogramSeries,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineStyle,
  type Time,
} from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import type { CandlesView } from '../../../src/contract/index.ts';
import { chartTime, useChart } from './chart-frame.ts';

type Bar = CandlesView['items'][number];

/** A trade on the chart. */
export interface TradeMark {
  readonly id: string;
  readonly at: number;
  readonly side: 'buy' | 'sell';
  readonly text: string;
  readonly isEntry: boolean;
}

/** A price that matters. */
export interface PriceLine {
  readonly id: string;
  readonly price: number;
  readonly title: string;
  readonly tone: 'accent' | 'good' | 'bad' | 'warn';
}

const MOST_RECENT = 120;
/** Bars that are left free at the end for the names of price lines. */
const ROOM = 10;
const MOST_NAMED = 4;

export function CandleChart({
  subject,
  bars,
  intervalMs,
  marks,
  lines,
  onMark,
}: {
  /** Whose prices they are. */
  readonly subject: string;
  readonly bars: readonly Bar[];
  readonly intervalMs: number;
  readonly marks: readonly TradeMark[];
  readonly lines: readonly PriceLine[];
  readonly onMark: (id: string) => void;
}) {
  const { element, chart, colours } = useChart();
  const series = useRef<ISeriesApi<'Candlestick'> | null>(null);
  const volume = useRef<ISeriesApi<'Histogram'> | null>(null);
  const markers = useRef<ISeriesMarkersPluginApi<Time> | null>(null);
  const shown = useRef('');

  useEffect(() => {
    if (chart === null) return;
    const candles = chart.addSeries(CandlestickSeries, { borderVisible: false });
    const traded = chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceFormat: { type: 'volume' },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.86, bottom: 0 } });
    candles.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.18 } });
    series.current = candles;
    volume.current = traded;
    markers.current = createSeriesMarkers(candles, []);
    return () => {
      series.current = null;
      volume.current = null;
      markers.current = null;
      shown.current = '';
    };
  }, [chart]);

  useEffect(() => {
    if (chart === null) return;
    series.current?.applyOptions({
      upColor: colours.good,
      downColor: colours.bad,
      wickUpColor: colours.good,
      wickDownColor: colours.bad,
      priceLineColor: colours['text-quiet'],
    });
  }, [chart, colours]);

  useEffect(() => {
    if (chart === null || series.current === null) return;
    const places = placesOf(bars.at(-1)?.close ?? 1);
    series.current.applyOptions({ priceFormat: { type: 'price', precision: places, minMove: 1 / 10 ** places } });
    series.current.setData(
      bars.map(({ openedAt, open, high, low, close }): CandlestickData => {
        return { time: chartTime(openedAt), open, high, low, close };
      }),
    );
    volume.current?.setData(
      bars.map(({ openedAt, open, close, volume: value }) => ({
        time: chartTime(openedAt),
        value,
        color: close >= open ? colours['good-soft'] : colours['bad-soft'],
      })),
    );
    // Where the person looks is left alone, but for another market.
    const market = `${subject} ${intervalMs}`;
    if (shown.current === market || bars.length === 0) return;
    shown.current = market;
    chart.timeScale().setVisibleLogicalRange({ from: Math.max(0, bars.length - MOST_RECENT), to: bars.length + ROOM });
  }, [chart, subject, bars, intervalMs, colours]);

  useEffect(() => {
    if (chart === null) return;
    const first = bars[0]?.openedAt ?? Number.POSITIVE_INFINITY;
    markers.current?.setMarkers(
      marks
        .filter(({ at }) => at >= first)
        .sort((one, other) => one.at - other.at)
        .map(({ id, at, side, text, isEntry }, index, { length }) => ({
          id,
          time: chartTime(Math.floor(at / intervalMs) * intervalMs),
          position: side === 'buy' ? 'belowBar' : 'aboveBar',
          shape: isEntry ? (side === 'buy' ? 'arrowUp' : 'arrowDown') : 'circle',
          color: isEntry ? (side === 'buy' ? colours.good : colours.bad) : colours.accent,
          // Words of many trades would lie upon one another; shape and colour say the same.
          text: length - index <= MOST_NAMED ? text : '',
        })),
    );
  }, [chart, bars, marks, intervalMs, colours]);

  useEffect(() => {
    const candles = series.current;
    if (chart === null || candles === null) return;
    const made: IPriceLine[] = lines.map(({ price, title, tone }) =>
      candles.createPriceLine({
        price,
        title,
        color: colours[tone],
        lineWidth: 1,
        lineStyle: LineStyle.Dashed,
        axisLabelVisible: true,
      }),
    );
    return () => {
      for (const line of made) if (series.current === candles) candles.removePriceLine(line);
    };
  }, [chart, lines, colours]);

  useEffect(() => {
    if (chart === null) return;
    const whenClicked = ({ hoveredObjectId }: { readonly hoveredObjectId?: unknown }) => {
      if (typeof hoveredObjectId === 'string') onMark(hoveredObjectId);
    };
    chart.subscribeClick(whenClicked);
    return () => chart.unsubscribeClick(whenClicked);
  }, [chart, onMark]);

  return <div className="chart" data-size="tall" ref={element} aria-hidden="true" />;
}

function placesOf(price: number): number {
  if (price >= 1000) return 1;
  return price >= 1 ? 3 : 6;
}
