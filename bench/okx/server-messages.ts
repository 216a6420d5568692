/** How a server begins. */
export interface ServerOptions {
  readonly instruments: readonly string[];
  /** How many of them the account has a position in, where positions are answered by a fixed text. */
  readonly positions: number;
  /** `calls`: orders and positions are answered by a fixed text; `tickers`: the public stream is a server's own; else the mock answers. */
  readonly fixed: 'calls' | 'tickers' | 'none';
}

/** So many ticker pushes: at a rate, or as fast as they go. */
export interface PushRequest {
  readonly type: 'push';
  readonly count: number;
  readonly perSecond: number | null;
}

export type ServerRequest = PushRequest | { readonly type: 'violations' };

export interface ServerAddress {
  readonly rest: string;
  readonly ws: string;
  readonly apiKey: string;
  readonly secretKey: string;
  readonly passphrase: string;
}

export type ServerReport =
  | ({ readonly type: 'ready' } & ServerAddress)
  | { readonly type: 'pushed' }
  | { readonly type: 'violations'; readonly count: number; readonly orders: number };
