import type { InstrumentId } from '../../domain/instrument.ts';
import { positionsTool, previewTool } from './account-tools.ts';
import { candlesTool } from './candles-tool.ts';
import { fundingTool, orderBookTool } from './market-tools.ts';
import type { ReadOnlyTool } from './read-only-tool.ts';
import { symbolSchema } from './symbol-schema.ts';
import type { ToolReaders } from './tool-readers.ts';

/**
 * What a model may look up on its own: candles, order book, funding, positions, and what an order would cost.
 *
 * Only trading symbols can be asked for. Tools reach reads and nothing else, so none can place an order.
 *
 * @throws {ConfigurationError} `config/invalid` without a trading symbol.
 */
export function tradingTools(readers: ToolReaders, symbols: readonly InstrumentId[]): readonly ReadOnlyTool[] {
  const symbol = symbolSchema(symbols);
  return [
    candlesTool(readers, symbol),
    ...(readers.book === null ? [] : [orderBookTool(readers.book, symbol)]),
    ...(readers.funding === null ? [] : [fundingTool(readers.funding, symbol)]),
    positionsTool(readers.positions, symbol),
    previewTool(readers.preview, symbol),
  ];
}
