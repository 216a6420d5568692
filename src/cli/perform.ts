import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeReport } from '../backtest/report/write-report.ts';
import type { BacktestResult } from '../backtest/result.ts';
import { SystemClock } from '../engine/system-clock.ts';
import { PersistenceError } from '../errors/index.ts';
import { executionLog } from '../interceptors/index.ts';
import type { StartArguments } from './arguments.ts';
import { showFigures } from './figures.ts';
import { Narrator } from './narrator.ts';
import { type PipelineFigures, pipelineJson, showPipeline } from './pipeline-figures.ts';
import { type PipelineTrader, pipelineTrader } from './pipeline-trader.ts';
import type { Play } from './play.ts';
import type { Screen } from './screen.ts';
import { screenLogger } from './screen-logger.ts';
import type { Stage } from './stage.ts';
import { trendStrategy } from './trend-strategy.ts';
import { count, moment } from './wording.ts';

/** Trades on the stage, and shows and writes what came of it. */
export async function perform(args: StartArguments, screen: Screen, stage: Stage): Promise<void> {
  const narrator = new Narrator(screen);
  const trader = args.model === 'none' ? null : await traderOf(args, screen, stage, narrator);
  try {
    await trade(args, screen, stage, narrator, trader);
  } finally {
    await trader?.close();
  }
}

async function trade(
  args: StartArguments,
  screen: Screen,
  stage: Stage,
  narrator: Narrator,
  trader: PipelineTrader | null,
): Promise<void> {
  const clock = new SystemClock();
  const began = clock.now();
  const play = playOf(args, screen, stage, narrator, trader);
  const result = await stage.player(play);
  screen.clear();
  const pipeline = trader === null ? null : { totals: trader.tally.totals(), calibration: await trader.calibration() };
  const paths = pathsOf(args, stage.slug);
  const json = jsonOf(result, pipeline);
  await writeResult(result, json, paths);
  showFigures(screen, result, pipeline === null ? () => {} : () => showPipeline(screen, pipeline));
  if (args.broker === 'okx_demo') {
    screen.line();
    for (const line of play.executions.text().split('\n')) screen.line(line);
    screen.line();
  }
  screen.line(`${count(result.steps)} instants in ${((clock.now() - began) / 1000).toFixed(1)} s`);
  screen.line(`Result  ${paths.json}`);
  screen.line(`Report  ${paths.html}`);
  const last = result.decisions.at(-1)?.decisionId;
  if (args.data !== null && last !== undefined) {
    const whose = args.broker === 'simulated' ? '' : ' --portfolio okx-demo --runtime paper';
    screen.line(`Replay  npx brokerkit replay ${last} --data ${args.data}${whose}`);
  }
  if (args.json) process.stdout.write(`${JSON.stringify({ report: paths.html, ...json })}\n`);
}

function traderOf(args: StartArguments, screen: Screen, stage: Stage, narrator: Narrator): Promise<PipelineTrader> {
  const { span } = stage;
  const isTold = !args.quiet && !args.json;
  return pipelineTrader(args, {
    symbols: stage.instruments.map(({ id }) => id),
    logger: screenLogger(screen),
    onReport: (report) => {
      if (isTold) narrator.trouble(report);
      // A model may take its time: every answer moves the bar.
      if (isTold && span !== null) showProgress(screen, narrator, report.at, span);
    },
  });
}

function playOf(
  args: StartArguments,
  screen: Screen,
  stage: Stage,
  narrator: Narrator,
  trader: PipelineTrader | null,
): Play {
  const strategy =
    trader?.strategy ?? trendStrategy({ instruments: stage.instruments, leverage: Number(args.leverage) });
  return {
    strategy: args.quiet || args.json ? strategy : narrator.tell(strategy),
    assumptions: trader?.assumptions ?? [],
    onProgress: ({ at, startsAt, endsAt }) => {
      if (endsAt === null || args.quiet) return;
      showProgress(screen, narrator, at, { from: startsAt, to: endsAt });
    },
    executions: executionLog({ clock: new SystemClock() }),
    logger: screenLogger(screen),
    stores: trader?.stores ?? null,
  };
}

function showProgress(screen: Screen, narrator: Narrator, at: number, span: NonNullable<Stage['span']>): void {
  screen.progress((at - span.from) / (span.to - span.from), `${moment(at)}  ${narrator.equity}`);
}

interface ResultPaths {
  readonly html: string;
  readonly json: string;
}

function pathsOf(args: StartArguments, slug: string): ResultPaths {
  const html = args.out.endsWith('.html') ? args.out : join(args.out, `${slug}.html`);
  return { html, json: `${html.slice(0, -'.html'.length)}.json` };
}

function jsonOf(result: BacktestResult, pipeline: PipelineFigures | null): Record<string, unknown> {
  return { ...result.toJSON(), ...(pipeline === null ? {} : { pipeline: pipelineJson(pipeline) }) };
}

async function writeResult(result: BacktestResult, text: unknown, { html, json }: ResultPaths): Promise<void> {
  await writeReport(result, html);
  try {
    await writeFile(json, `${JSON.stringify(text)}\n`, 'utf8');
  } catch (cause) {
    throw new PersistenceError(`The result could not be written to ${json}.`, { code: 'store/unavailable', cause });
  }
}
