import { BUILT_IN_INSTRUMENTS } from '../domain/built-in-instruments.ts';
import { readCandles, readFunding, readMarks } from '../market/candle-csv.ts';
import { candleReplay } from '../market/candle-replay.ts';
import { readOkxInstruments } from '../market/okx-instruments.ts';
import type { ReplayFeed } from '../market/replay-feed.ts';
import { syntheticCandles } from '../market/synthetic-candles.ts';
import type { NamedFile, StartArguments } from './arguments.ts';

/** A market to trade on, and what to call it. */
export interface StartFeed {
  readonly feed: ReplayFeed;
  /** For a person: where the prices come from. */
  readonly source: string;
  /** For file names. */
  readonly slug: string;
}

const INVENTED = 'The prices are invented: they show how brokerkit works and say nothing about the strategy.';

/** The market that the arguments name: recorded candles, or invented ones. @throws {ConfigurationError} for files that cannot be used. */
export async function startFeed(args: StartArguments): Promise<StartFeed> {
  return args.candles.length === 0 ? synthetic(args) : await recorded(args);
}

function synthetic({ seed, bars }: StartArguments): StartFeed {
  const feed = candleReplay({ candles: syntheticCandles({ bars, seed }), notes: [INVENTED] });
  return { feed, source: `synthetic candles, seed ${seed} (invented prices)`, slug: `synthetic-seed-${seed}` };
}

async function recorded(args: StartArguments): Promise<StartFeed> {
  const instruments =
    args.instruments === null ? BUILT_IN_INSTRUMENTS : (await readOkxInstruments(args.instruments)).specs;
  const options = (named: NamedFile) => ({
    instruments,
    gaps: args.gaps,
    ...(named.instrument === null ? {} : { instrument: named.instrument }),
  });
  const [candles, marks, funding] = await Promise.all([
    Promise.all(args.candles.map((named) => readCandles(named.file, options(named)))),
    Promise.all(args.marks.map((named) => readMarks(named.file, options(named)))),
    Promise.all(args.funding.map((named) => readFunding(named.file, options(named)))),
  ]);
  const feed = candleReplay({ candles, marks, funding });
  const ids = feed.instruments.map(({ id }) => id);
  return { feed, source: `recorded candles of ${ids.join(' and ')}`, slug: ids.join('-') };
}
