import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { Callout } from './chart-callout.tsx';
import { useChartColours } from './chart-colours.ts';

export interface CalibrationDot {
  readonly confidence: number;
  readonly winRate: number;
  /** The more there are behind it, the larger it is. */
  readonly trades: number;
  readonly words: readonly string[];
}

/** What recharts says of a dot. */
interface Placed {
  readonly cx?: number;
  readonly cy?: number;
  readonly payload: CalibrationDot;
}

const radiusOf = (trades: number) => 4 + Math.min(8, Math.sqrt(trades));
const asPercent = (value: number) => `${Math.round(value * 100)}%`;

/** How often what was stated with a confidence came true; on the diagonal a model knows how sure it may be. */
export function CalibrationChart({ dots }: { readonly dots: readonly CalibrationDot[] }) {
  const colours = useChartColours();
  const tick = { fill: colours['text-quiet'], fontSize: 11 };
  return (
    <ResponsiveContainer width="100%" height={300}>
      <ComposedChart data={[...dots]} margin={{ top: 8, right: 12, bottom: 20, left: 8 }} accessibilityLayer={false}>
        <CartesianGrid stroke={colours.line} />
        <XAxis
          type="number"
          dataKey="confidence"
          domain={[0, 1]}
          tickFormatter={asPercent}
          tick={tick}
          stroke={colours.line}
          label={{ value: 'Mean stated confidence', position: 'insideBottom', offset: -12, ...tick }}
        />
        <YAxis
          type="number"
          domain={[0, 1]}
          tickFormatter={asPercent}
          tick={tick}
          stroke={colours.line}
          width={64}
          label={{ value: 'Won', angle: -90, position: 'insideLeft', offset: 4, ...tick }}
        />
        <ReferenceLine
          segment={[
            { x: 0, y: 0 },
            { x: 1, y: 1 },
          ]}
          stroke={colours['text-quiet']}
          strokeDasharray="4 4"
        />
        <Tooltip isAnimationActive={false} content={<Callout wordsOf={(dot: CalibrationDot) => dot.words} />} />
        <Line
          dataKey="winRate"
          stroke={colours.accent}
          strokeWidth={1}
          strokeOpacity={0.5}
          dot={({ cx, cy, payload }: Placed) => (
            <circle
              key={payload.confidence}
              cx={cx}
              cy={cy}
              r={radiusOf(payload.trades)}
              fill={colours.accent}
              stroke={colours.surface}
              strokeWidth={2}
            />
          )}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
