import type { Extraction } from './extraction.ts';
import { shortened } from './repair.ts';

/** At most so many faults are told in one turn. */
const MOST_FAULTS = 12;

/**
 * What one correction turn tells the model: each fault in a sentence, and that the whole batch is wanted anew as JSON.
 *
 * Empty where there is nothing to correct.
 */
export function correctionMessage(extraction: Extraction): string {
  const faults =
    extraction.outcome === 'abstain'
      ? [extraction.message]
      : extraction.refused.map(
          ({ index, message, source }) => `Decision ${index + 1} (${shortened(source)}): ${message}`,
        );
  if (faults.length === 0) return '';
  const told = faults.slice(0, MOST_FAULTS).map((fault) => `- ${fault}`);
  if (faults.length > MOST_FAULTS) told.push(`- ${faults.length - MOST_FAULTS} more like these.`);
  return [
    'Your reply could not be used as it stands:',
    ...told,
    'Answer once more with all decisions of this cycle, as one JSON object {"decisions": [...]} in the form described above, and nothing else.',
  ].join('\n');
}
