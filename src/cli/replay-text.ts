import { Decimal } from '../domain/decimal.ts';
import type { ProposedDecision } from '../domain/proposal.ts';
import type { StoredClosedPosition } from '../domain/stored-portfolio.ts';
import type { Extraction } from '../pipeline/extract/extraction.ts';
import type { Verdict } from '../pipeline/judge/verdict.ts';
import type { DecisionReplay } from '../pipeline/replay/replay-decision.ts';
import type { DecisionRecord, LoggedEvaluation } from '../ports/decision-log.ts';
import { count, figure, moment, money, oneLine } from './wording.ts';

/** How a replay is told. */
export interface ReplayTelling {
  readonly length: 'full' | 'short';
  /** Whether anything was asked otherwise than it was. */
  readonly asked: 'as_it_was' | 'what_if';
}

/** Characters of a prompt or reply that are shown where not all is wanted. */
const SHORT = 700;

/** A decision of a list, on one line. */
export function decisionLine({ decisionId, at, action, instrument, verdict, outcome }: DecisionRecord): string {
  const judged = verdict?.outcome ?? 'not judged';
  return `${moment(at)}  ${decisionId}  ${action.padEnd(8)} ${instrument.padEnd(14)} ${judged.padEnd(6)} ${outcome?.outcome ?? 'open'}`;
}

/** A decision with everything before and after it, for a person. */
export function replayText(replay: DecisionReplay, { length, asked }: ReplayTelling): string {
  const { decision, evaluation, extraction, verdicts, differences } = replay;
  const sure = decision.confidence === null ? '' : `, ${new Decimal(decision.confidence).mul(100).toFixed(0)} % sure`;
  return [
    `Decision ${decision.decisionId}: ${decision.action} ${decision.instrument}${sure}`,
    `${moment(evaluation.at)} UTC, ${evaluation.model} of ${evaluation.provider}, template ${evaluation.templateVersion}, trigger ${oneLine(evaluation.trigger)}`,
    ...block(
      'Prompt',
      messagesOf(evaluation).map(
        ({ role, text }) => `[${role}, ${count(text.length)} characters]\n${cut(text, length)}`,
      ),
    ),
    ...block('Reply as it was written', [cut(evaluation.reply, length)]),
    ...(replay.reply === evaluation.reply ? [] : block('Reply that is read instead', [cut(replay.reply, length)])),
    ...(evaluation.reasoning === null || length === 'short'
      ? []
      : block('Thinking', [printable(evaluation.reasoning)])),
    ...block(asked === 'what_if' ? 'Read, as if' : 'Read', readLines(extraction)),
    ...block(
      asked === 'what_if' ? 'Judged, as if' : 'Judged',
      verdicts.length === 0 ? ['nothing'] : verdicts.flatMap((verdict) => verdictLines(verdict, decision.decisionId)),
    ),
    ...block('What came of it', resultLines(replay)),
    ...block(
      'Against what was written',
      differences.length === 0
        ? ['No difference: it is read and judged as it was.']
        : differences.map((text) => `· ${text}`),
    ),
  ].join('\n');
}

function block(title: string, lines: readonly string[]): readonly string[] {
  return ['', `── ${title}`, ...lines];
}

function messagesOf({ messages }: LoggedEvaluation): readonly { readonly role: string; readonly text: string }[] {
  if (!Array.isArray(messages)) return [];
  return messages.map((message: { readonly role?: unknown; readonly content?: unknown }) => ({
    role: oneLine(String(message.role)),
    text: typeof message.content === 'string' ? message.content : JSON.stringify(message.content),
  }));
}

