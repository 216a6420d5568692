/** How many pushes come, and how fast; `null` for as fast as they go. */
export interface TickerPushes {
  readonly count: number;
  readonly perSecond: number | null;
}
