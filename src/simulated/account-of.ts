import type { Exchange } from '../exchange/exchange.ts';
import type { VenueAccount, VenuePosition } from '../ports/venue.ts';

/** An account of a simulated exchange as a venue tells it. */
export function accountOf(exchange: Exchange, accountId: string): VenueAccount {
  const account = exchange.account(accountId);
  const positions: VenuePosition[] = [];
  for (const state of account.positions()) {
    const marginMode = state.isolated ? 'isolated' : 'cross';
    const key = { instrument: state.instrument.id, marginMode } as const;
    positions.push({
      instrument: state.instrument,
      marginMode,
      lots: state.lots,
      cost: state.cost,
      entryPrice: state.lots === 0 ? null : state.instrument.averagePrice(state.cost, Math.abs(state.lots)),
      leverage: state.leverage,
      isolatedMargin: state.margin,
      liquidationPrice: state.lots === 0 ? null : exchange.liquidationPrice(accountId, key),
    });
  }
  for (const { instrument, quantity, cost } of account.holdings()) {
    if (quantity === 0n) continue;
    positions.push({
      instrument,
      marginMode: 'cash',
      lots: Number(quantity / instrument.lotMoney),
      cost: Number(cost / instrument.costMoney),
      entryPrice: null,
      leverage: 100,
      isolatedMargin: 0n,
      liquidationPrice: null,
      holding: { quantity, cost },
    });
  }
  const asOf = exchange.now;
  const balances = account
    .currencies()
    .map((currency) => ({ currency, cash: account.cash(currency), free: exchange.free(accountId, currency) }));
  return {
    balances: { asOf, rows: balances },
    positions: { asOf, rows: positions },
    orders: { asOf, rows: exchange.openOrders(accountId) },
  };
}
