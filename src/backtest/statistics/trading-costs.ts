import { type Decimal, ZERO } from '../../domain/decimal.ts';
import { exactProduct } from '../../domain/exact.ts';
import type { Fill } from '../../domain/fill.ts';
import { fromMoney, type Money, moneyEstimate } from '../../domain/money.ts';
import type { RecordedFill } from '../recorded-fills.ts';

/** What trading cost, in quote currency. */
export interface TradingCosts {
  readonly fills: number;
  /** Sum of quantity × price over all fills, buys and sells. */
  readonly tradedValue: Decimal;
  /** Positive is paid. Fees charged in a base currency count at the price of their fill. */
  readonly fees: Decimal;
  /**
   * Slippage: what fills were worse than intended, positive against us. A market order is held against the last price at
   * the decision, a conditional one against its trigger; limit orders cannot slip.
   */
  readonly slippage: Decimal;
  /** Slippage ÷ value at the intended price of the fills that could slip; `null` where there were none. */
  readonly slippageFraction: number | null;
}

/** Value, fees and slippage of fills, exactly but for the fraction. */
export function tradingCosts(fills: readonly RecordedFill[]): TradingCosts {
  let value: Money = 0n;
  let fees: Money = 0n;
  let slippage: Money = 0n;
  let intended: Money = 0n;
  for (const recorded of fills) {
    const { facts } = recorded.fill;
    const cost = BigInt(exactProduct(facts.lots, facts.ticks)) * facts.instrument.costMoney;
    value += cost;
    fees += feeInQuote(recorded.fill);
    const meant = slippable(recorded) ? recorded.intendedTicks : null;
    if (meant === null) continue;
    const meantCost = BigInt(facts.lots) * BigInt(Math.round(meant)) * facts.instrument.costMoney;
    intended += meantCost;
    slippage += facts.side === 'buy' ? cost - meantCost : meantCost - cost;
  }
  return {
    fills: fills.length,
    tradedValue: value === 0n ? ZERO : fromMoney(value),
    fees: fees === 0n ? ZERO : fromMoney(fees),
    slippage: slippage === 0n ? ZERO : fromMoney(slippage),
    slippageFraction: intended === 0n ? null : moneyEstimate(slippage) / moneyEstimate(intended),
  };
}

/** A fill's fee in quote currency: a fee in base currency is worth the price of the fill. */
export function feeInQuote({ facts }: Fill): Money {
  if (facts.feeMoney === 0n || facts.feeCurrency === facts.instrument.quoteCurrency) return facts.feeMoney;
  return (facts.feeMoney * BigInt(facts.ticks) * facts.instrument.costMoney) / facts.instrument.lotMoney;
}

/** Whether the order took the price that it met, whatever that was. */
function slippable({ type }: RecordedFill): boolean {
  return type === 'market' || type === 'stop_market' || type === 'take_profit_market' || type === 'trailing_stop';
}
