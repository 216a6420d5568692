import type { InstrumentId } from '../../domain/instrument.ts';
import { isBrokerError } from '../../errors/index.ts';
import type { LoggedOutcome, LoggedVerdict } from '../../ports/decision-log.ts';
import type { TradingContext } from '../context/build-context.ts';
import { executeVerdict } from '../execute/execute-verdict.ts';
import { uselessness } from '../extract/extraction.ts';
import { setupOf } from '../feedback/setup.ts';
import { judge } from '../judge/judge.ts';
import type { JudgeView } from '../judge/judge-view.ts';
import type { Verdict } from '../judge/verdict.ts';
import { renderPrompt } from '../prompt/render-prompt.ts';
import { plain } from '../record/proposal-json.ts';
import { type Answer, askModel } from './ask-model.ts';
import { pricesTooOld } from './blocked-open.ts';
import { CycleParts } from './cycle-parts.ts';
import type { CycleReport, DecisionReport } from './cycle-report.ts';
import { type DraftedDecision, evaluationOf, pauseOf, type RefusedDraft, usageOf } from './evaluation.ts';
import { Stopwatch } from './stopwatch.ts';
import type { TradingCycleOptions } from './trading-cycle-options.ts';
import { unknownIn } from './unknown-in.ts';

/**
 * One walk from market to memory: context, prompt, model, extraction, log, judge, execution, snapshot, feedback.
 *
 * What was asked, answered and decided is durable before the first order leaves. If it cannot be written, nothing opens and
 * exits go on. No decision waits for another's trouble.
 *
 * @see docs/walk.md
 */
export class TradingCycle {
  readonly #parts: CycleParts;
  /** One thing at a time: a run, or catching up. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: TradingCycleOptions) {
    this.#parts = new CycleParts(options);
  }

  /**
   * Reads what the last run left open, and listens to the broker, which is connected. Idempotent. Stores that are away stop
   * nothing but opens; see {@link unread}.
   */
  start(): Promise<void> {
    return this.#parts.start();
  }

  /** To be called when another instance may have traded meanwhile: the next run settles what it left open, and writes what it closed. */
  lookAgain(): void {
    this.#parts.lookAgain();
  }

  /** Why what the last run left could not be read yet, so that nothing opens; `null` when it was. Each run tries again. */
  get unread(): string | null {
    return this.#parts.unread;
  }

  /** Tries again to read what the last run left, when no run is under way. */
  catchUp(): Promise<void> {
    return this.#inTurn(() => this.#parts.takeUp());
  }

  /** Takes back the entries of the trading symbols that rest, such as where trading is paused or stopped. Never throws. */
  async withdrawEntries(reason: string): Promise<void> {
    await this.#parts.withdraw(reason);
  }

  /** Writes what waits. */
  stop(): Promise<void> {
    return this.#parts.stop();
  }

