import type { Decimal } from '../../domain/decimal.ts';
import type { RiskLimits } from '../../domain/risk.ts';
import type { StoredFill, StoredOrder } from '../../domain/stored-execution.ts';
import type { StoredClosedPosition } from '../../domain/stored-portfolio.ts';
import { PersistenceError } from '../../errors/index.ts';
import type { DecisionRecord, LoggedEvaluation } from '../../ports/decision-log.ts';
import type { LanguageModel, ModelMessage } from '../../ports/language-model.ts';
import type { Stores } from '../../ports/stores.ts';
import { extractDecisions } from '../extract/extract-decisions.ts';
import type { Extraction } from '../extract/extraction.ts';
import { judge } from '../judge/judge.ts';
import type { Proposed } from '../judge/judge-view.ts';
import type { Verdict } from '../judge/verdict.ts';
import { policyOf, readJudging } from '../record/judging-json.ts';
import { plain, proposalJson } from '../record/proposal-json.ts';

/** One decision with everything before and after it, and what it would come to again. */
export interface DecisionReplay {
  readonly decision: DecisionRecord;
  readonly evaluation: LoggedEvaluation;
  /** The text that is read now: the stored one, or a new one of `model`. */
  readonly reply: string;
  /** What it says when it is read now. */
  readonly extraction: Extraction;
  /** What the judge says now of every decision of the reply. */
  readonly verdicts: readonly Verdict[];
  /** Where reading and judging differ from what was written; empty for the same bytes, rules and limits. */
  readonly differences: readonly string[];
  readonly orders: readonly StoredOrder[];
  readonly fills: readonly StoredFill[];
  readonly closed: readonly StoredClosedPosition[];
}

/** What is asked of a decision that was made. */
export interface ReplayOptions {
  /** "What if" another model had been asked: it gets the same prompt. */
  readonly model?: LanguageModel;
  /** "What if" the limits had been these. */
  readonly limits?: Partial<RiskLimits>;
  /** "What if" entries had needed this confidence, 0 to 1. */
  readonly minConfidence?: Decimal;
  readonly mode?: 'enforce' | 'observe';
}

/**
 * Reads a decision with its prompt, reply and result out of the stores, and judges it again by what the judge saw then.
 * Nothing is traded, nothing is written.
 *
 * @throws {PersistenceError} `store/corrupt` where a row cannot be read; `store/conflict` for an id that is not there, and
 * for a decision that was taken over without what its judge saw.
 */
export async function replayDecision(
  decisionId: string,
  stores: Pick<Stores, 'decisions' | 'executions' | 'portfolio'>,
  options: ReplayOptions = {},
): Promise<DecisionReplay> {
  const decision = await stores.decisions.decision(decisionId);
  const evaluation = decision === null ? null : await stores.decisions.evaluation(decision.evaluationId);
  if (decision === null || evaluation === null) {
    throw new PersistenceError(`There is no decision ${decisionId} in this portfolio and mode.`, {
      code: 'store/conflict',
      details: { decisionId },
    });
  }
  if (evaluation.judgeView === null) {
    throw new PersistenceError(
      `What the judge saw of decision ${decisionId} was not kept, as with decisions that were taken over from elsewhere: it cannot be judged again.`,
      { code: 'store/conflict', details: { decisionId } },
    );
  }
  const { view, rules } = readJudging(evaluation.judgeView);
  const { model, limits, mode, minConfidence } = options;
  const reply = model === undefined ? storedReply(evaluation) : await askedAgain(model, evaluation);
  const extraction = extractDecisions(
    reply,
    view.symbols.map(({ instrument }) => instrument),
  );
  const proposals = extraction.outcome === 'decisions' ? extraction.decisions : [];
  const proposed = proposals.map((proposal, index): Proposed => {
    const known = model === undefined ? evaluation.decisions[index]?.decisionId : undefined;
    return { decisionId: known ?? `${decisionId}#${index}`, proposal };
  });
  const policy = policyOf({
    ...rules,
    ...(mode === undefined ? {} : { mode }),
    ...(minConfidence === undefined ? {} : { minConfidence }),
    riskLimits: { ...rules.riskLimits, ...limits },
  });
  const verdicts = judge(proposed, view, policy);
  const [orders, fills, closed] = await Promise.all([
    stores.executions.listOrders({ decisionId }),
    stores.executions.listFills({ decisionId }),
    stores.portfolio.closedPositions({ decisionId }),
  ]);
  return {
    decision,
    evaluation,
    reply: reply.text,
    extraction,
    verdicts,
    differences: await differencesOf(evaluation, proposed, verdicts, stores),
    orders: orders.items,
    fills: fills.items,
    closed: closed.items,
  };
}

function storedReply({ reply, reasoning, finishReason }: LoggedEvaluation): Parameters<typeof extractDecisions>[0] {
  return { text: reply, reasoning, finishReason: finishReasonOf(finishReason) };
}

function finishReasonOf(text: string | null): Parameters<typeof extractDecisions>[0]['finishReason'] {
  switch (text) {
    case 'stop':
    case 'length':
    case 'tool_calls':
    case 'content_filter':
      return text;
    default:
      return 'other';
  }
}

/** The same prompt, asked anew: the first two messages; what followed was the other model's conversation. */
async function askedAgain(
  model: LanguageModel,
  { messages }: LoggedEvaluation,
): Promise<Parameters<typeof extractDecisions>[0]> {
  const asked = (Array.isArray(messages) ? messages.slice(0, 2) : []) as ModelMessage[];
  return model.complete({ messages: asked, responseFormat: 'json' });
}

async function differencesOf(
  evaluation: LoggedEvaluation,
  proposed: readonly Proposed[],
  verdicts: readonly Verdict[],
  stores: Pick<Stores, 'decisions'>,
): Promise<readonly string[]> {
  const differences: string[] = [];
  const read = evaluation.decisions.filter(({ proposal }) => !isRefused(proposal));
  if (proposed.length !== read.length) {
    differences.push(`The reply has ${proposed.length} decisions; ${read.length} were written.`);
  }
  for (const [index, { decisionId, proposal }] of proposed.entries()) {
    const written = read[index];
    if (written === undefined) continue;
    const { setup: _, ...now } = proposalJson(proposal, null);
    if (!contains(written.proposal, now))
      differences.push(`Decision ${index} reads otherwise: ${proposal.action} ${proposal.instrument}.`);
    const verdict = verdicts.find((candidate) => candidate.decisionId === decisionId);
    const before = (await stores.decisions.decision(written.decisionId))?.verdict ?? null;
    if (verdict === undefined || before === null) continue;
    if (verdict.outcome !== before.outcome) {
      differences.push(`Decision ${index} is judged ${verdict.outcome}; it was ${before.outcome}.`);
    } else if (JSON.stringify(plain(verdict.findings)) !== JSON.stringify(before.findings)) {
      differences.push(`Decision ${index} is judged ${verdict.outcome} for other reasons.`);
    }
  }
  return differences;
}

/** Whether a row stands for an item that was no decision. */
function isRefused(proposal: unknown): boolean {
  return typeof proposal === 'object' && proposal !== null && 'refused' in proposal;
}

/** Whether a stored object says the same in every field of another. */
function contains(stored: unknown, wanted: Readonly<Record<string, unknown>>): boolean {
  if (typeof stored !== 'object' || stored === null) return false;
  const known = new Map(Object.entries(stored));
  return Object.entries(wanted).every(([key, value]) => canonical(known.get(key)) === canonical(value));
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
