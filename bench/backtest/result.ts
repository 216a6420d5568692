import { digest } from '../harness/digest.ts';

/** What all backtests are compared by. */
export interface BacktestResult {
  readonly orders: number;
  readonly fills: number;
  readonly trades: number;
  /** USDT as a plain decimal without trailing zeros, to the last digit; null where the contestant keeps no account. */
  readonly finalEquity: string | null;
  /** Fingerprint of every fill in order; null where the contestant keeps no fills. */
  readonly fillsDigest: string | null;
}

/** One fill as the fingerprint sees it. */
export interface BenchFill {
  /** Index of the bar in which it happened. */
  readonly bar: number;
  readonly kind: 'entry' | 'target' | 'stop' | 'exit';
  readonly ticks: number;
}

export function digestFills(fills: readonly BenchFill[]): string {
  return digest(fills.map((fill) => `${fill.bar} ${fill.kind} ${fill.ticks}`));
}
