import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { z } from 'zod';
import type { calibration } from '../../../src/contract/index.ts';
import { calibrationQuery } from '../api/queries.ts';
import { CalibrationChart } from '../charts/calibration-chart.tsx';
import { ConfidenceScatter } from '../charts/confidence-scatter.tsx';
import { approximately, money, percent, ratio } from '../format-number.ts';
import { DecisionLink } from '../parts/decision-link.tsx';
import { Badge, Gain, Instant, Instrument } from '../parts/figure.tsx';
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
                <figure className="chart-figure">
                  <div aria-hidden="true">
                    <ConfidenceScatter dots={dots} onDot={(decision) => goTo({ view: 'model', decision })} />
                  </div>
                  <figcaption className="sr-only">
                    {points.length} closed positions by stated confidence and net PnL, listed below.
                  </figcaption>
                </figure>
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
            <Badge tone={point.side === 'long' ? 'good' : 'bad'}>{point.side}</Badge>{' '}
            <Instrument of={point.instrument} />
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
              <div>
                <dt>Trades</dt>
                <dd>{trades}</dd>
              </div>
              <div>
                <dt>Brier score</dt>
                <dd>{brierScore === null ? '–' : ratio(brierScore, 3)}</dd>
              </div>
              <div>
                <dt>Overconfidence</dt>
                <dd>{overconfidence === null ? '–' : percent(String(overconfidence), 'exceptZero')}</dd>
              </div>
            </dl>
            {dots.length === 0 ? (
              <Empty>Known when positions with a stated confidence have been closed.</Empty>
            ) : (
              <figure className="chart-figure">
                <div aria-hidden="true">
                  <CalibrationChart dots={dots} />
                </div>
                <figcaption className="sr-only">Win rate by stated confidence, listed below.</figcaption>
              </figure>
            )}
            <Bins bins={bins} />
          </>
        )}
      </Loaded>
    </Panel>
  );
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
