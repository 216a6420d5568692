import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backtest } from '../backtest/backtest.ts';
import { writeReport } from '../backtest/report/write-report.ts';
import type { BacktestResult } from '../backtest/result.ts';
import { Decimal } from '../domain/decimal.ts';
import { SystemClock } from '../engine/system-clock.ts';
import { PersistenceError } from '../errors/index.ts';
import { HELP, readArguments, type StartArguments } from './arguments.ts';
import { explain } from './explain.ts';
import { showFigures } from './figures.ts';
import { Narrator } from './narrator.ts';
import { Screen } from './screen.ts';
import { type StartFeed, startFeed } from './start-feed.ts';
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
  const market = await startFeed(args);
  announce(screen, args, market);
  const result = await play(screen, args, market);
  screen.clear();
  const paths = pathsOf(args, market);
  await writeResult(result, paths);
  showFigures(screen, result);
  screen.line(`${count(result.steps)} instants in ${((clock.now() - began) / 1000).toFixed(1)} s`);
  screen.line(`Result  ${paths.json}`);
  screen.line(`Report  ${paths.html}`);
  if (args.json) process.stdout.write(`${JSON.stringify({ report: paths.html, ...result.toJSON() })}\n`);
}

async function play(screen: Screen, args: StartArguments, { feed }: StartFeed): Promise<BacktestResult> {
  const strategy = trendStrategy({ instruments: feed.instruments, leverage: Number(args.leverage) });
  const narrator = new Narrator(screen);
  return backtest({
    broker: {
      kind: 'simulated',
      balances: { USDT: args.balance },
      defaultLeverage: args.leverage,
      seed: args.seed,
    },
    feed,
    strategy: args.quiet || args.json ? strategy : narrator.tell(strategy),
    onProgress: ({ at, startsAt, endsAt }) => {
      if (endsAt === null || args.quiet) return;
      screen.progress((at - startsAt) / (endsAt - startsAt), `${moment(at)}  ${narrator.equity}`);
    },
  });
}

function announce(screen: Screen, args: StartArguments, { feed, source }: StartFeed): void {
  if (args.quiet) return;
  const names = feed.instruments.map(({ id }) => id).join(' and ');
  screen.line(`${screen.paint('bold', `Trend-following ${names}`)} on the simulated exchange`);
  screen.line(screen.paint('dim', `${source}, ${moment(feed.startsAt)} to ${moment(feed.endsAt)} UTC`));
  screen.line(screen.paint('dim', `${figure(new Decimal(args.balance))} USDT, ${args.leverage}× leverage`));
  screen.line();
}

interface ResultPaths {
  readonly html: string;
  readonly json: string;
}

function pathsOf(args: StartArguments, { slug }: StartFeed): ResultPaths {
  const html = args.out.endsWith('.html') ? args.out : join(args.out, `backtest-${slug}.html`);
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
