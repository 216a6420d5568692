import { ConfigurationError } from '../../errors/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** OKX's names of bars by their length; from six hours on those that begin at midnight UTC, not in Hong Kong. */
const BAR_NAMES: ReadonlyMap<number, string> = new Map([
  [MINUTE, '1m'],
  [3 * MINUTE, '3m'],
  [5 * MINUTE, '5m'],
  [15 * MINUTE, '15m'],
  [30 * MINUTE, '30m'],
  [HOUR, '1H'],
  [2 * HOUR, '2H'],
  [4 * HOUR, '4H'],
  [6 * HOUR, '6Hutc'],
  [12 * HOUR, '12Hutc'],
  [24 * HOUR, '1Dutc'],
]);

/** @throws {ConfigurationError} `config/invalid` for a length that OKX has no bars of. */
export function barName(intervalMs: number): string {
  const name = BAR_NAMES.get(intervalMs);
  if (name !== undefined) return name;
  throw new ConfigurationError(`OKX has no bars of ${intervalMs} ms; it has ${[...BAR_NAMES.values()].join(', ')}.`, {
    code: 'config/invalid',
    details: { path: 'candleIntervalMs' },
  });
}
