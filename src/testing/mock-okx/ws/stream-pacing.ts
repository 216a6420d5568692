/** The times and sizes that the streams keep to, as OKX documents them. A test may change each at any time. */
export interface StreamPacing {
  /** A connection on which nothing goes either way is closed after this long, in ms. */
  idleMs: number;
  /** Changes of the account and of positions within this long come as one push, in ms. */
  mergeMs: number;
  /** How often the account and the positions are pushed without a change, in ms. */
  regularMs: number;
  /** How often a quiet book says so, in ms. */
  bookHeartbeatMs: number;
  /** Coins or positions in one page of a snapshot. */
  pageSize: number;
  /** Connections that may hold one private channel. */
  mostPerChannel: number;
}

export function okxPacing(): StreamPacing {
  return { idleMs: 30_000, mergeMs: 50, regularMs: 5_000, bookHeartbeatMs: 60_000, pageSize: 20, mostPerChannel: 30 };
}
