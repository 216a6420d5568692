import type { EntryCase } from '../entry-case.ts';
import { livePrices } from '../entry-case.ts';
import { type Finding, refuse } from '../verdict.ts';

/** An entry in anything but a trading symbol. */
export function symbolAllowed(entry: EntryCase): Finding | null {
  const { proposal, view, symbol } = entry;
  if (symbol !== null) return null;
  const list = view.symbols.map(({ instrument }) => instrument.id).join(', ');
  return refuse('symbol_allowed', `${proposal.instrument} is none of the trading symbols: ${list}.`);
}

/** An entry in an instrument that takes no orders now. */
export function marketState({ symbol }: EntryCase): Finding | null {
  if (symbol === null || symbol.instrument.state === 'live') return null;
  const { instrument } = symbol;
  return refuse('market_state', `${instrument.id} is ${instrument.state}; nothing opens in it.`, {
    state: instrument.state,
  });
}

/** An entry while opening is paused. */
export function tradingPaused({ view }: EntryCase): Finding | null {
  const pauses = view.pauses ?? [];
  return pauses.length === 0 ? null : refuse('trading_paused', `Opening is paused: ${pauses.join(' ')}`);
}

/** An entry while nobody can say what is held: a position that could not be looked up is not "none". */
export function accountUnknown({ view }: EntryCase): Finding | null {
  return view.positions === null
    ? refuse('account_unknown', 'The positions could not be read; nothing opens until they are.')
    : null;
}

/** An entry of an account that has nothing. */
export function equity({ view }: EntryCase): Finding | null {
  if (view.equity.gt(0)) return null;
  const figures = { equity: view.equity.toFixed() };
  return refuse('equity', `Equity is ${figures.equity}; nothing opens without any.`, figures);
}

/** An entry on prices that are old, missing or known to have gaps. */
export function staleData({ view, proposal, policy, symbol }: EntryCase): Finding | null {
  if (symbol === null) return null;
  const { instrument } = proposal;
  if (livePrices(symbol, 'buy') === null) {
    return refuse('stale_data', `No price of ${instrument} is known; only exits are possible.`);
  }
  const age = view.now - (symbol.quotedAt ?? view.now);
  if (age > policy.maxQuoteAgeMs) {
    const figures = { ageMs: `${age}`, maximumMs: `${policy.maxQuoteAgeMs}` };
    return refuse('stale_data', `The price of ${instrument} is ${age} ms old; only exits are possible.`, figures);
  }
  if (symbol.health === 'fresh') return null;
  return refuse('stale_data', `The market data of ${instrument} is stale; only exits are possible.`);
}

/** An entry that the model does not believe in. */
export function confidence({ proposal, policy }: EntryCase): Finding | null {
  const minimum = policy.minConfidence.toFixed();
  if (proposal.confidence === null) {
    return refuse('confidence', `It states no confidence; an entry needs ${minimum}.`, { minimum });
  }
  if (proposal.confidence.gte(policy.minConfidence)) return null;
  const stated = proposal.confidence.toFixed();
  return refuse('confidence', `Its confidence is ${stated}; an entry needs ${minimum}.`, {
    confidence: stated,
    minimum,
  });
}
