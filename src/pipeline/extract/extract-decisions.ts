import type { ProposedDecision } from '../../domain/proposal.ts';
import type { ModelReply } from '../../ports/language-model.ts';
import { findCandidates } from './candidates.ts';
import { type Answer, chooseAnswer } from './choose-answer.ts';
import { settleContradictions } from './contradictions.ts';
import { type Abstention, abstain, type Extraction } from './extraction.ts';
import { readItem } from './read-item.ts';
import { readPause } from './read-pause.ts';
import { isRefusal, type RefusedItem } from './refusal.ts';
import { findThinking } from './thinking.ts';
import { type TradingSymbol, TradingSymbols } from './trading-symbol.ts';

/** What of a model's reply is read. The thinking that came beside the text is not. */
export type ReplyText = Pick<ModelReply, 'text' | 'reasoning' | 'finishReason'>;

/** No answer is as long; a longer text is not searched. */
const LONGEST = 2_000_000;

/**
 * Reads the decisions out of a reply, however it is wrapped; an item that cannot be believed is refused by itself.
 *
 * A reply that is blank, cut off, ambiguous or contradicts itself abstains. JSON is repaired only where its brackets
 * balance, and each repair is listed. Pure; never throws, whatever the text.
 *
 * @see docs/judging.md#reading-the-reply
 */
export function extractDecisions(reply: ReplyText, symbols: readonly TradingSymbol[]): Extraction {
  const { text, finishReason } = reply;
  const stopped = abstainAtOnce(reply);
  if (stopped !== null) return stopped;
  const thinking = findThinking(text);
  // A model that is still thinking may be about to take back what it said before.
  if (thinking.isUnfinished) return abstain('truncated', 'The reply ends in the middle of its thinking.');
  if (!hasWords(text, thinking.spans)) return abstain('blank', 'The reply holds thinking and no answer.');
  // Why a model stopped matters: what it does not call an end may be cut off where nobody sees it.
  const found = findCandidates(text, thinking.spans, finishReason === 'stop' ? 'where_balanced' : 'none');
  if (found.isTooComplex) return abstain('too_complex', 'The reply holds more brackets than any answer.');
  if (found.isCut) return abstain('truncated', 'The reply ends in the middle of its JSON.');
  const names = new TradingSymbols(symbols);
  const answer = chooseAnswer(text, found.found, (word) => names.resolve(word).outcome === 'symbol');
  if (answer.outcome === 'abstain') return answer;
  if (thinking.spans.some(({ from }) => from >= answer.candidate.to)) {
    return abstain('ambiguous', 'The reply thinks on after its answer, and nothing says whether that still stands.');
  }
  return readAnswer(answer, text, names);
}

function abstainAtOnce({ text, finishReason }: ReplyText): Abstention | null {
  if (finishReason === 'length') return abstain('truncated', 'The reply was cut off at its longest length.');
  if (finishReason === 'content_filter') return abstain('filtered', 'The provider withheld the reply.');
  if (finishReason === 'tool_calls') return abstain('unfinished', 'The reply asks for a tool and decides nothing.');
  if (text.trim() === '') return abstain('blank', 'The reply is blank.');
  return text.length > LONGEST ? abstain('too_complex', `The reply has ${text.length} characters.`) : null;
}

/** Whether anything but white space stands outside the given parts. */
function hasWords(text: string, without: readonly { readonly from: number; readonly to: number }[]): boolean {
  let at = 0;
  for (const { from, to } of without) {
    if (text.slice(at, from).trim() !== '') return true;
    at = to;
  }
  return text.slice(at).trim() !== '';
}

function readAnswer({ candidate, shape }: Answer, text: string, symbols: TradingSymbols): Extraction {
  const { repairs: repaired, from, to } = candidate;
  if (shape.contradiction !== null) {
    return abstain('contradictory', `The reply contradicts itself: ${shape.contradiction}.`, repaired);
  }
  const readings = shape.items.map((item) => readItem(item, text, symbols));
  const repairs = [...repaired, ...readings.flatMap((reading) => reading.repairs)];
  const pauseCycles = readPause(shape.pauses, text, repairs);
  const decisions: ProposedDecision[] = [];
  const refused: RefusedItem[] = [];
  settleContradictions(readings).forEach((result, index) => {
    if (!isRefusal(result)) {
      decisions.push(result);
      return;
    }
    const reading = readings[index];
    refused.push({
      ...result,
      index,
      instrument: reading?.symbol?.id ?? null,
      action: reading?.action ?? null,
      source: reading?.source ?? '',
    });
  });
  return { outcome: 'decisions', decisions, refused, pauseCycles, repairs, span: { from, to } };
}
