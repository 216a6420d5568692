import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { z } from 'zod';
import type { calibration } from '../../../src/contract/index.ts';
import { calibrationQuery } from '../api/queries.ts';
import { CalibrationChart } from '../charts/calibration-chart.tsx';
import { ConfidenceScatter } from '../charts/confidence-scatter.tsx';
import { approximately, money, percent, ratio } from '../format-number.ts';
import { ChartFigure } from '../parts/chart-figure.tsx';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Gain, Instant, Instrument, Side } from '../parts/figure.tsx';
import { Pair } from '../parts/pair.tsx';
import { Empty, Loaded, Panel } from '../parts/panel.tsx';
import { goTo } from '../route.ts';

type Calibration = z.infer<typeof calibration>;

export function ConfidencePanel() {
  const read = useQuery(calibrationQuery);
  const dots = useMemo(
    () =>
      (read.data?.points ?? []).map((point) => ({
        id: point.closedPositionId,
        decision: point.decision_log_id,
        confidence: approximately(point.confidence),
        pnl: approximately(point.netPnl),
        words: [
          `${point.side} ${point.instrument}`,
          `Confidence ${percent(point.confidence)}`,
          `Net PnL ${money(point.netPnl, 'exceptZero')}`,
        ],
      })),
    [read.data],
  );
  return (
    <Panel title="Confidence and realised PnL">
      <Loaded of={read} lines={6}>
        {({ points, alarm }) => (
          <>
            {alarm !== null && (
              <p className="callout" data-tone="warn">
                {alarm}
              </p>
            )}
            {points.length === 0 ? (
              <Empty>The first point comes with the first position that is closed.</Empty>
            ) : (
              <>
                <ChartFigure caption="A dot is a closed position: above the line it has earned, below it has lost, after fees and funding.">
                  <ConfidenceScatter dots={dots} onDot={(decision) => goTo({ view: 'model', decision })} />
                </ChartFigure>
                <details className="more">
                  <summary>Closed positions by confidence ({points.length})</summary>
                  <PointList points={points} />
                </details>
              </>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function PointList({ points }: { readonly points: Calibration['points'] }) {
  const sorted = [...points].sort((one, other) => approximately(other.confidence) - approximately(one.confidence));
  return (
    <ul className="plain-list">
      {sorted.slice(0, 100).map((point) => (
        <li key={point.closedPositionId}>
          <span className="num">{percent(point.confidence)}</span>
          <span>
            <Side of={point.side} /> <Instrument of={point.instrument} />
          </span>
          <Gain of={point.netPnl} />
          <Instant at={point.closedAt} />
          <DecisionLink id={point.decision_log_id} />
        </li>
      ))}
    </ul>
  );
}

export function CalibrationPanel() {
  const read = useQuery(calibrationQuery);
  const dots = useMemo(
    () =>
      (read.data?.bins ?? []).flatMap(({ meanConfidence, winRate, trades, netPnl }) =>
        meanConfidence === null || winRate === null
          ? []
          : [
              {
                confidence: meanConfidence,
                winRate,
                trades,
                words: [
                  `Confidence ${percent(String(meanConfidence))}`,
                  `Won ${percent(String(winRate))} of ${trades}`,
                  `Net PnL ${money(netPnl, 'exceptZero')}`,
                ],
              },
            ],
      ),
    [read.data],
  );
  return (
    <Panel title="Calibration">
      <Loaded of={read} lines={6}>
        {({ trades, brierScore, overconfidence, bins }) => (
          <>
            <dl className="pairs">
              <Pair name="Trades">{trades}</Pair>
              <Pair name="Brier score">{brierScore === null ? '–' : ratio(brierScore, 3)}</Pair>
              <Pair name="Overconfidence">{overconfidence === null ? '–' : points(overconfidence)}</Pair>
            </dl>
            {dots.length === 0 ? (
              <Empty>Known when positions with a stated confidence have been closed.</Empty>
            ) : (
              <ChartFigure caption="How many of the positions with a stated confidence have earned. On the dashed line a model is as sure as it is right; above it is too careful, below it too sure.">
                <CalibrationChart dots={dots} />
              </ChartFigure>
            )}
            <Bins bins={bins} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

/** Stated confidence less share won: a difference of two shares is in points. */
function points(overconfidence: number): string {
  const size = Math.round(Math.abs(overconfidence) * 100);
  if (size === 0) return 'none';
  return `${size} ${size === 1 ? 'point' : 'points'} too ${overconfidence > 0 ? 'sure' : 'unsure'}`;
}

function Bins({ bins }: { readonly bins: Calibration['bins'] }) {
  const used = bins.filter(({ trades }) => trades > 0);
  if (used.length === 0) return null;
  return (
    <details className="more">
      <summary>Win rate by confidence</summary>
      <table className="table small-table">
        <caption className="sr-only">Win rate by stated confidence</caption>
        <thead>
          <tr>
            <th scope="col">Confidence</th>
            <th scope="col">Trades</th>
            <th scope="col">Won</th>
            <th scope="col">Net PnL</th>
          </tr>
        </thead>
        <tbody>
          {used.map(({ from, to, trades, winRate, netPnl }) => (
            <tr key={from}>
              <td data-name="Confidence" className="num">
                {percent(String(from))}–{percent(String(to))}
              </td>
              <td data-name="Trades" className="num">
                {trades}
              </td>
              <td data-name="Won" className="num">
                {winRate === null ? '–' : percent(String(winRate))}
              </td>
              <td data-name="Net PnL">
                <Gain of={netPnl} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
