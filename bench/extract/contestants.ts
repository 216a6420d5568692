import { extractDecisions } from '../../src/pipeline/extract/extract-decisions.ts';
import type { Contestant } from '../harness/contestant.ts';
import { quantile } from '../harness/measurement.ts';
import { type Replies, SYMBOLS } from './replies.ts';

/** Extractions timed one by one. */
const TASKS = 200;

/** Reads one of the replies again and again; the result is how many decisions it holds. */
export function extracting(name: string, which: keyof Replies): Contestant<Replies, number> {
  return timing(name, which, (text) => {
    const extraction = extractDecisions({ text, reasoning: null, finishReason: 'stop' }, SYMBOLS);
    return extraction.outcome === 'decisions' ? extraction.decisions.length : 0;
  });
}

/** The platform's own parser on JSON alone: what reading every character costs at least. */
export function parsing(name: string): Contestant<Replies, number> {
  return timing(name, 'json', (text) => (JSON.parse(text) as { decisions: unknown[] }).decisions.length);
}

function timing(name: string, which: keyof Replies, read: (text: string) => number): Contestant<Replies, number> {
  return {
    name,
    prepare(replies) {
      const text = replies[which];
      const took: number[] = [];
      let decisions = 0;
      return {
        run() {
          for (let task = 0; task < TASKS; task++) {
            const start = performance.now();
            decisions = read(text);
            took.push(performance.now() - start);
          }
        },
        result: () => decisions,
        figures: () => ({ p50Ms: quantile(took, 0.5), p95Ms: quantile(took, 0.95) }),
      };
    },
  };
}
