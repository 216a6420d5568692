import type { z } from 'zod';
import type { Push } from '../../stream/channel.ts';
import { readRow } from '../../wire/parse.ts';
import type { Audience } from './audience.ts';
import type { ChannelNews } from './channel-news.ts';

/** How the rows of a channel are read that tells how something stands. */
export interface StateChannel<Row, T> {
  /** For messages, such as `WebSocket tickers`. */
  readonly name: string;
  readonly row: z.ZodType<Row>;
  /** OKX's time of a row, epoch ms. */
  readonly at: (row: Row) => number;
  readonly read: (row: Row) => T;
}

/** How something stands, with every push. A push that was overtaken by a newer one, or says the same again, is not told. */
export class StateNews<Row, T> implements ChannelNews {
  readonly #channel: StateChannel<Row, T>;
  readonly #audience: Audience<T>;
  #toldAt = Number.NEGATIVE_INFINITY;
  #told = '';

  constructor(channel: StateChannel<Row, T>, audience: Audience<T>) {
    this.#channel = channel;
    this.#audience = audience;
  }

  begin(): void {
    // OKX begins with the state as it is, so there is nothing to catch up with.
    this.#audience.live();
  }

  lost(): void {
    this.#audience.lost();
  }

  push({ data }: Push): void {
    const { name, row: schema, at: timeOf, read } = this.#channel;
    for (const value of data) {
      const row = readRow(name, schema, value);
      const at = timeOf(row);
      const text = JSON.stringify(row);
      if (at < this.#toldAt || text === this.#told) continue;
      this.#toldAt = at;
      this.#told = text;
      this.#audience.tellState(read(row));
    }
  }

  end(): void {}
}
