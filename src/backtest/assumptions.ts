import type { FeeRates, SimulatedBrokerConfig } from '../config.ts';
import { type DecimalInput, toDecimal } from '../domain/decimal.ts';
import { assertNever } from '../errors/index.ts';
import type { Assumption } from './run-record.ts';

/** What a reader must know of the configuration to believe the figures, in words. */
export function assumptionsOf(config: SimulatedBrokerConfig): readonly Assumption[] {
  const share = config.fill?.volumeShare;
  return [
    { label: 'Fees of swaps', value: fees(config.fees?.swap ?? { maker: '0.0002', taker: '0.0005' }) },
    { label: 'Fees of spot', value: fees(config.fees?.spot ?? { maker: '0.0008', taker: '0.001' }) },
    {
      label: 'Fills',
      value:
        'Market orders meet the open of the bar that begins at the decision. Inside a bar a limit fills and a stop triggers on touch; a bar that reaches stop and target stops; gaps fill at the open.',
    },
    {
      label: 'Volume',
      value: `A bar without volume fills nothing; all fills together take at most ${percent(share ?? '1')} of a bar's.`,
    },
    { label: 'Slippage model', value: slippage(config.slippage) },
    { label: 'Latency model', value: latency(config.latency) },
    { label: 'Default leverage', value: `${toDecimal(config.defaultLeverage ?? '3').toFixed()} ×` },
    {
      label: 'Risk limits',
      value: config.risk?.mode === 'observe' ? 'Observed, not enforced' : 'Enforced: orders beyond them are denied',
    },
    { label: 'Seed', value: String(config.seed ?? 1) },
  ];
}

function fees({ maker, taker }: FeeRates): string {
  return `${percent(maker)} maker, ${percent(taker)} taker`;
}

function slippage(model: SimulatedBrokerConfig['slippage'] = { type: 'none' }): string {
  switch (model.type) {
    case 'none':
      return 'None beyond the price that the order meets';
    case 'fraction':
      return `${percent(model.fraction)} of the price against every taker`;
    case 'ticks':
      return `${model.ticks} ticks against every taker`;
    case 'volatility':
      return `${percent(model.fraction)} of the last closed bar's range against every taker`;
    case 'volume_share':
      return `${percent(model.fraction)} of the price for the whole volume of a bar, less for a part`;
    default:
      return assertNever(model);
  }
}

function latency(model: SimulatedBrokerConfig['latency'] = { type: 'none' }): string {
  switch (model.type) {
    case 'none':
      return 'None: orders arrive at the instant of the decision';
    case 'fixed':
      return `${model.ms} ms for every command`;
    case 'jitter':
      return `${model.minMs} to ${model.maxMs} ms, drawn from the seed`;
    default:
      return assertNever(model);
  }
}

function percent(fraction: DecimalInput): string {
  return `${toDecimal(fraction).mul(100).toFixed()} %`;
}
