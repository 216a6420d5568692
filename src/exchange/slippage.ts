import type { SlippageModel } from './exchange-options.ts';
import type { Market } from './market.ts';

/** How many ticks worse than `ticks` a taker of `lots` fills. */
export function slippageTicks(model: SlippageModel, market: Market, ticks: number, lots: number): number {
  switch (model.type) {
    case 'none':
      return 0;
    case 'ticks':
      return model.ticks;
    case 'fraction':
      return Math.ceil((ticks * model.millionths) / 1e6);
    case 'volatility':
      return Math.ceil((market.range * model.millionths) / 1e6);
    case 'volume_share':
      return market.volume > 0
        ? Math.ceil((ticks * model.millionths * Math.min(1, lots / market.volume)) / 1e6)
        : Math.ceil((ticks * model.millionths) / 1e6);
  }
}
