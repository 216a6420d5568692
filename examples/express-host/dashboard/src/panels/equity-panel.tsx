import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { equityQuery } from '../api/queries.ts';
import { approximately, money, percent } from '../format-number.ts';
import { timeText } from '../format-time.ts';
import { ChartFigure } from '../parts/chart-figure.tsx';
import { lazyPart } from '../parts/lazy-part.ts';
import { Empty, Loaded, Panel } from '../parts/panel.tsx';
import { Segments } from '../parts/segments.tsx';

const EquityChart = lazyPart(() => import('../charts/equity-chart.tsx').then((part) => part.EquityChart));

const SPANS = [
  { value: 'hour', name: '1h' },
  { value: 'day', name: '1d' },
  { value: 'week', name: '1w' },
  { value: 'all', name: 'All' },
] as const;
type Span = (typeof SPANS)[number]['value'];
const SPAN_MS: Record<Span, number | null> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000, all: null };

export function EquityPanel() {
  const [span, setSpan] = useState<Span>('day');
  const series = useQuery(equityQuery(SPAN_MS[span]));
  const dots = useMemo(
    () =>
      (series.data?.points ?? []).map(({ at, equity, drawdownFraction }) => ({
        at,
        equity: approximately(equity),
        drawdownFraction: approximately(drawdownFraction),
      })),
    [series.data],
  );
  return (
    <Panel
      title="Equity and drawdown"
      area="equity"
      actions={<Segments legend="Time shown" options={SPANS} value={span} onChange={setSpan} />}
    >
      <Loaded of={series} lines={6}>
        {({ points, accountCurrency }) => {
          const first = points[0];
          const last = points.at(-1);
          if (first === undefined || last === undefined || points.length < 2) {
            return <Empty>The curve begins with the second snapshot of the account.</Empty>;
          }
          const deepest = points.reduce(
            (worst, { drawdownFraction }) =>
              approximately(drawdownFraction) > approximately(worst) ? drawdownFraction : worst,
            '0',
          );
          return (
            <ChartFigure
              caption={
                <>
                  From {money(first.equity)} to {money(last.equity)} {accountCurrency} since{' '}
                  {timeText(first.at, last.at)}; deepest drawdown {percent(deepest)}, now{' '}
                  {percent(last.drawdownFraction)}.
                </>
              }
            >
              <EquityChart dots={dots} />
            </ChartFigure>
          );
        }}
      </Loaded>
    </Panel>
  );
}
