import type { InstrumentId } from '../../../domain/instrument.ts';
import type { Quote } from '../../../domain/market.ts';
import type { Unsubscribe } from '../../../ports/broker.ts';
import type { MarketListener } from '../../../ports/market-listener.ts';
import type { OkxCandle, OkxFunding, OkxTrade } from '../../codec/market-reading.ts';
import type { OkxBar } from './okx-bars.ts';
import type { OrderBookView } from './order-book-view.ts';
import type { OkxMark } from './state-channels.ts';

/**
 * Streams of OKX's market, each subscribed to when the first listener comes and given up when the last one goes.
 *
 * Each method returns what ends the listening.
 *
 * @throws {VenueError} `venue/unknown_instrument`. @throws {ConnectivityError} `net/not_connected`.
 */
export interface OkxMarketStreams {
  /** Best bid and ask and the last price, as they change. OKX's tickers have no mark price: `mark` is `null`. */
  watchTicker(instrument: InstrumentId, listener: MarketListener<Quote>): Unsubscribe;
  /** Of a swap; it comes about every 10 seconds even where it has not changed. */
  watchMarkPrice(instrument: InstrumentId, listener: MarketListener<OkxMark>): Unsubscribe;
  /** Of a swap: what is paid next, as it changes. */
  watchFunding(instrument: InstrumentId, listener: MarketListener<OkxFunding>): Unsubscribe;
  /** Every single trade, by rising id. Trades missed while a connection was down are read and told first. */
  watchTrades(instrument: InstrumentId, listener: MarketListener<OkxTrade>): Unsubscribe;
  /**
   * Bars as they grow and once as they close. Bars missed while a connection was down are read and told first.
   *
   * @throws {ConfigurationError} `config/invalid` for a bar that OKX does not have.
   */
  watchCandles(
    subject: { readonly instrument: InstrumentId; readonly bar: OkxBar },
    listener: MarketListener<OkxCandle>,
  ): Unsubscribe;
  /** The book of up to 400 levels a side, with every change. After a loss or a gap it begins with a new snapshot. */
  watchBook(instrument: InstrumentId, listener: MarketListener<OrderBookView>): Unsubscribe;
}
