import type { DecisionRecord } from '../decision-record.ts';
import type { BacktestResult } from '../result.ts';
import { escapeHtml } from './escape-html.ts';
import { findingText } from './finding-text.ts';
import { countText, instantText } from './wording.ts';

/** Decisions that the section lists at most, the newest. */
const MOST_DECISIONS = 200;
const LONGEST_TEXT = 320;

/** Decisions that were not simply carried out: what was wanted, what was found, what came of it. Empty where all were. */
export function decisionsSection(result: BacktestResult): string {
  const special = result.decisions.filter(({ outcome, findings }) => outcome !== 'executed' || findings.length > 0);
  if (special.length === 0) return '';
  const counts = new Map<string, number>();
  for (const { outcome } of result.decisions) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const told = [...counts].map(([outcome, count]) => `${countText(count)} ${outcome}`).join(', ');
  const left = special.length - MOST_DECISIONS;
  const more = left > 0 ? ` The newest ${countText(MOST_DECISIONS)} of them; the JSON result has all.` : '';
  return `<section class="card" aria-labelledby="decisions-title"><div class="head"><h2 id="decisions-title">Decisions</h2><p class="hint">Of ${countText(result.decisions.length)}: ${escapeHtml(told)}. Listed are those that were not simply carried out.${more}</p></div>
<div class="scroller"><table><thead><tr><th scope="col" class="left">Decided</th><th scope="col" class="left">Instrument</th><th scope="col" class="left">Action</th><th scope="col" class="middle">Confidence</th><th scope="col" class="left">Outcome</th><th scope="col" class="left">Why</th></tr></thead><tbody>${special
    .slice(-MOST_DECISIONS)
    .map(row)
    .join('')}</tbody></table></div></section>`;
}

function row({ at, decision, outcome, findings, reason }: DecisionRecord): string {
  const { instrument, action, confidence, reasons } = decision;
  const refused = findings.some(({ effect }) => effect === 'refuse');
  const why = [
    ...findings.map(findingText),
    ...(reason === null || refused ? [] : [`${reason.code}: ${reason.message}`]),
  ].map((text) => `<p>${escapeHtml(shortened(text))}</p>`);
  const thesis = reasons.length === 0 ? '' : `<p class="hint">${escapeHtml(shortened(reasons.join(' ')))}</p>`;
  return `<tr><th scope="row">${instantText(at)}</th><td class="left">${escapeHtml(instrument)}</td><td class="left">${action}</td><td class="middle">${Math.round(confidence * 100)} %</td><td class="left">${outcome}</td><td class="left prose">${why.join('')}${thesis}</td></tr>`;
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}
