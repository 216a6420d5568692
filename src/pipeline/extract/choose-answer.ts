import { type Candidate, PLACES } from './candidates.ts';
import { type Abstention, abstain } from './extraction.ts';
import { plainKey, WRAPPER_KEYS } from './field-names.ts';
import { contentOf } from './json-node.ts';
import { isGiven } from './label.ts';
import { readShape, type Shape } from './shape.ts';
import { holdsTerm } from './unread-term.ts';

/** The candidate that is the answer. */
export interface Answer {
  readonly outcome: 'answer';
  readonly candidate: Candidate;
  readonly shape: Shape;
}

interface Option {
  readonly candidate: Candidate;
  /** `null` for one that was meant to be an answer and cannot be read, or that is none. */
  readonly shape: Shape | null;
  /** Whether it is no answer, and word against one that comes before it. */
  readonly isObjection: boolean;
}

/** Words without which a piece that cannot be read was never an answer. */
const DECISIVE = /action|decision|signal|side|recommendation/i;

/**
 * The one candidate that a reply means: a tagged one counts more than a fenced one, that more than one by itself, and that
 * more than one within a sentence. What is called an example is never chosen. It is no reason to choose another either: of
 * those that are no part of a sentence and differ, whatever they are called, the last is meant only where it is tagged or
 * alone called the answer; nothing that comes after the chosen one, or has a higher place, may differ from it. An
 * abstention where no single one is left.
 */
export function chooseAnswer(
  text: string,
  candidates: readonly Candidate[],
  isSymbol: (word: string) => boolean,
): Answer | Abstention {
  const options = candidates.flatMap((candidate): Option[] => {
    const shape = readShape(candidate.nodes, isSymbol);
    const isBroken = candidate.nodes.length === 0 && DECISIVE.test(text.slice(candidate.from, candidate.to));
    const isObjection = shape === null && isObjecting(candidate);
    return shape !== null || isBroken || isObjection ? [{ candidate, shape, isObjection }] : [];
  });
  const meant = options.filter(({ candidate, isObjection }) => candidate.label !== 'example' && !isObjection);
  if (meant.length === 0) {
    const message = options.every(({ candidate, isObjection }) => isObjection || candidate.label !== 'example')
      ? 'The reply holds no JSON with decisions.'
      : 'The only JSON in the reply is called an example.';
    return abstain('no_decision', message);
  }
  const highest = Math.max(...meant.map(rank));
  const chosen = meant.filter((option) => rank(option) === highest).at(-1) as Option;
  const rivals = options.filter((option) => isRival(option, chosen) && !isSame(option, chosen));
  if (rivals.length > 0 && !isNamedLast(chosen, rivals)) {
    return abstain('ambiguous', 'The reply holds different answers, and nothing says which one is meant.');
  }
  const { from, to, place } = chosen.candidate;
  if (place === 'inline' && !isGiven(text, from, to)) {
    return abstain('no_decision', 'The only JSON in the reply is talked about, and not given as the answer.');
  }
  return chosen.shape === null
    ? abstain('malformed', 'The JSON with the decisions cannot be read.')
    : { outcome: 'answer', candidate: chosen.candidate, shape: chosen.shape };
}

/** By itself, and empty, or no decisions under their name, or a stop and the like for an order that does not have it. */
function isObjecting({ nodes, place }: Candidate): boolean {
  const [node] = nodes;
  if (place === 'inline' || node === undefined) return false;
  if (nodes.some(holdsTerm)) return true;
  if (node.kind === 'array') return node.items.length === 0;
  if (node.kind !== 'object') return false;
  return node.members.every(({ key, value }) => WRAPPER_KEYS.includes(plainKey(key)) && value.kind === 'null');
}

/** Later, of an equal or higher place, or as much a block of its own: words that call it an example do not make it one. */
function isRival(option: Option, chosen: Option): boolean {
  if (option === chosen) return false;
  if (option.candidate.from > chosen.candidate.from) return true;
  if (option.isObjection) return false;
  const isBlock = option.candidate.place !== 'inline' && chosen.candidate.place !== 'tagged';
  return isBlock || rank(option) >= rank(chosen);
}

/** Whether the chosen one alone is called the answer, after others of no higher place. */
function isNamedLast(chosen: Option, rivals: readonly Option[]): boolean {
  return (
    chosen.candidate.label === 'final' &&
    rivals.every(
      (rival) =>
        rival.candidate.label !== 'final' &&
        rival.candidate.from < chosen.candidate.from &&
        rank(rival) <= rank(chosen),
    )
  );
}

function isSame(a: Option, b: Option): boolean {
  if (a.shape === null || b.shape === null) return false;
  return a.candidate.nodes.map(contentOf).join() === b.candidate.nodes.map(contentOf).join();
}

function rank({ candidate }: Option): number {
  return PLACES.indexOf(candidate.place);
}
