import { type DecimalText, decimalText } from '../domain/decimal.ts';
import type { Position } from '../domain/position.ts';
import type { BaseBroker } from '../ports/broker.ts';

/** An open position as an audit entry keeps it. */
export interface OpenExposure {
  readonly instrument: string;
  readonly marginMode: string;
  readonly side: 'long' | 'short';
  /** Base units. */
  readonly quantity: DecimalText;
  readonly entryPrice: DecimalText;
  readonly unrealizedPnl: DecimalText | null;
  readonly protection: string;
}

/** Positions as an audit entry keeps them. */
export function exposureOf(positions: readonly Position[]): readonly OpenExposure[] {
  return positions.map(({ instrument, marginMode, side, quantity, entryPrice, unrealizedPnl, protection }) => ({
    instrument,
    marginMode,
    side,
    quantity: decimalText(quantity),
    entryPrice: decimalText(entryPrice),
    unrealizedPnl: unrealizedPnl === null ? null : decimalText(unrealizedPnl),
    protection: protection.status,
  }));
}

/** Closes every position; those that are still open afterwards, with what was in the way. */
export async function closeEverything(
  broker: BaseBroker,
): Promise<{ readonly left: readonly Position[]; readonly troubles: readonly string[] }> {
  const troubles: string[] = [];
  for (const { instrument, marginMode } of await broker.getPositions()) {
    try {
      const { orders } = await broker.closePosition({ instrument, marginMode });
      for (const { rejection, denial } of orders) {
        const why = rejection?.venueMessage ?? denial?.message;
        if (why !== undefined) troubles.push(`${instrument}: ${why}`);
      }
    } catch (error) {
      // One that cannot be closed is no reason to leave the others open.
      troubles.push(`${instrument}: ${textOf(error)}`);
    }
  }
  return { left: await broker.getPositions(), troubles };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
