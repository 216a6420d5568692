import { z } from 'zod';
import type { OrderPreview } from '../../domain/account.ts';
import { Decimal } from '../../domain/decimal.ts';
import type { OrderIntent } from '../../domain/order-intent.ts';
import type { Position } from '../../domain/position.ts';
import { type ReadOnlyTool, readOnlyTool } from './read-only-tool.ts';
import type { SymbolSchema } from './symbol-schema.ts';
import type { ToolReaders } from './tool-readers.ts';

/** Open positions of the trading symbols. */
export function positionsTool(positions: ToolReaders['positions'], symbol: SymbolSchema): ReadOnlyTool {
  return readOnlyTool({
    name: 'get_positions',
    description: 'Open positions with entry, mark, profit, margin, liquidation price and protection.',
    parameters: z.object({ symbol: symbol.optional().describe('Only this one; all when left out.') }),
    read: async ({ symbol: id }) => {
      const traded = (await positions()).filter(({ instrument }) => symbol.safeParse(instrument).success);
      return { positions: traded.filter(({ instrument }) => id === undefined || instrument === id).map(positionRow) };
    },
  });
}

/** A positive decimal; a model writes it as a number or as text. */
const positiveDecimal = z
  .union([
    z.string().regex(/^(?!0+(?:\.0+)?$)\d{1,20}(?:\.\d{1,20})?$/, 'a plain decimal above zero, such as "0.015"'),
    z.number().positive(),
  ])
  .transform((value) => new Decimal(value).toFixed());

/** What an order would cost and what would refuse it; nothing is sent. */
export function previewTool(preview: ToolReaders['preview'], symbol: SymbolSchema): ReadOnlyTool {
  return readOnlyTool({
    name: 'preview_order',
    description:
      'What an order would cost: fee, margin, expected price, liquidation price, and what would refuse it. Nothing is sent.',
    parameters: z.object({
      symbol,
      side: z.enum(['buy', 'sell']),
      quantity: positiveDecimal.describe('In base units, such as "0.5" for half a coin.'),
      limit: positiveDecimal.optional().describe('Limit price; a market order when left out.'),
    }),
    read: async ({ symbol: instrument, side, quantity, limit }) => {
      const pricing: OrderIntent['pricing'] =
        limit === undefined ? { type: 'market' } : { type: 'limit', price: limit };
      return previewRow(await preview({ instrument, side, quantity, pricing }));
    },
  });
}

function positionRow(position: Position): unknown {
  const { decisionIds: _ids, ...row } = position.toJSON();
  return row;
}

function previewRow(preview: OrderPreview): unknown {
  return {
    symbol: preview.instrument,
    quantity: preview.quantity.toFixed(),
    expectedPrice: preview.expectedPrice?.toFixed() ?? null,
    slippageFraction: preview.slippageFraction?.toDecimalPlaces(8).toFixed() ?? null,
    fee: `${preview.fee.toFixed()} ${preview.feeCurrency}`,
    requiredMargin: `${preview.requiredMargin.toFixed()} ${preview.marginCurrency}`,
    availableMargin: `${preview.availableMargin.toFixed()} ${preview.marginCurrency}`,
    liquidationPrice: preview.liquidationPrice?.toFixed() ?? null,
    wouldBeRefused: preview.denial,
  };
}
