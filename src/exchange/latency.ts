import type { LatencyModel } from './exchange-options.ts';
import type { Random } from './random.ts';

/** How long the next command is under way, in ms. */
export function latencyOf(model: LatencyModel, random: Random): number {
  switch (model.type) {
    case 'none':
      return 0;
    case 'fixed':
      return model.ms;
    case 'jitter':
      return Math.round(model.minMs + random.fraction() * (model.maxMs - model.minMs));
  }
}
