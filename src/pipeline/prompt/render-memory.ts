import type { MemoryContext } from '../context/memory-context.ts';
import { exact, moment, money } from './wording.ts';

/** How many entries of each kind a prompt tells. */
export interface MemoryDetail {
  readonly decisions: number;
  readonly trades: number;
  readonly lessons: number;
  readonly breaches: number;
}

/** What changes slowly: lessons, and limits that were reached. Empty text where there is nothing. */
export function renderLessons({ lessons, breaches }: MemoryContext, detail: MemoryDetail): string {
  const told = lessons.slice(0, detail.lessons).map(({ text, trades }) => `- ${text} (${trades} trades)`);
  const reached = breaches.slice(0, detail.breaches).map(({ at, message }) => `- ${moment(at)} ${message}`);
  return [...block('# Lessons from closed trades', told), ...block('# Limits that were reached', reached)].join('\n');
}

/** What became of the latest decisions and trades. Empty text where there is nothing. */
export function renderPast({ decisions, trades }: MemoryContext, detail: MemoryDetail): string {
  const told = decisions
    .slice(0, detail.decisions)
    .map(
      ({ at, instrument, action, outcome, message }) =>
        `- ${moment(at)} ${action} ${instrument}: ${outcome}${message === '' ? '' : `. ${message}`}`,
    );
  const closed = trades.slice(0, detail.trades).map((trade) => {
    const stated = trade.confidence === null ? '' : `, stated confidence ${exact(trade.confidence)}`;
    const { maxLoss, valueAtRisk } = trade.statedLoss;
    const loss = maxLoss === null ? '' : `, stated maximum loss ${exact(maxLoss)}`;
    const risk = valueAtRisk === null ? '' : `, stated value at risk ${exact(valueAtRisk)}`;
    const thesis = trade.thesis === null ? '' : `, thesis: ${trade.thesis}`;
    return `- ${moment(trade.closedAt)} ${trade.instrument} ${trade.side} ${exact(trade.quantity)} ${trade.entryPrice.toSignificantDigits(8).toFixed()} to ${trade.exitPrice.toSignificantDigits(8).toFixed()} by ${trade.closedBy}: ${money(trade.netPnl)}${stated}${loss}${risk}${thesis}`;
  });
  return [...block('# Your last decisions', told), ...block('# Closed trades', closed)].join('\n');
}

function block(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...lines];
}
