import { okxDemoFromEnv } from '../config.ts';
import { BUILT_IN_INSTRUMENTS } from '../domain/built-in-instruments.ts';
import { Decimal } from '../domain/decimal.ts';
import { Instrument, type InstrumentId } from '../domain/instrument.ts';
import type { StartArguments } from './arguments.ts';
import type { Player } from './play.ts';
import { startFeed } from './start-feed.ts';
import { count, figure, moment } from './wording.ts';

/** What is traded where, and what to call it. */
export interface Stage {
  readonly title: string;
  readonly lines: readonly string[];
  /** For file names. */
  readonly slug: string;
  readonly instruments: readonly Pick<Instrument, 'id' | 'tickSize'>[];
  /** When its market begins and ends, epoch ms; `null` for one that goes on by itself. */
  readonly span: { readonly from: number; readonly to: number } | null;
  readonly player: Player;
}

/** The stage that the command line asks for. @throws {ConfigurationError} for data or keys that cannot be used. */
export async function staged(args: StartArguments): Promise<Stage> {
  if (args.broker === 'okx_demo' && !args.mock) return onOkx(args);
  const { feed, source, slug } = await startFeed(args);
  const names = namesOf(feed.instruments);
  const lines = [
    `${source}, ${moment(feed.startsAt)} to ${moment(feed.endsAt)} UTC`,
    `${figure(new Decimal(args.balance))} USDT, ${args.leverage}× leverage`,
    ...rhythmOf(args),
  ];
  const { instruments } = feed;
  const span = { from: feed.startsAt, to: feed.endsAt };
  if (args.mock) {
    return {
      title: `${whoTrades(args)} ${names} through the OKX broker, on a mock of OKX`,
      lines,
      slug: `okx-mock-${slug}`,
      instruments,
      span,
      player: async (play) => (await import('./play-on-mock.ts')).playOnMock(args, feed, play),
    };
  }
  return {
    title: `${whoTrades(args)} ${names} on the simulated exchange`,
    lines,
    slug: `${args.model === 'none' ? 'backtest' : args.model}-${slug}`,
    instruments,
    span,
    player: async ({ strategy, assumptions, onProgress }) => {
      const { backtest } = await import('../backtest/backtest.ts');
      const { balance, leverage, seed } = args;
      const broker = { kind: 'simulated', balances: { USDT: balance }, defaultLeverage: leverage, seed } as const;
      return backtest({ broker, feed, strategy, assumptions, onProgress });
    },
  };
}

function onOkx(args: StartArguments): Stage {
  const { minutes, leverage, rest, ws } = args;
  const key = okxDemoFromEnv();
  const config = rest === null || ws === null ? key : { ...key, endpoints: { rest, ws } };
  const place = rest === null ? 'OKX demo trading' : `a mock of OKX at ${rest}`;
  const swaps = BUILT_IN_INSTRUMENTS.filter(({ type }) => type === 'swap').map((spec) => new Instrument(spec));
  const instruments = swaps.map(({ id }) => id);
  const onStart = (stop: () => void): void => void process.once('SIGINT', stop);
  return {
    title: `${whoTrades(args)} ${namesOf(swaps)} on ${place}`,
    lines: [
      minutes === 0
        ? 'Connects, looks, and ends: --minutes is 0'
        : `One-minute bars for ${count(minutes)} ${minutes === 1 ? 'minute' : 'minutes'}; Ctrl-C ends it earlier. What it opened is closed in the end.`,
      ...rhythmOf(args),
      ...keptOf(args),
    ],
    slug: rest === null ? 'okx-demo' : 'okx-mock',
    instruments: swaps,
    span: null,
    player: async (play) => {
      const { playOnOkx } = await import('./play-on-okx.ts');
      return playOnOkx({ config, instruments, minutes, leverage, place, onStart }, play);
    },
  };
}

/** What of a run outlives it. */
function keptOf({ model, data }: StartArguments): readonly string[] {
  if (model === 'none') return [];
  if (data === null) return ['Orders are journaled in memory, and a crash forgets them: --data FOLDER keeps them'];
  return [`Orders are journaled in ${data} before they leave; the next run on it takes up what this one leaves`];
}

function whoTrades(args: StartArguments): string {
  return args.model === 'none' ? 'Trend-following' : `${nameOfModel(args)} trades`;
}

function nameOfModel({ model, cassette }: StartArguments): string {
  const name = model === 'deepseek' ? 'DeepSeek' : 'A scripted model';
  if (cassette === null) return name;
  return cassette.mode === 'replay_only' ? `${name}, played back,` : `${name}, recorded,`;
}

function rhythmOf({ model, every, data }: StartArguments): readonly string[] {
  if (model === 'none') return [];
  const kept = data === null ? 'kept in memory' : `kept in ${data}`;
  return [`Asked every ${count(every)} minutes of the market’s time; prompts, replies and decisions are ${kept}`];
}

function namesOf(instruments: readonly { readonly id: InstrumentId }[]): string {
  return instruments.map(({ id }) => id).join(' and ');
}