function readLines(extraction: Extraction): readonly string[] {
  const repairs = extraction.repairs.map(({ kind, at, found }) => `mended ${kind} at ${at}: ${oneLine(found)}`);
  if (extraction.outcome === 'abstain')
    return [`nothing (${extraction.reason}): ${oneLine(extraction.message)}`, ...repairs];
  const { decisions, refused, pauseCycles } = extraction;
  return [
    ...decisions.map((proposal, index) => `${index}  ${proposalLine(proposal)}`),
    ...refused.map(({ index, code, message }) => `item ${index} is no decision (${code}): ${oneLine(message)}`),
    ...(pauseCycles === 0 ? [] : [`It wants to sit out ${count(pauseCycles)} cycles.`]),
    ...(repairs.length === 0 ? ['Nothing had to be mended.'] : repairs),
  ];
}

function proposalLine({
  action,
  instrument,
  size,
  leverage,
  limit,
  stop,
  target,
  confidence,
}: ProposedDecision): string {
  const facts = [
    ['size', size === null ? null : `${size.value.toFixed()} (${size.unit})`],
    ['leverage', leverage],
    ['limit', limit],
    ['stop', stop],
    ['target', target],
    ['confidence', confidence],
  ] as const;
  const told = facts.flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${typeof value === 'string' ? value : value.toFixed()}`],
  );
  return [`${action} ${instrument}`, ...told].join(', ');
}

function verdictLines(
  { decisionId, proposal, outcome, findings, statedAgainstActual }: Verdict,
  asked: string,
): readonly string[] {
  const mark = decisionId === asked ? '→' : ' ';
  return [
    `${mark} ${outcome.padEnd(6)} ${proposal.action} ${proposal.instrument}`,
    ...findings.map(({ effect, rule, message, before, after, figures }) => {
      const change = before === null || after === null ? '' : ` ${before} → ${after}`;
      const told = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
      return `    ${effect} by ${rule}${change}: ${oneLine(message)}${told.length === 0 ? '' : ` [${told.join(', ')}]`}`;
    }),
    ...statedAgainstActual.map(
      ({ figure: name, stated, actual }) =>
        `    ${name}: stated ${stated.toFixed()}, actual ${actual.toSignificantDigits(6).toFixed()}`,
    ),
  ];
}

function resultLines({ decision, orders, fills, closed }: DecisionReplay): readonly string[] {
  const { outcome } = decision;
  const said =
    outcome === null
      ? 'No outcome was written.'
      : `${outcome.outcome}${outcome.rule === null ? '' : ` by ${outcome.rule}`}${outcome.message === null ? '' : `: ${oneLine(outcome.message)}`}`;
  return [
    said,
    ...orders.map(
      ({ clientOrderId, role, side, type, state, quantity, filledQuantity, averagePrice }) =>
        `order ${clientOrderId}  ${role} ${type} ${side} ${quantity}: ${state}, filled ${filledQuantity}${averagePrice === null ? '' : ` at ${averagePrice}`}`,
    ),
    ...fills.map(
      ({ at, side, quantity, price, fee, feeCurrency, cause }) =>
        `fill ${moment(at)}  ${side} ${quantity} at ${figure(new Decimal(price))}, fee ${fee} ${feeCurrency} (${cause})`,
    ),
    ...closed.map(closedLine),
  ];
}

function closedLine({
  side,
  instrument,
  closedAt,
  closedBy,
  netPnl,
  entryPrice,
  exitPrice,
}: StoredClosedPosition): string {
  return `closed ${moment(closedAt)}  ${side} ${instrument} from ${entryPrice} to ${exitPrice} by ${closedBy}: ${money(new Decimal(netPnl), 'signed')} net`;
}

function cut(text: string, length: ReplayTelling['length']): string {
  const shown = printable(text);
  if (length === 'full' || shown.length <= SHORT) return shown;
  return `${shown.slice(0, SHORT)}…\n(${count(shown.length - SHORT)} characters more: --full)`;
}

/** Text of someone else for a terminal: its lines and tabs stay, other control characters do not. */
function printable(text: string): string {
  return text.replaceAll(/(?![\n\t])\p{Cc}/gu, '');
}
