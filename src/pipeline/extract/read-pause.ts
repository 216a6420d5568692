import type { Decimal } from '../../domain/decimal.ts';
import type { JsonNode } from './json-node.ts';
import { readNumber } from './read-number.ts';
import { type Repair, shortened } from './repair.ts';

/** A day at the slowest usual interval of 15 minutes: longer, nobody would look after what is held. */
const MOST_CYCLES = 96;

/** The pause that a reply asks for, in cycles: a whole number said once; anything else counts as none and is noted. */
export function readPause(said: readonly JsonNode[], text: string, repairs: Repair[]): number {
  let cycles: number | null = null;
  for (const node of said) {
    const value = readNumber(node, 'count')?.value ?? null;
    const count = value !== null && isCount(value) ? value.toNumber() : null;
    const isAgreed = cycles === null || cycles === count;
    if (count === null ? node.kind !== 'null' : !isAgreed) {
      repairs.push({ kind: 'ignored_value', at: node.from, found: shortened(text.slice(node.from, node.to)) });
      return 0;
    }
    cycles = count ?? cycles;
  }
  return cycles ?? 0;
}

function isCount(value: Decimal): boolean {
  return value.isInteger() && !value.isNegative() && value.lte(MOST_CYCLES);
}
