import type { Quota } from '../../../src/transport/quota.ts';
import type { Hold, TokenSource, Turn } from '../../../src/transport/token-source.ts';

/** Tokens of another source, with a look at who waits for them and who has not given them back. */
export class TokensInSight implements TokenSource {
  /** Requests that wait for their turn, or for their answer. */
  underWay = 0;
  readonly #source: TokenSource;

  constructor(source: TokenSource) {
    this.#source = source;
  }

  take(quota: Quota, tokens: number, turn: Turn): Hold | Promise<Hold> {
    const taken = this.#source.take(quota, tokens, turn);
    this.underWay++;
    if (!(taken instanceof Promise)) return this.#watched(taken);
    return taken.then(
      (hold) => this.#watched(hold),
      (error: unknown) => {
        this.underWay--;
        throw error;
      },
    );
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  #watched(hold: Hold): Hold {
    let isOut = true;
    const back = (): void => {
      if (isOut) this.underWay--;
      isOut = false;
    };
    return {
      quota: hold.quota,
      giveBack: (end) => {
        back();
        hold.giveBack(end);
      },
      refused: (retryAfterMs) => {
        back();
        hold.refused(retryAfterMs);
      },
    };
  }
}
