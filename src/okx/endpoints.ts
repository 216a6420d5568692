import { AccountEndpoints } from './endpoints/account-endpoints.ts';
import { PublicEndpoints } from './endpoints/public-endpoints.ts';
import { TradeEndpoints } from './endpoints/trade-endpoints.ts';
import type { OkxSend } from './request.ts';

/** OKX's REST interface, as far as a broker needs it. */
export interface OkxEndpoints {
  readonly trade: TradeEndpoints;
  readonly account: AccountEndpoints;
  readonly public: PublicEndpoints;
}

/**
 * Typed calls over a function that sends one request.
 *
 * Reads throw for every answer that is not a yes; commands never throw, since each of their answers means something.
 */
export function okxEndpoints(send: OkxSend): OkxEndpoints {
  return {
    trade: new TradeEndpoints(send),
    account: new AccountEndpoints(send),
    public: new PublicEndpoints(send),
  };
}
