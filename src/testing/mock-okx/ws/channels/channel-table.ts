import { accountChannel } from './account-channel.ts';
import { balanceAndPositionChannel } from './balance-and-position-channel.ts';
import { bboChannel, books5Channel, booksChannel, tierBookChannel } from './book-channels.ts';
import { candleChannel } from './candle-channel.ts';
import type { Channel } from './channel.ts';
import {
  allTradesChannel,
  fundingRateChannel,
  instrumentsChannel,
  markPriceChannel,
  openInterestChannel,
  priceLimitChannel,
  statusChannel,
  tickersChannel,
  tradesChannel,
} from './market-channels.ts';
import { advancedAlgoChannel, algoOrdersChannel, fillsChannel, ordersChannel } from './order-channels.ts';
import { positionsChannel } from './positions-channel.ts';

const CHANNELS: Readonly<Record<string, Channel>> = {
  orders: ordersChannel,
  'orders-algo': algoOrdersChannel,
  'algo-advance': advancedAlgoChannel,
  fills: fillsChannel,
  account: accountChannel,
  positions: positionsChannel,
  balance_and_position: balanceAndPositionChannel,
  tickers: tickersChannel,
  trades: tradesChannel,
  'trades-all': allTradesChannel,
  books: booksChannel,
  books5: books5Channel,
  'bbo-tbt': bboChannel,
  'books-l2-tbt': tierBookChannel,
  'books50-l2-tbt': tierBookChannel,
  'mark-price': markPriceChannel,
  'funding-rate': fundingRateChannel,
  'open-interest': openInterestChannel,
  'price-limit': priceLimitChannel,
  instruments: instrumentsChannel,
  status: statusChannel,
};

/** The channel of a name; `undefined` where OKX, or the mock, has none. */
export function findChannel(name: string): Channel | undefined {
  return Object.hasOwn(CHANNELS, name) ? CHANNELS[name] : candleChannel(name);
}
