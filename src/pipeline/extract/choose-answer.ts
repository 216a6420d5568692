import { type Candidate, PLACES } from './candidates.ts';
import { type Abstention, abstain } from './extraction.ts';
import { contentOf } from './json-node.ts';
import { readShape, type Shape } from './shape.ts';

/** The candidate that is the answer. */
export interface Answer {
  readonly outcome: 'answer';
  readonly candidate: Candidate;
  readonly shape: Shape;
}

interface Option {
  readonly candidate: Candidate;
  /** `null` for one that was meant to be an answer and cannot be read. */
  readonly shape: Shape | null;
}

/** Words without which a piece that cannot be read was never an answer. */
const DECISIVE = /action|decision|signal|side|recommendation/i;

/**
 * The one candidate that a reply means: what is called an example is none; a tagged one counts more than a fenced one, that
 * more than one by itself, and that more than one within a sentence. Among equals that differ the last is meant only where
 * it is called the answer. An abstention where none or no single one is left.
 */
export function chooseAnswer(
  text: string,
  candidates: readonly Candidate[],
  isSymbol: (word: string) => boolean,
): Answer | Abstention {
  const options = candidates.flatMap((candidate): Option[] => {
    const shape = readShape(candidate.nodes, isSymbol);
    const isBroken = candidate.nodes.length === 0 && DECISIVE.test(text.slice(candidate.from, candidate.to));
    return shape !== null || isBroken ? [{ candidate, shape }] : [];
  });
  const meant = options.filter(({ candidate }) => candidate.label !== 'example');
  if (meant.length === 0) {
    const message =
      options.length === 0
        ? 'The reply holds no JSON with decisions.'
        : 'The only JSON in the reply is called an example.';
    return abstain('no_decision', message);
  }
  const highest = Math.max(...meant.map(rank));
  const best = meant.filter((option) => rank(option) === highest);
  const chosen = best.at(-1) as Option;
  const rivals = meant.filter((option) => isRival(option, chosen, highest) && !isSame(option, chosen));
  const isNamed = chosen.candidate.label === 'final' && rivals.every(({ candidate }) => candidate.label !== 'final');
  const isAnswered = rivals.every(({ candidate }) => candidate.from < chosen.candidate.from);
  if (rivals.length > 0 && !(isNamed && isAnswered)) {
    return abstain('ambiguous', 'The reply holds different answers, and nothing says which one is meant.');
  }
  return chosen.shape === null
    ? abstain('malformed', 'The JSON with the decisions cannot be read.')
    : { outcome: 'answer', candidate: chosen.candidate, shape: chosen.shape };
}

/** An equal, or a lesser one that comes later and is no part of a sentence. */
function isRival(option: Option, chosen: Option, highest: number): boolean {
  if (option === chosen) return false;
  if (rank(option) === highest) return true;
  return option.candidate.from > chosen.candidate.from && option.candidate.place !== 'inline';
}

function isSame(a: Option, b: Option): boolean {
  if (a.shape === null || b.shape === null) return false;
  return a.candidate.nodes.map(contentOf).join() === b.candidate.nodes.map(contentOf).join();
}

function rank({ candidate }: Option): number {
  return PLACES.indexOf(candidate.place);
}
