import type { RateRefusal } from './failure.ts';
import type { QuotaUse } from './quota.ts';
import type { Hold, HoldEnd, TokenSource, Turn } from './token-source.ts';

/** Tokens of every quota that one request counts against. */
export class Holds {
  readonly #holds: readonly Hold[];

  constructor(holds: readonly Hold[]) {
    this.#holds = holds;
  }

  giveBack(end: HoldEnd): void {
    for (const hold of this.#holds) hold.giveBack(end);
  }

  refused({ retryAfterMs, quotas }: RateRefusal): void {
    for (const hold of this.#holds) {
      if (quotas === undefined || quotas.includes(hold.quota.id)) hold.refused(retryAfterMs ?? null);
      else hold.giveBack('answered');
    }
  }
}

/** Takes the tokens of one request, at once where nothing has to be waited for. */
export function takeTokens(source: TokenSource, uses: readonly QuotaUse[], turn: Turn): Holds | Promise<Holds> {
  // In one order everywhere: two requests that wait for each other's quota would wait for ever.
  const ordered = uses.length < 2 ? uses : [...uses].sort(byId);
  const holds: Hold[] = [];
  try {
    for (const [index, use] of ordered.entries()) {
      const hold = source.take(use.quota, use.tokens ?? 1, turn);
      if (hold instanceof Promise) return takeRest(source, ordered, index, hold, holds, turn);
      holds.push(hold);
    }
  } catch (error) {
    for (const hold of holds) hold.giveBack('unused');
    throw error;
  }
  return new Holds(holds);
}

async function takeRest(
  source: TokenSource,
  uses: readonly QuotaUse[],
  index: number,
  pending: Promise<Hold>,
  holds: Hold[],
  turn: Turn,
): Promise<Holds> {
  try {
    holds.push(await pending);
    for (const use of uses.slice(index + 1)) holds.push(await source.take(use.quota, use.tokens ?? 1, turn));
    return new Holds(holds);
  } catch (error) {
    for (const hold of holds) hold.giveBack('unused');
    throw error;
  }
}

function byId(a: QuotaUse, b: QuotaUse): number {
  return a.quota.id < b.quota.id ? -1 : 1;
}
