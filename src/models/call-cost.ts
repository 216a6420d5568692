import { Decimal, type DecimalText, toDecimal, ZERO } from '../domain/decimal.ts';
import type { ChargedCall } from '../ports/cost-meter.ts';
import { MODEL_PRICES, type ModelPrice, pricesAt } from './token-prices.ts';

/** What an answer cost in US dollars, or why nobody can say. */
export type CallCost =
  | {
      readonly known: true;
      readonly usd: Decimal;
      /** `free`: it was not asked of anyone who is paid. */
      readonly hours: 'peak' | 'off_peak' | 'free';
    }
  | { readonly known: false; readonly reason: 'unknown_price' | 'no_usage'; readonly message: string };

const TOKENS = new Decimal(1_000_000);

/** The exact cost of one answer, by the hour in which it was asked. Input is taken as uncached where nobody says. */
export function costOf({ provider, model, reply }: ChargedCall, table: readonly ModelPrice[] = MODEL_PRICES): CallCost {
  if (reply.origin !== 'live') return { known: true, usd: ZERO, hours: 'free' };
  const { inputTokens = null, outputTokens = null, cachedInputTokens } = reply.usage ?? {};
  if (inputTokens === null || outputTokens === null) {
    return { known: false, reason: 'no_usage', message: `${model} of ${provider} did not say what it used.` };
  }
  const found = pricesAt(table, { provider, model }, reply.sentAt);
  if (found === null) {
    const day = new Date(reply.sentAt).toISOString().slice(0, 10);
    return {
      known: false,
      reason: 'unknown_price',
      message: `No price of ${model} of ${provider} is known on ${day}.`,
    };
  }
  const { prices, hours } = found;
  const cached = Math.min(cachedInputTokens ?? 0, inputTokens);
  const usd = toDecimal(prices.cachedInput, 'price')
    .mul(cached)
    .add(toDecimal(prices.input, 'price').mul(inputTokens - cached))
    .add(toDecimal(prices.output, 'price').mul(outputTokens))
    .div(TOKENS);
  return { known: true, usd, hours };
}

/** The sum of several costs; `null` when one of them is not known. */
export function sumOfCosts(costs: readonly { readonly costUsd: DecimalText | null }[]): DecimalText | null {
  let sum = ZERO;
  for (const { costUsd } of costs) {
    if (costUsd === null) return null;
    sum = sum.add(toDecimal(costUsd, 'cost'));
  }
  return sum.toFixed();
}
