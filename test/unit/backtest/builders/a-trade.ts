import type { RecordedTrade } from '../../../../src/backtest/recorder.ts';
import { indexDecisions, type Trade, toTrade } from '../../../../src/backtest/trade.ts';
import type { ClosedPosition } from '../../../../src/domain/account.ts';
import { type DecimalInput, toDecimal } from '../../../../src/domain/decimal.ts';

/** What a test may say about a closed position. */
export interface ClosedDescription
  extends Partial<Pick<ClosedPosition, 'instrument' | 'side' | 'openedAt' | 'closedAt' | 'closedBy' | 'decisionIds'>> {
  readonly quantity?: DecimalInput;
  readonly entryPrice?: DecimalInput;
  readonly exitPrice?: DecimalInput;
  readonly grossPnl?: DecimalInput;
  readonly fees?: DecimalInput;
  readonly funding?: DecimalInput;
}

/** A long of 0.01 BTC from 50,000 that closed where it opened, changed where the test is about it. */
export function aClosedPosition(description: ClosedDescription = {}): ClosedPosition {
  const read = (input: DecimalInput | undefined, usual: string) => toDecimal(input ?? usual);
  const [gross, fees, funding] = [description.grossPnl, description.fees, description.funding].map((one) =>
    read(one, '0'),
  );
  if (gross === undefined || fees === undefined || funding === undefined)
    throw new TypeError('Three amounts are read.');
  return {
    instrument: description.instrument ?? 'BTC-USDT-SWAP',
    marginMode: 'cross',
    side: description.side ?? 'long',
    maxQuantity: read(description.quantity, '0.01'),
    entryPrice: read(description.entryPrice, '50000'),
    exitPrice: read(description.exitPrice, '50000'),
    realizedPnl: gross,
    fees,
    funding,
    netPnl: gross.sub(fees).add(funding),
    openedAt: description.openedAt ?? 0,
    closedAt: description.closedAt ?? 60_000,
    closedBy: description.closedBy ?? 'order',
    decisionIds: description.decisionIds ?? [],
  };
}

export function aRecordedTrade(description: ClosedDescription & Partial<RecordedTrade> = {}): RecordedTrade {
  const { stopPrice = null, targetPrice = null, entryDecisionId = null, exitOrderId = null, ...closed } = description;
  return {
    closed: description.closed ?? aClosedPosition(closed),
    stopPrice,
    targetPrice,
    entryDecisionId,
    exitOrderId,
  };
}

/** A trade without decisions; see {@link aClosedPosition}. */
export function aTrade(description: ClosedDescription = {}): Trade {
  return toTrade(aRecordedTrade(description), 1, indexDecisions([]));
}
