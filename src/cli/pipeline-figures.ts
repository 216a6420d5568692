import type { CycleTotals } from '../pipeline/cycle/cycle-tally.ts';
import type { Calibration } from '../pipeline/feedback/calibration.ts';
import type { Screen } from './screen.ts';
import { count } from './wording.ts';

/** What the pipeline did over a run. */
export interface PipelineFigures {
  readonly totals: CycleTotals;
  readonly calibration: Calibration;
}

/** The figures of the pipeline, aligned as those of the account. */
export function showPipeline(screen: Screen, { totals, calibration }: PipelineFigures): void {
  for (const [label, text] of [
    ['Questions', questions(totals)],
    ['Tokens', tokens(totals)],
    ['Decisions', decisions(totals)],
    ['Confidence', confidence(calibration)],
  ] as const) {
    screen.line(`${screen.paint('dim', label.padEnd(21))} ${text}`);
  }
}

/** As JSON keeps them: amounts of money as decimal text. */
export function pipelineJson({ totals, calibration }: PipelineFigures): Record<string, unknown> {
  return {
    ...totals,
    costUsd: totals.costUsd?.toFixed() ?? null,
    calibration: { ...calibration, bins: calibration.bins.map((bin) => ({ ...bin, netPnl: bin.netPnl.toFixed() })) },
  };
}

function questions({ cycles, abstained, failed }: CycleTotals): string {
  const broken = failed === 0 ? '' : `, ${count(failed)} cycles broke off`;
  return `${count(cycles)}: ${count(cycles - abstained - failed)} answered, ${count(abstained)} without a usable answer${broken}`;
}

function tokens({ cycles, failed, promptTokens, inputTokens, outputTokens, costUsd }: CycleTotals): string {
  const asked = cycles - failed;
  const perPrompt = asked === 0 ? 0 : Math.round(promptTokens / asked);
  const told =
    inputTokens === null && outputTokens === null
      ? ''
      : `; ${count(inputTokens ?? 0)} in and ${count(outputTokens ?? 0)} out, as the endpoint counts`;
  const cost = costUsd === null ? 'of unknown cost' : `${costUsd.toFixed(4)} USD`;
  return `about ${count(perPrompt)} to a prompt${told}; ${cost}`;
}

function decisions({ decisions: all, verdicts, stoodAside, outcomes }: CycleTotals): string {
  const { accept, clamp, refuse } = verdicts;
  const { rejected = 0, unresolved = 0, failed = 0 } = outcomes;
  const odd = [
    [rejected, 'rejected by the exchange'],
    [unresolved, 'unresolved'],
    [failed, 'failed'],
  ] as const;
  const trouble = odd.flatMap(([number, what]) => (number === 0 ? [] : [`; ${count(number)} ${what}`])).join('');
  return `${count(all)}: ${count(accept)} accepted, ${count(clamp)} clamped, ${count(refuse)} refused, ${count(stoodAside)} stood aside${trouble}`;
}

function confidence({ trades, brierScore, overconfidence }: Calibration): string {
  if (brierScore === null || overconfidence === null) return 'no trade has ended yet';
  const off = `${Math.round(Math.abs(overconfidence) * 100)} points ${overconfidence < 0 ? 'below' : 'above'}`;
  return `Brier score ${brierScore.toFixed(3)} over ${count(trades)} trades; stated ${off} the share that won`;
}
