import type { DecisionOutcome, PageQuery } from 'brokerkit';
import type { z } from 'zod';
import type * as contract from '../contract/index.ts';

interface Asked extends z.infer<typeof contract.pageQuery> {
  readonly symbol?: string | undefined;
  readonly outcome?: DecisionOutcome | undefined;
}

interface Narrowed extends PageQuery {
  readonly instrument?: string;
  readonly outcome?: DecisionOutcome;
}

const DEFAULT_LIMIT = 50;

/** A query of the contract as the stores take it: what was not asked for is left out. */
export function storeQuery({ from, to, order, limit = DEFAULT_LIMIT, after, symbol, outcome }: Asked): Narrowed {
  return {
    limit,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(order === undefined ? {} : { order }),
    ...(after === undefined ? {} : { after }),
    ...(symbol === undefined ? {} : { instrument: symbol }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}
