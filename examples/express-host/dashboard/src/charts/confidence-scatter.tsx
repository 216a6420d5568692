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
          tickFormatter={(value: number) => money(String(value))}
          tick={tick}
          stroke={colours.line}
          width={76}
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
