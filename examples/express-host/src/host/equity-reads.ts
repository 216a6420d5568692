import type { Stores } from 'brokerkit';
import type { z } from 'zod';
import type * as contract from '../contract/index.ts';
import { fractionText } from './record-views.ts';

/** The equity curve, oldest first; of a long time so many points at even distances, the newest always among them. */
export async function equityOf(
  { portfolio }: Pick<Stores, 'portfolio'>,
  mode: contract.Mode,
  query: { readonly from?: number; readonly to?: number; readonly points?: number },
): Promise<z.infer<typeof contract.equitySeries>> {
  const curve = await portfolio.equityCurve(query);
  return {
    mode,
    accountCurrency: curve.at(-1)?.accountCurrency ?? 'USDT',
    points: curve.map(({ at, equity, cash, drawdownFraction, unrealizedPnl }) => ({
      ...{ at, equity, cash, unrealizedPnl, drawdownFraction: fractionText(drawdownFraction) },
    })),
  };
}
