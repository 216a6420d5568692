import type { DecisionFinding } from '../../ports/strategy.ts';

/** A finding as one line: the rule, what it changed, and the sentence. */
export function findingText({ rule, effect, message, before, after }: DecisionFinding): string {
  const change = before === null || after === null ? '' : ` ${before} → ${after}`;
  const word = effect === 'refuse' ? 'Refused' : effect === 'clamp' ? 'Made smaller' : 'Noted';
  return `${word} by ${rule}${change}: ${message}`;
}
