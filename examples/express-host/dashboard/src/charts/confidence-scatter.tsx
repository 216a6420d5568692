import {
  CartesianGrid,
  Cell,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { money } from '../format-number.ts';
import { Callout } from './chart-callout.tsx';
import { useChartColours } from './chart-colours.ts';

export interface ConfidenceDot {
  readonly id: string;
  readonly decision: string;
  readonly confidence: number;
  readonly pnl: number;
  readonly words: readonly string[];
}

/** How sure the model was against what came of it. */
export function ConfidenceScatter({
  dots,
  onDot,
}: {
  readonly dots: readonly ConfidenceDot[];
  readonly onDot: (decision: string) => void;
}) {
  const colours = useChartColours();
  const ticks = tenthsAround(dots.map(({ confidence }) => confidence));
  const sums = roundSumsAround([0, ...dots.map(({ pnl }) => pnl)]);
  const tick = { fill: colours['text-quiet'], fontSize: 11 };
  return (
    <ResponsiveContainer width="100%" height={300}>
      <ScatterChart margin={{ top: 8, right: 12, bottom: 20, left: 8 }} accessibilityLayer={false}>
        <CartesianGrid stroke={colours.line} vertical={false} />
        <XAxis
          type="number"
          dataKey="confidence"
          domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
          ticks={ticks}
          tickFormatter={(value: number) => `${Math.round(value * 100)}%`}
          tick={tick}
          stroke={colours.line}
          label={{ value: 'Stated confidence', position: 'insideBottom', offset: -12, ...tick }}
        />
        <YAxis
          type="number"
          dataKey="pnl"
          domain={[sums[0] ?? 0, sums.at(-1) ?? 0]}
          ticks={sums}
          tickFormatter={(value: number) => money(String(value))}
          tick={tick}
          stroke={colours.line}
          width={76}
          label={{ value: 'Net PnL', angle: -90, position: 'insideLeft', offset: 4, ...tick }}
        />
        <ReferenceLine y={0} stroke={colours['text-quiet']} />
        <Tooltip
          cursor={{ stroke: colours.line }}
          isAnimationActive={false}
          content={<Callout wordsOf={(dot: ConfidenceDot) => dot.words} />}
        />
        <Scatter
          data={[...dots]}
          isAnimationActive={false}
          cursor="pointer"
          onClick={(point: { readonly payload?: unknown }) => {
            const dot = dots.find((each) => each === point.payload) ?? null;
            if (dot !== null) onDot(dot.decision);
          }}
        >
          {dots.map(({ id, pnl }) => (
            <Cell key={id} fill={pnl < 0 ? colours.bad : colours.good} fillOpacity={0.8} />
          ))}
        </Scatter>
      </ScatterChart>
    </ResponsiveContainer>
  );
}

function tenthsAround(values: readonly number[]): number[] {
  const from = Math.max(0, Math.floor(Math.min(...values) * 10 - 0.5));
  const to = Math.min(10, Math.ceil(Math.max(...values) * 10 + 0.5));
  return Array.from({ length: to - from + 1 }, (_, step) => (from + step) / 10);
}

/** From below the least to above the most, a few round sums apart. */
function roundSumsAround(values: readonly number[]): number[] {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const size = 10 ** Math.floor(Math.log10(Math.max(most - least, 0.01)));
  const step = [size / 5, size / 2, size, size * 2].find((each) => (most - least) / each <= 6) ?? size * 2;
  const from = Math.floor(least / step);
  const to = Math.ceil(most / step);
  return Array.from({ length: to - from + 1 }, (_, index) => Number(((from + index) * step).toPrecision(12)));
}
