import { AreaSeries, HistogramSeries, type ISeriesApi } from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { chartTime, useChart } from './chart-frame.ts';

export interface EquityDot {
  readonly at: number;
  readonly equity: number;
  readonly drawdownFraction: number;
}

/** Of a shorter time, minutes alone would stand there again and again. */
const SHORT_MS = 600_000;

/** Equity above, and below it how far it is under its highest. */
export function EquityChart({ dots }: { readonly dots: readonly EquityDot[] }) {
  const { element, chart, colours } = useChart();
  const equity = useRef<ISeriesApi<'Area'> | null>(null);
  const drawdown = useRef<ISeriesApi<'Histogram'> | null>(null);

  useEffect(() => {
    if (chart === null) return;
    equity.current = chart.addSeries(AreaSeries, { lineWidth: 2, priceLineVisible: false });
    drawdown.current = chart.addSeries(
      HistogramSeries,
      {
        priceLineVisible: false,
        lastValueVisible: false,
        priceFormat: { type: 'custom', minMove: 0.01, formatter: (value: number) => `${value.toFixed(2)}%` },
      },
      1,
    );
    const [upper, lower] = chart.panes();
    upper?.setStretchFactor(3);
    lower?.setStretchFactor(1);
    return () => {
      equity.current = null;
      drawdown.current = null;
    };
  }, [chart]);

  useEffect(() => {
    if (chart === null) return;
    equity.current?.applyOptions({
      lineColor: colours.accent,
      topColor: colours['accent-soft'],
      bottomColor: 'transparent',
    });
    drawdown.current?.applyOptions({ color: colours.bad });
  }, [chart, colours]);

  useEffect(() => {
    if (chart === null) return;
    const distinct = dots.filter((dot, index) => chartTime(dot.at) !== chartTime(dots[index + 1]?.at ?? 0));
    equity.current?.setData(distinct.map(({ at, equity: value }) => ({ time: chartTime(at), value })));
    drawdown.current?.setData(
      distinct.map(({ at, drawdownFraction }) => ({ time: chartTime(at), value: -100 * drawdownFraction })),
    );
    const lengthMs = (distinct.at(-1)?.at ?? 0) - (distinct[0]?.at ?? 0);
    chart.applyOptions({ timeScale: { secondsVisible: lengthMs < SHORT_MS } });
    chart.timeScale().fitContent();
  }, [chart, dots]);

  return <div className="chart" data-size="tall" ref={element} aria-hidden="true" />;
}
