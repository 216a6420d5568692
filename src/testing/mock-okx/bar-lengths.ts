const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Days, weeks and the like begin at midnight in Hong Kong, unless their name ends in `utc`. */
const HONG_KONG = -8 * HOUR;

const LENGTHS: Readonly<Record<string, number>> = {
  '1m': MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1H': HOUR,
  '2H': 2 * HOUR,
  '4H': 4 * HOUR,
  '6H': 6 * HOUR,
  '12H': 12 * HOUR,
  '1D': DAY,
  '2D': 2 * DAY,
  '3D': 3 * DAY,
  '1W': 7 * DAY,
  '1M': 30 * DAY,
};

/** Length and offset of a bar by OKX's name; `null` for a name that OKX does not have. Months count as 30 days here. */
export function barLength(bar: string): { readonly lengthMs: number; readonly offsetMs: number } | null {
  const isUtc = bar.endsWith('utc');
  const lengthMs = LENGTHS[isUtc ? bar.slice(0, -3) : bar];
  if (lengthMs === undefined) return null;
  return { lengthMs, offsetMs: !isUtc && lengthMs >= 6 * HOUR ? HONG_KONG : 0 };
}
