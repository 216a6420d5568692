/** One thing that was read, and when. */
export interface CachedRead {
  /** JSON text. */
  readonly text: string;
  /** When it was true, epoch ms. */
  readonly at: number;
}

/**
 * Keeps what was read of a market, with its age, for this process or for several.
 *
 * It may forget anything at any time. One that cannot be reached throws; the reader then asks the venue.
 */
export interface MarketCache {
  /** `null` where nothing is kept. */
  get(key: string): Promise<CachedRead | null>;
  /** Keeps a read, unless a newer one is kept already. `keepMs` is how long it can be of use. */
  set(key: string, read: CachedRead, keepMs: number): Promise<void>;
  close(): Promise<void>;
}
