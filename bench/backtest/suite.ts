import { expectSame, Mismatch } from '../harness/mismatch.ts';
import { type Ask, defineSuite } from '../harness/suite.ts';
import { type Bars, makeBars } from './bars.ts';
import type { BacktestResult } from './result.ts';

const SIZE = 1_000_000;

/** Those that trade by `rules.ts` to the letter and are held to the plain loop. */
const EXACT: readonly string[] = ['brokerkit-async', 'brokerkit-sync'];

export const suite = defineSuite<Bars, BacktestResult>({
  name: 'backtest',
  title: 'Backtest: 1,000,000 one-minute bars, SMA 20/50, entry with target and stop',
  unit: 'bar',
  size: SIZE,
  start: 'warm',
  rounds: 5,
  input: makeBars,
  contestants: {
    'plain-loop': async () => (await import('./plain-loop.ts')).contestant,
    grademark: async () => (await import('./grademark.ts')).contestant,
    'grademark-frame': async () => (await import('./grademark-frame.ts')).contestant,
    'brokerkit-async': async () => (await import('./brokerkit-async.ts')).contestant,
    'brokerkit-sync': async () => (await import('./brokerkit-sync.ts')).contestant,
  },
  timed: ['grademark', 'grademark-frame', ...EXACT],
  verify,
  claims: [
    {
      text: 'SimulatedBroker with an async strategy, speed against grademark',
      contestant: 'brokerkit-async',
      against: 'grademark',
      measure: 'speed',
      target: 0.5,
    },
    {
      text: 'exchange core, synchronous replay, speed against grademark',
      contestant: 'brokerkit-sync',
      against: 'grademark',
      measure: 'speed',
      target: 3,
    },
    {
      text: 'SimulatedBroker with an async strategy, peak memory against grademark',
      contestant: 'brokerkit-async',
      against: 'grademark',
      measure: 'memory',
      target: 0.4,
    },
  ],
  notes: [
    'grademark: backtest() alone; its rows, signals and data frame are made before, averages cost it nothing.',
    'It has no orders, fees or account, cannot be stopped out in the bar of the entry, and fills a gap at the stop.',
    'Loading and generation are in no figure of time, and in every figure of memory.',
  ],
});

async function verify(ask: Ask<BacktestResult>): Promise<void> {
  const plain = await ask('plain-loop', SIZE);
  for (const contestant of EXACT)
    expectSame(`backtest, ${contestant} against the plain loop`, plain, await ask(contestant, SIZE));
  // Another set of rules, the same strategy: close, and far off only if it was set up wrongly.
  for (const contestant of ['grademark', 'grademark-frame']) {
    const { trades } = await ask(contestant, SIZE);
    if (Math.abs(trades - plain.trades) > plain.trades * 0.05) {
      throw new Mismatch(`backtest, ${contestant} made ${trades} trades, the plain loop ${plain.trades}`);
    }
  }
}
