/** What is at stake: `simulator` trades on a simulated exchange, `paper` on a venue's demo account, `live` with money. */
export const RUNTIME_MODES = ['simulator', 'paper', 'live'] as const;
/** One of {@link RUNTIME_MODES}. */
export type RuntimeMode = (typeof RUNTIME_MODES)[number];

/** Whose rows they are. Every store is bound to one scope; rows of different scopes never meet. */
export interface StoreScope {
  /** `simulation` for the simulator. */
  readonly portfolioId: string;
  readonly runtimeMode: RuntimeMode;
}
