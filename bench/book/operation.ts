/** Kinds of operation in a stream. */
export const LIMIT = 0;
export const MARKET = 1;
export const CANCEL = 2;

/** Sides of an order in a stream; also indexes of a pair of bids and asks. */
export const BUY = 0;
export const SELL = 1;
