import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backtest } from '../backtest/backtest.ts';
import { writeReport } from '../backtest/report/write-report.ts';
import type { BacktestResult } from '../backtest/result.ts';
import { okxDemoFromEnv } from '../config.ts';
import { BUILT_IN_INSTRUMENTS } from '../domain/built-in-instruments.ts';
import { Decimal } from '../domain/decimal.ts';
import { Instrument, type InstrumentId } from '../domain/instrument.ts';
import { SystemClock } from '../engine/system-clock.ts';
import { PersistenceError } from '../errors/index.ts';
import { executionLog } from '../interceptors/index.ts';
import { HELP, readArguments, type StartArguments } from './arguments.ts';
import { explain } from './explain.ts';
import { showFigures } from './figures.ts';
import { Narrator } from './narrator.ts';
import type { Play, Player } from './play.ts';
import { playOnMock } from './play-on-mock.ts';
import { playOnOkx } from './play-on-okx.ts';
import { Screen } from './screen.ts';
import { screenLogger } from './screen-logger.ts';
import { startFeed } from './start-feed.ts';
import { trendStrategy } from './trend-strategy.ts';
import { count, figure, moment } from './wording.ts';

/** The run that the command line asks for, shown on the terminal and written as a report. */
async function start(argv: readonly string[]): Promise<void> {
  const args = readArguments(argv);
  if (args.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const screen = new Screen(args.json ? { write: () => true } : process.stdout);
  const clock = new SystemClock();
  const began = clock.now();
  const { title, lines, slug, instruments, player } = await staged(args);
  if (!args.quiet) announce(screen, title, lines);
  const play = playOf(screen, args, instruments);
  const result = await player(play);
  screen.clear();
  const paths = pathsOf(args, slug);
  await writeResult(result, paths);
  showFigures(screen, result);
  if (args.broker === 'okx_demo') {
    screen.line();
    for (const line of play.executions.text().split('\n')) screen.line(line);
    screen.line();
  }
  screen.line(`${count(result.steps)} instants in ${((clock.now() - began) / 1000).toFixed(1)} s`);
  screen.line(`Result  ${paths.json}`);
  screen.line(`Report  ${paths.html}`);
  if (args.json) process.stdout.write(`${JSON.stringify({ report: paths.html, ...result.toJSON() })}\n`);
}

/** What is traded where, and what to call it. */
interface Stage {
  readonly title: string;
  readonly lines: readonly string[];
  /** For file names. */
  readonly slug: string;
  readonly instruments: readonly Pick<Instrument, 'id' | 'tickSize'>[];
  readonly player: Player;
}

function playOf(screen: Screen, args: StartArguments, instruments: Stage['instruments']): Play {
  const strategy = trendStrategy({ instruments, leverage: Number(args.leverage) });
  const narrator = new Narrator(screen);
  return {
    strategy: args.quiet || args.json ? strategy : narrator.tell(strategy),
    onProgress: ({ at, startsAt, endsAt }) => {
      if (endsAt === null || args.quiet) return;
      screen.progress((at - startsAt) / (endsAt - startsAt), `${moment(at)}  ${narrator.equity}`);
    },
    executions: executionLog({ clock: new SystemClock() }),
    logger: screenLogger(screen),
  };
}

async function staged(args: StartArguments): Promise<Stage> {
  if (args.broker === 'okx_demo' && !args.mock) return onOkx(args);
  const { feed, source, slug } = await startFeed(args);
  const names = namesOf(feed.instruments);
  const lines = [
    `${source}, ${moment(feed.startsAt)} to ${moment(feed.endsAt)} UTC`,
    `${figure(new Decimal(args.balance))} USDT, ${args.leverage}× leverage`,
  ];
  const { instruments } = feed;
  if (args.mock) {
    return {
      title: `Trend-following ${names} through the OKX broker, on a mock of OKX`,
      lines,
      slug: `okx-mock-${slug}`,
      instruments,
      player: (play) => playOnMock(args, feed, play),
    };
  }
  return {
    title: `Trend-following ${names} on the simulated exchange`,
    lines,
    slug: `backtest-${slug}`,
    instruments,
    player: ({ strategy, onProgress }) => {
      const { balance, leverage, seed } = args;
      const broker = { kind: 'simulated', balances: { USDT: balance }, defaultLeverage: leverage, seed } as const;
      return backtest({ broker, feed, strategy, onProgress });
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
    title: `Trend-following ${namesOf(swaps)} on ${place}`,
    lines: [
      minutes === 0
        ? 'Connects, looks, and ends: --minutes is 0'
        : `One-minute bars for ${count(minutes)} ${minutes === 1 ? 'minute' : 'minutes'}; Ctrl-C ends it earlier. What it opened is closed in the end.`,
    ],
    slug: rest === null ? 'okx-demo' : 'okx-mock',
    instruments: swaps,
    player: (play) => playOnOkx({ config, instruments, minutes, leverage, place, onStart }, play),
  };
}

function announce(screen: Screen, title: string, lines: readonly string[]): void {
  screen.line(screen.paint('bold', title));
  for (const line of lines) screen.line(screen.paint('dim', line));
  screen.line();
}

function namesOf(instruments: readonly { readonly id: InstrumentId }[]): string {
  return instruments.map(({ id }) => id).join(' and ');
}

interface ResultPaths {
  readonly html: string;
  readonly json: string;
}

function pathsOf(args: StartArguments, slug: string): ResultPaths {
  const html = args.out.endsWith('.html') ? args.out : join(args.out, `${slug}.html`);
  return { html, json: `${html.slice(0, -'.html'.length)}.json` };
}

async function writeResult(result: BacktestResult, { html, json }: ResultPaths): Promise<void> {
  await writeReport(result, html);
  try {
    await writeFile(json, `${JSON.stringify(result.toJSON())}\n`, 'utf8');
  } catch (cause) {
    throw new PersistenceError(`The result could not be written to ${json}.`, { code: 'store/unavailable', cause });
  }
}

// Whoever reads may stop reading: `npm start | head` is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : explain(error));
});

try {
  await start(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error);
}
