/** Every {@link OkxBar}. */
export const OKX_BARS = [
  '1s',
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1H',
  '2H',
  '4H',
  '6H',
  '12H',
  '1D',
  '2D',
  '3D',
  '1W',
  '6Hutc',
  '12Hutc',
  '1Dutc',
  '2Dutc',
  '3Dutc',
  '1Wutc',
  '1M',
  '3M',
  '1Mutc',
  '3Mutc',
] as const;
/** A length of bars by OKX's name; from six hours on those that end in `utc` begin at midnight UTC, the others in Hong Kong. */
export type OkxBar = (typeof OKX_BARS)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Bars without `utc` in their names begin at midnight in Hong Kong. */
const HONG_KONG_MS = 8 * HOUR;

/** Lengths in ms; months are counted, not measured. */
const LENGTHS = {
  '1s': 1_000,
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
  '6Hutc': 6 * HOUR,
  '12Hutc': 12 * HOUR,
  '1Dutc': DAY,
  '2Dutc': 2 * DAY,
  '3Dutc': 3 * DAY,
  '1Wutc': 7 * DAY,
} as const;
const MONTHS = { '1M': 1, '3M': 3, '1Mutc': 1, '3Mutc': 3 } as const;

/** Whether OKX has bars of this name. */
export function isBar(name: string): name is OkxBar {
  return OKX_BARS.some((bar) => bar === name);
}

/** When the bar begins that follows the one of `openedAt`, epoch ms. */
export function nextBarAt(bar: OkxBar, openedAt: number): number {
  if (isMeasured(bar)) return openedAt + LENGTHS[bar];
  const offset = bar.endsWith('utc') ? 0 : HONG_KONG_MS;
  const local = new Date(openedAt + offset);
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + MONTHS[bar], local.getUTCDate()) - offset;
}

function isMeasured(bar: OkxBar): bar is keyof typeof LENGTHS {
  return Object.hasOwn(LENGTHS, bar);
}