  /** Runs once. Never throws: what broke off is told in the report. One at a time; a scheduler sees to that. */
  run(trigger: string): Promise<CycleReport> {
    return this.#inTurn(() => this.#run(trigger));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #run(trigger: string): Promise<CycleReport> {
    const { now, uuid, logger } = this.#parts;
    const watch = new Stopwatch(now);
    const evaluationId = uuid();
    const begun = { evaluationId, at: now(), trigger };
    try {
      await this.#parts.start();
      await this.#parts.takeUp();
      const withdrawn = await this.#parts.withdrawWhereBlocked();
      if (withdrawn.length > 0) await this.#parts.takeUp();
      const context = await this.#parts.readContext();
      const prompt = renderPrompt(context, this.#parts.prompt);
      watch.lap('context');
      const answer = await askModel(prompt, this.#parts.asking(context));
      watch.lap('model');
      const drafts = this.#draft(answer, context);
      const refused = this.#refused(answer);
      const costUsd = await this.#parts.pay(answer, evaluationId);
      const view = this.#parts.judgeView(await this.#parts.readAgain(context), context);
      watch.lap('context');
      const { model, provider } = this.#parts.model;
      const facts = { ...begun, model, provider, templateVersion: prompt.templateVersion };
      // Law 1: a decision and its prompt are durable before its orders.
      const logTrouble = await this.#parts.writer.append(
        evaluationOf({ ...facts, answer, drafts, refused, judgeView: view, judgeRules: this.#parts.rules, costUsd }),
      );
      watch.lap('log');
      const verdicts = judge(drafts, view, this.#parts.policy);
      await this.#parts.writer.judged(verdicts.map((verdict) => loggedVerdict(verdict, now())));
      const decisions = [...(await this.#execute(verdicts, view, logTrouble)), ...refused.map(refusedReport)];
      const withdrawnLate = await this.#parts.withdrawWhereBlocked();
      watch.lap('execution');
      await this.#parts.writer.settled(decisions.map((decision) => loggedOutcome(decision, now())));
      const notes = await this.#parts.remember(verdicts, decisions);
      const { extraction } = answer;
      const useless = uselessness(extraction);
      return {
        ...begun,
        status: useless === null ? 'completed' : 'model_failed',
        problem: useless === null ? null : `${useless.reason}: ${useless.message}`,
        decisions,
        pauseCycles: pauseOf(extraction),
        promptTokens: prompt.tokens,
        usage: usageOf(answer.replies),
        costUsd,
        notes: [
          ...unknownIn(context),
          ...prompt.dropped,
          ...this.#unreadable(answer),
          ...withdrawn,
          ...withdrawnLate,
          ...(logTrouble === null ? [] : [logTrouble]),
          ...notes,
        ],
        durations: watch.durations(),
      };
    } catch (error) {
      const problem = problemOf(error);
      logger.error('The cycle broke off.', { evaluationId, problem });
      const nothing = {
        decisions: [],
        pauseCycles: 0,
        promptTokens: 0,
        usage: null,
        costUsd: null,
        notes: [],
      } as const;
      return { ...begun, status: 'failed', problem, ...nothing, durations: watch.durations() };
    }
  }

  #draft({ extraction }: Answer, { symbols }: TradingContext): readonly DraftedDecision[] {
    if (extraction.outcome === 'abstain') return [];
    return extraction.decisions.map((proposal) => ({
      decisionId: this.#parts.uuid(),
      proposal,
      setup: setupOf(
        proposal.action,
        symbols.find(({ instrument }) => instrument.id === proposal.instrument),
      ),
    }));
  }

  /** Items that are no decisions stay in the record: what the model is not told of, it says again. */
  #refused({ extraction }: Answer): readonly RefusedDraft[] {
    if (extraction.outcome === 'abstain') return [];
    return extraction.refused.flatMap((item) => {
      const { instrument, action } = item;
      if (instrument === null || action === null) return [];
      return [{ decisionId: this.#parts.uuid(), item: { ...item, instrument, action } }];
    });
  }

  /** Items of which not even symbol and action can be told have no row of their own; they are in the evaluation's. */
  #unreadable({ extraction }: Answer): readonly string[] {
    if (extraction.outcome === 'abstain') return [];
    return extraction.refused
      .filter(({ instrument, action }) => instrument === null || action === null)
      .map(({ code, message }) => `An item of the reply is no decision (${code}): ${message}`);
  }

  async #execute(
    verdicts: readonly Verdict[],
    view: JudgeView,
    logTrouble: string | null,
  ): Promise<readonly DecisionReport[]> {
    const { broker, defaultLeverage, restsForMs, now, policy } = this.#parts;
    const opensBlockedBy = (instrument: InstrumentId) => () =>
      logTrouble === null
        ? (this.#parts.opensBlockedBy() ?? pricesTooOld(now(), view, policy, instrument))
        : { rule: 'decision_log_unavailable', message: `The decision could not be written down: ${logTrouble}` };
    const decisions: DecisionReport[] = [];
    for (const verdict of verdicts) {
      const { instrument, action, confidence } = verdict.proposal;
      const options = { broker, defaultLeverage, restsForMs, opensBlockedBy: opensBlockedBy(instrument) };
      const carried = await executeVerdict(verdict, options);
      decisions.push({ decisionId: verdict.decisionId, instrument, action, confidence, verdict, ...carried });
    }
    return decisions;
  }
}

function refusedReport({ decisionId, item }: RefusedDraft): DecisionReport {
  const { instrument, action, code, message } = item;
  return {
    decisionId,
    instrument,
    action,
    confidence: null,
    outcome: 'denied',
    rule: code,
    message,
    clientOrderIds: [],
    orders: [],
    verdict: null,
    figures: {},
  };
}

function loggedVerdict(verdict: Verdict, at: number): LoggedVerdict {
  const { decisionId, outcome, findings, decision, actualRisk, statedAgainstActual } = verdict;
  const risk = plain({ actualRisk, statedAgainstActual });
  return { decisionId, at, outcome, findings: plain(findings), decision: plain(decision), risk };
}

function loggedOutcome(decision: DecisionReport, at: number): LoggedOutcome {
  const { decisionId, outcome, rule, message, clientOrderIds, figures } = decision;
  return { decisionId, at, outcome, rule, message: message === '' ? null : message, clientOrderIds, figures };
}

function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return isBrokerError(error) ? `${error.code}: ${message}` : message;
}
