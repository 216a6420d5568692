import type { CancelTimer, Clock } from '../../../ports/clock.ts';
import type { Listing } from '../../codec/listing.ts';
import type { Push } from '../../stream/channel.ts';
import { bookRow } from '../../wire/market-rows.ts';
import { readRow } from '../../wire/parse.ts';
import type { Audience } from './audience.ts';
import type { ChannelNews } from './channel-news.ts';
import { OkxBook } from './okx-book.ts';
import type { OrderBookView } from './order-book-view.ts';

export interface BookNewsOptions {
  readonly listing: Listing;
  readonly audience: Audience<OrderBookView>;
  /** Asks OKX for a new snapshot: the channel is left and entered again. */
  readonly resubscribe: () => void;
  readonly clock: Clock;
  /** How long a snapshot may take, ms. */
  readonly answerMs: number;
}

/** The book of the books channel, told with every change. Where the chain of changes breaks, it waits for a new snapshot. */
export class BookNews implements ChannelNews {
  readonly #options: BookNewsOptions;
  readonly #book: OkxBook;
  #hasSnapshot = false;
  #stopTimer: CancelTimer = () => {};

  constructor(options: BookNewsOptions) {
    this.#options = options;
    this.#book = new OkxBook(options.listing);
  }

  begin(): void {
    const { clock, answerMs, resubscribe } = this.#options;
    this.#stopTimer();
    this.#stopTimer = clock.schedule(answerMs, () => {
      if (!this.#hasSnapshot) resubscribe();
    });
  }

  lost(): void {
    this.#stopTimer();
    this.#hasSnapshot = false;
    this.#options.audience.lost();
  }

  push({ data, action }: Push): void {
    const { audience } = this.#options;
    for (const value of data) {
      const row = readRow('WebSocket books', bookRow, value);
      if (action === 'snapshot') {
        // One that nobody asked for is a repetition, or the chain is not what it seems.
        if (this.#hasSnapshot) {
          if (this.#book.update(row) !== 'repeated') this.#break();
          continue;
        }
        this.#hasSnapshot = true;
        this.#book.snapshot(row);
        audience.tellState(this.#book);
        audience.live();
        continue;
      }
      // Changes to a book that is given up may still be on their way.
      if (!this.#hasSnapshot) continue;
      const step = this.#book.update(row);
      if (step === 'applied') audience.tellState(this.#book);
      else if (step === 'broken') this.#break();
    }
  }

  end(): void {
    this.#stopTimer();
  }

  #break(): void {
    this.lost();
    this.#options.resubscribe();
  }
}
