import { costPerDecision } from '../../domain/cost-share.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { decimalText, decimalTextOrNull } from '../../domain/decimal.ts';
import type { DecisionAction } from '../../domain/decision.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { ProposedDecision } from '../../domain/proposal.ts';
import type { LoggedDecision, LoggedEvaluation } from '../../ports/decision-log.ts';
import type { ModelReply, ModelUsage } from '../../ports/language-model.ts';
import { type Extraction, uselessness } from '../extract/extraction.ts';
import type { RefusedItem } from '../extract/refusal.ts';
import type { JudgeView } from '../judge/judge-view.ts';
import { type JudgeRules, judgingJson } from '../record/judging-json.ts';
import { proposalJson } from '../record/proposal-json.ts';
import type { Answer } from './ask-model.ts';

/** A decision before it is known what its share of the cost is. */
type Uncosted = Omit<LoggedDecision, 'costUsd'>;

/** A proposal with the id that rides on its orders, fills and closed positions. */
export interface DraftedDecision {
  readonly decisionId: string;
  readonly proposal: ProposedDecision;
  /** How the market stood, for lessons; `null` where that is not known. */
  readonly setup: string | null;
}

/** An item of the reply that is no decision, of which symbol and action could be told. */
export interface RefusedDraft {
  readonly decisionId: string;
  readonly item: RefusedItem & { readonly instrument: InstrumentId; readonly action: DecisionAction };
}

export interface EvaluationFacts {
  readonly evaluationId: string;
  readonly at: number;
  readonly trigger: string;
  readonly provider: string;
  readonly model: string;
  readonly templateVersion: string;
  readonly answer: Answer;
  readonly drafts: readonly DraftedDecision[];
  readonly refused: readonly RefusedDraft[];
  readonly judgeView: JudgeView;
  readonly judgeRules: JudgeRules;
  readonly costUsd: Decimal | null;
}

/** An evaluation as it is written, before anything of it is carried out. */
export function evaluationOf(facts: EvaluationFacts): LoggedEvaluation {
  const { evaluationId, at, trigger, provider, templateVersion, answer, drafts } = facts;
  const { extraction, replies, toolUses } = answer;
  const last = replies.at(-1);
  const useless = uselessness(extraction);
  return {
    evaluationId,
    at,
    trigger,
    provider,
    model: last?.model ?? facts.model,
    templateVersion,
    messages: answer.messages,
    reply: last?.text ?? '',
    reasoning: joined(replies.map(({ reasoning }) => reasoning)),
    toolPayload: toolUses.length === 0 ? null : toolUses,
    usage: usageOf(replies),
    costUsd: decimalTextOrNull(facts.costUsd),
    finishReason: last?.finishReason ?? null,
    abstained: useless,
    repairs: {
      repairs: extraction.repairs,
      // Those without action or symbol, too, which have no row of their own.
      refused: extraction.outcome === 'decisions' ? extraction.refused : [],
      corrected: answer.corrected.map(faultsOf),
      failure: answer.failure,
    },
    judgeView: judgingJson(facts.judgeView, facts.judgeRules),
    pauseCycles: pauseOf(extraction),
    decisions: withCosts(
      [
        ...drafts.map(loggedDecision),
        ...facts.refused.map((refused, index) => loggedRefusal(refused, drafts.length + index)),
      ],
      facts.costUsd,
    ),
  };
}

function withCosts(decisions: readonly Uncosted[], costUsd: Decimal | null): readonly LoggedDecision[] {
  const shares = costUsd === null ? [] : costPerDecision(decimalText(costUsd), decisions.length);
  return decisions.map((decision, index) => ({ ...decision, costUsd: shares[index] ?? null }));
}

/** For how many cycles a model that gave a usable answer wants to be left alone. */
export function pauseOf(extraction: Extraction): number {
  return extraction.outcome === 'decisions' && uselessness(extraction) === null ? extraction.pauseCycles : 0;
}

function faultsOf(extraction: Extraction): unknown {
  const { repairs } = extraction;
  return extraction.outcome === 'abstain'
    ? { abstained: { reason: extraction.reason, message: extraction.message }, refused: [], repairs }
    : { abstained: null, refused: extraction.refused, repairs };
}

function loggedDecision({ decisionId, proposal, setup }: DraftedDecision, index: number): Uncosted {
  const { action, instrument, confidence, source } = proposal;
  return {
    decisionId,
    index,
    action,
    instrument,
    confidence: confidence === null ? null : decimalText(confidence),
    proposal: proposalJson(proposal, setup),
    source,
  };
}

/** It is kept as what it was refused for, so that the next prompt can say so. */
function loggedRefusal({ decisionId, item }: RefusedDraft, index: number): Uncosted {
  const { action, instrument, code, message, source } = item;
  return { decisionId, index, action, instrument, confidence: null, proposal: { refused: { code, message } }, source };
}

/** Tokens of all turns together; `null` where none of them says. */
export function usageOf(replies: readonly ModelReply[]): ModelUsage | null {
  const told = replies.flatMap(({ usage }) => (usage === null ? [] : [usage]));
  if (told.length === 0) return null;
  const sum = (key: keyof ModelUsage): number | null => {
    const counts = told.flatMap((usage) => (usage[key] === null ? [] : [usage[key]]));
    return counts.length === 0 ? null : counts.reduce((total, count) => total + count, 0);
  };
  return {
    inputTokens: sum('inputTokens'),
    cachedInputTokens: sum('cachedInputTokens'),
    outputTokens: sum('outputTokens'),
    reasoningTokens: sum('reasoningTokens'),
  };
}

function joined(texts: readonly (string | null)[]): string | null {
  const told = texts.filter((text) => text !== null && text !== '');
  return told.length === 0 ? null : told.join('\n\n');
}
