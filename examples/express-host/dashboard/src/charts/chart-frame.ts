import { createChart, type IChartApi, type UTCTimestamp } from 'lightweight-charts';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { type ChartColours, useChartColours } from './chart-colours.ts';

/** Charts show wall time, and their library knows UTC only. */
export function chartTime(at: number): UTCTimestamp {
  return Math.floor((at - new Date(at).getTimezoneOffset() * 60_000) / 1000) as UTCTimestamp;
}

/** A chart of lightweight-charts in an element, in the page's colours, as wide as its place. */
export function useChart(): {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly chart: IChartApi | null;
  readonly colours: ChartColours;
} {
  const element = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<IChartApi | null>(null);
  const colours = useChartColours();

  useEffect(() => {
    if (element.current === null) return;
    const made = createChart(element.current, {
      autoSize: true,
      // Its link stands in the page's footer: the logo would bring a style that the page's policy forbids.
      layout: { attributionLogo: false },
      handleScroll: { mouseWheel: false, vertTouchDrag: false },
      handleScale: { mouseWheel: false },
    });
    setChart(made);
    return () => {
      setChart(null);
      made.remove();
    };
  }, []);

  useEffect(() => {
    chart?.applyOptions({
      layout: {
        background: { color: 'transparent' },
        textColor: colours['text-quiet'],
        fontFamily: getComputedStyle(document.body).fontFamily,
        fontSize: 11,
        panes: { separatorColor: colours.line, enableResize: false },
      },
      grid: { vertLines: { visible: false }, horzLines: { color: colours.line } },
      rightPriceScale: { borderVisible: false },
      timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false },
      crosshair: {
        vertLine: { color: colours['text-quiet'], labelBackgroundColor: colours['text-quiet'] },
        horzLine: { color: colours['text-quiet'], labelBackgroundColor: colours['text-quiet'] },
      },
    });
  }, [chart, colours]);

  return { element, chart, colours };
}
