import type { DecimalText } from '../domain/decimal.ts';
import type { DecisionAction } from '../domain/decision.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { ModelUsage } from './language-model.ts';
import type { Page, PageQuery } from './page.ts';

/** What can become of a decision. `clamped`: executed, and smaller or otherwise than stated. `denied`: refused by us. */
export const DECISION_OUTCOMES = [
  'executed',
  'denied',
  'rejected',
  'unresolved',
  'clamped',
  'abstained',
  'failed',
] as const;
/** One of {@link DECISION_OUTCOMES}. */
export type DecisionOutcome = (typeof DECISION_OUTCOMES)[number];

/** What the judge can answer to a decision. */
export const VERDICT_OUTCOMES = ['accept', 'clamp', 'refuse'] as const;
/** One of {@link VERDICT_OUTCOMES}. */
export type VerdictOutcome = (typeof VERDICT_OUTCOMES)[number];

/**
 * One question to a model with its answer. Fields of type `unknown` are JSON, and come back as JSON does: decimals in
 * them are text.
 */
export interface LoggedEvaluation {
  /** A UUID of ours, drawn before anything is written: a second append of the same evaluation changes nothing. */
  readonly evaluationId: string;
  readonly at: number;
  /** What made the cycle run, such as `interval` or `manual`. */
  readonly trigger: string;
  readonly provider: string;
  readonly model: string;
  readonly templateVersion: string;
  /** The prompt, to the last character. JSON. */
  readonly messages: unknown;
  /** The reply's text, to the last character. */
  readonly reply: string;
  readonly reasoning: string | null;
  /** Calls of tools with their payloads. JSON; `null` when none was called. */
  readonly toolPayload: unknown;
  readonly usage: ModelUsage | null;
  readonly costUsd: DecimalText | null;
  readonly finishReason: string | null;
  /** Why the reply is no answer; `null` when it is one. */
  readonly abstained: { readonly reason: string; readonly message: string } | null;
  /** What had to be mended before the reply could be read. JSON. */
  readonly repairs: unknown;
  /** Everything that the judge is about to see, so that the same reply can be judged again, alike or by other limits. JSON; kept as a payload. */
  readonly judgeView: unknown;
  /** How many cycles the model wants to sit out. */
  readonly pauseCycles: number;
  readonly decisions: readonly LoggedDecision[];
}

/** A text that is no longer kept, only what it hashes to. */
export interface ForgottenText {
  /** `messages` or `toolPayload`: this field of the evaluation reads as `null`. */
  readonly field: 'messages' | 'toolPayload';
  /** SHA-256 of the text in UTF-8, in hexadecimal digits. */
  readonly sha256: string;
}

/** An evaluation as it is read back. */
export interface KeptEvaluation extends LoggedEvaluation {
  /** What was forgotten of it; absent where everything is there. */
  readonly forgotten?: readonly ForgottenText[];
}

/** What {@link DecisionLog.forgetPrompts} came to. */
export interface Forgotten {
  /** Texts of which only the hash is left. */
  readonly texts: number;
  readonly bytes: number;
}

/** One decision of a reply, as the model stated it. */
export interface LoggedDecision {
  /** A UUID of ours; it rides on intents, client order ids, fills and closed positions. */
  readonly decisionId: string;
  /** Its place in the reply, from 0. */
  readonly index: number;
  readonly action: DecisionAction;
  readonly instrument: InstrumentId;
  /** From 0 to 1. */
  readonly confidence: DecimalText | null;
  /** Its share of what the answer cost, in US dollars; the shares of an answer add up to its cost. `null` where that is not known. */
  readonly costUsd: DecimalText | null;
  /** Everything that was stated. JSON. */
  readonly proposal: unknown;
  /** The text that it was read from. */
  readonly source: string;
}

/** What the judge said to a decision. */
export interface LoggedVerdict {
  readonly decisionId: string;
  readonly at: number;
  readonly outcome: VerdictOutcome;
  /** Rules that had something to say, with their figures. JSON. */
  readonly findings: unknown;
  /** What goes to execution. JSON; `null` when nothing does. */
  readonly decision: unknown;
  /** The risk as the model stated it against what it is. JSON. */
  readonly risk: unknown;
}

/** What became of a decision. */
export interface LoggedOutcome {
  readonly decisionId: string;
  readonly at: number;
  readonly outcome: DecisionOutcome;
  /** The rule or reason behind a refusal. */
  readonly rule: string | null;
  readonly message: string | null;
  /** The orders that carried it out, oldest first. */
  readonly clientOrderIds: readonly string[];
  readonly figures: Readonly<Record<string, string>>;
}

/** A decision with what is known of it, without prompt and reply. */
export interface DecisionRecord extends LoggedDecision {
  readonly evaluationId: string;
  /** When the evaluation was. */
  readonly at: number;
  readonly provider: string;
  readonly model: string;
  readonly verdict: LoggedVerdict | null;
  /** The last that was heard. */
  readonly outcome: LoggedOutcome | null;
}

/** Which decisions are wanted. */
export interface DecisionQuery extends PageQuery {
  readonly instrument?: InstrumentId;
  readonly outcome?: DecisionOutcome;
}

/**
 * The memory of what was asked, answered, decided and done.
 *
 * Nothing of an evaluation can be changed once it is written. Each method either does all of its work or none.
 */
export interface DecisionLog {
  /**
   * Resolves when prompt, reply and every decision are durable; no order may leave before. Idempotent by the evaluation's id.
   *
   * @throws {PersistenceError} `store/unavailable`; `store/conflict` when the id, or that of a decision, was used for
   * something else.
   */
  append(evaluation: LoggedEvaluation): Promise<void>;
  /**
   * Writes the verdicts. The first on a decision stays.
   *
   * @throws {PersistenceError} `store/unavailable`; `store/conflict` for a decision that was never written.
   */
  judged(verdicts: readonly LoggedVerdict[]): Promise<void>;
  /**
   * Writes what became of decisions. A later instant replaces an earlier one, such as `executed` an `unresolved`; an
   * earlier one changes nothing.
   *
   * @throws {PersistenceError} `store/unavailable`; `store/conflict` for a decision that was never written.
   */
  settled(outcomes: readonly LoggedOutcome[]): Promise<void>;
  /** `null` when there is none of this id in the scope. */
  decision(decisionId: string): Promise<DecisionRecord | null>;
  /** With prompt, reply and reasoning. `null` when there is none of this id in the scope. */
  evaluation(evaluationId: string): Promise<KeptEvaluation | null>;
  /**
   * Forgets the texts of prompts and of what tools answered that no evaluation from `before` (epoch ms) on shares; their
   * hashes stay, and so does everything else, reply, reasoning and what the judge saw included. Short texts are kept.
   */
  forgetPrompts(before: number): Promise<Forgotten>;
  /** By the instant of the evaluation. */
  list(query?: DecisionQuery): Promise<Page<DecisionRecord>>;
}
