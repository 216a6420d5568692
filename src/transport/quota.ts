/** A limit of the venue: at most `limit` tokens in every window of `windowMs`, wherever the window begins. */
export interface Quota {
  /** What is limited, with the user, instrument or address that it is limited for; equal ids share one budget. */
  readonly id: string;
  readonly limit: number;
  readonly windowMs: number;
}

/** What one request takes out of a quota. */
export interface QuotaUse {
  readonly quota: Quota;
  /** Default 1; a batch of orders takes one per order where the venue counts so. */
  readonly tokens?: number;
}
