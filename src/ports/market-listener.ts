import type { BrokerError } from '../errors/index.ts';

/** What was missed and could not be read afterwards: trade ids, or opening times of bars in epoch ms; both ends were told. */
export interface MarketGap {
  readonly after: string;
  readonly before: string;
}

/** Hears of a stream of market data. What it throws is logged and harms nobody else. */
export interface MarketListener<T> {
  /** Everything once and in order; what was missed while a connection was down comes before what is new. */
  onNews(news: T): void;
  /** From here on nothing is missed, and what was missed before has been told. */
  onLive?(): void;
  /** The connection is gone or its sequence is broken; it is repaired without further ado. */
  onLost?(): void;
  /** Something was missed that OKX does not give any more. */
  onGap?(gap: MarketGap): void;
  /** OKX does not give this stream; nothing more comes. */
  onRefused?(error: BrokerError): void;
}
