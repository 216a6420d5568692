import type { Quote } from '../../../domain/market.ts';
import { readQuote } from '../../codec/market-reading.ts';
import type { Push } from '../../stream/channel.ts';
import { tickerRow } from '../../wire/market-rows.ts';
import { readRow } from '../../wire/parse.ts';
import type { Audience } from './audience.ts';
import type { ChannelNews } from './channel-news.ts';

/** Quotes of the tickers channel. One that was overtaken by a newer one, or says the same again, is not told. */
export class TickerNews implements ChannelNews {
  readonly #audience: Audience<Quote>;
  #toldAt = Number.NEGATIVE_INFINITY;
  #told = '';

  constructor(audience: Audience<Quote>) {
    this.#audience = audience;
  }

  begin(): void {
    // OKX begins with the ticker as it stands, so there is nothing to catch up with.
    this.#audience.live();
  }

  lost(): void {
    this.#audience.lost();
  }

  push({ data }: Push): void {
    for (const value of data) {
      const row = readRow('WebSocket tickers', tickerRow, value);
      const at = Number(row.ts);
      const text = JSON.stringify(row);
      if (at < this.#toldAt || text === this.#told) continue;
      this.#toldAt = at;
      this.#told = text;
      this.#audience.tellState(readQuote(row, null));
    }
  }

  end(): void {}
}
