import type { BacktestResult } from '../backtest/result.ts';
import { run } from '../backtest/run.ts';
import type { OkxDemoBrokerConfig } from '../config.ts';
import { createBroker } from '../create-broker.ts';
import { SystemClock } from '../engine/system-clock.ts';
import { invariant } from '../errors/index.ts';
import type { BaseBroker } from '../ports/broker.ts';
import { LiveFeed } from './live-feed.ts';
import { type Play, written } from './play.ts';
import { windUp } from './wind-up.ts';

/** What OKX demo trading is traded with. */
export interface OkxTerms {
  readonly config: OkxDemoBrokerConfig;
  readonly instruments: readonly string[];
  readonly minutes: number;
  readonly leverage: string;
  /** For a person: what is traded on. */
  readonly place: string;
  /** Is given what ends the run early, in order. */
  readonly onStart: (stop: () => void) => void;
}

const BAR_MS = 60_000;

/** Trades on OKX demo trading for so many minutes, or until it is stopped. */
export async function playOnOkx(terms: OkxTerms, play: Play): Promise<BacktestResult> {
  const { config, instruments, minutes, leverage, place } = terms;
  let broker: BaseBroker | null = null;
  const feed = new LiveFeed({
    broker: () => {
      invariant(broker !== null, 'The market was followed before there was a broker.');
      return broker;
    },
    instruments,
    intervalMs: BAR_MS,
    lastsMs: minutes * BAR_MS,
    clock: new SystemClock(),
  });
  terms.onStart(() => feed.stop());
  const { strategy, assumptions, onProgress, executions, logger, stores } = play;
  return run({
    feed,
    strategy: windUp(strategy, { instruments, isLast: () => feed.isLast }),
    onProgress,
    defaultLeverage: leverage,
    accountCurrency: 'USDT',
    title: 'Demo trading',
    assumptions: [
      ...assumptions,
      { label: 'Broker', value: `OKXDemoBroker on ${place}: its prices, its fills, money that is not real` },
      { label: 'Bars', value: 'One minute; the strategy is asked when one has closed' },
      { label: 'End', value: 'What was opened is closed at the market when the time is over' },
      { label: 'Leverage for sizing', value: `${leverage} ×` },
    ],
    makeBroker: (recorder) => {
      broker = createBroker(
        { ...config, instruments, candleIntervalMs: BAR_MS },
        { logger, interceptors: [executions, recorder], ...written(stores) },
      );
      return broker;
    },
  });
}
