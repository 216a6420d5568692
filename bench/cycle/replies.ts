import { INSTRUMENTS } from './market.ts';

/** Each symbol is bought, held, closed and left alone in turn, every one at another point of it. */
const TURN = ['buy', 'hold', 'close', 'no_entry'] as const;

/** A reply for each cycle: ten decisions with sentences and figures, as the prompt asks for them. */
export function makeReplies(prices: readonly (readonly string[])[], cycles: number): readonly string[] {
  return Array.from({ length: cycles }, (_, cycle) => {
    // What has not been bought yet cannot be held or closed.
    const decisions = INSTRUMENTS.map(({ id }, symbol) => {
      const turn = (cycle + symbol) % TURN.length;
      const action = turn > cycle ? 'no_entry' : (TURN[turn] ?? 'no_entry');
      return decision(action, id, Number(prices[cycle]?.[symbol]));
    });
    return JSON.stringify({ decisions, pauseCycles: 0 });
  });
}

function decision(action: (typeof TURN)[number], symbol: string, price: number) {
  const isEntry = action === 'buy';
  return {
    action,
    symbol,
    size: isEntry ? 0.002 : null,
    leverage: isEntry ? 3 : null,
    limit: null,
    stop: isEntry ? Math.round(price * 0.9) : null,
    target: isEntry ? Math.round(price * 1.1) : null,
    confidence: isEntry ? 0.72 : 0.55,
    proposedTrade: isEntry ? 'Buy a tenth with a stop below the last low and a target at the last high.' : null,
    riskThesis: 'Funding is flat and open interest rises with the price; the hourly average holds as support.',
    maxPain: 'A sweep of the low of the week before the move, which would take the stop with it.',
    recoveryPlan: 'Stand aside for a day, then look for the average to be won back.',
    statedRisk: isEntry
      ? { targetExposureFraction: 0.006, maxLoss: 70, valueAtRisk: 26, maxDrawdownFraction: 0.05 }
      : { targetExposureFraction: null, maxLoss: null, valueAtRisk: null, maxDrawdownFraction: null },
  };
}
