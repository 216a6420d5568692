import type { EquitySnapshot, Page, Stores } from 'brokerkit';
import type { z } from 'zod';
import type * as contract from '../contract/index.ts';

const POINTS = 500;
const PAGE = 1000;

/** The equity curve, oldest first; of a long time so many points at even distances, the newest always among them. */
export async function equityOf(
  { portfolio }: Stores,
  mode: contract.Mode,
  query: { readonly from?: number; readonly to?: number; readonly points?: number },
): Promise<z.infer<typeof contract.equitySeries>> {
  const { points = POINTS, ...range } = query;
  const all: EquitySnapshot[] = [];
  let after: string | null = null;
  do {
    const page: Page<EquitySnapshot> = await portfolio.equity({
      ...{ ...range, order: 'oldest_first', limit: PAGE },
      ...(after === null ? {} : { after }),
    });
    all.push(...page.items);
    after = page.next;
  } while (after !== null);
  return {
    mode,
    accountCurrency: all.at(-1)?.accountCurrency ?? 'USDT',
    points: thinned(all, points).map(({ at, equity, cash, drawdownFraction, unrealizedPnl }) => ({
      ...{ at, equity, cash, drawdownFraction, unrealizedPnl },
    })),
  };
}

/** At most so many of a list, at even distances, the first and the last among them. */
function thinned<T>(all: readonly T[], points: number): readonly T[] {
  if (all.length <= points) return all;
  if (points === 1) return all.slice(-1);
  const step = (all.length - 1) / (points - 1);
  return Array.from({ length: points }, (_, index) => all[Math.round(index * step)] as T);
}
