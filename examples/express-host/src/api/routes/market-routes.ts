import * as contract from '../../contract/index.ts';
import { route } from '../route.ts';
import { MARKET } from './paths.ts';

export const MARKET_ROUTES = [
  route({
    name: 'getPrices',
    method: 'get',
    path: `${MARKET}/prices`,
    kind: 'read',
    tag: 'market',
    summary: 'Prices of the symbols that are asked for, or of all that are watched.',
    query: contract.pricesQuery,
    response: contract.prices,
    answer: (host, { query }) => host.prices(query.symbols === undefined ? null : listed(query.symbols)),
  }),
  route({
    name: 'getCandles',
    method: 'get',
    path: `${MARKET}/candles`,
    kind: 'read',
    tag: 'market',
    summary: 'Closed bars of one symbol, oldest first; for drawing.',
    query: contract.candlesQuery,
    response: contract.candles,
    answer: (host, { query }) => host.candles(query),
  }),
];

function listed(symbols: string): readonly string[] {
  return [
    ...new Set(
      symbols
        .split(',')
        .map((symbol) => symbol.trim())
        .filter((symbol) => symbol !== ''),
    ),
  ];
}
