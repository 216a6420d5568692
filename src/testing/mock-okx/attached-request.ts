import { Decimal } from '../../domain/decimal.ts';
import type { Side, TriggerSource } from '../../domain/order-intent.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { AttachedTerms, LegTerms } from './algo-terms.ts';
import type { ListedInstrument } from './listed-instrument.ts';
import { isRefusal, type Refusal, refuse } from './okx-codes.ts';
import { rowsOf, textOf, type WireRow } from './wire.ts';
import type { WireIds } from './wire-ids.ts';

/** Take-profit and stop-loss of an order: `attachAlgoOrds`, or the older fields of the order itself. */
export function readAttached(
  item: WireRow,
  listed: ListedInstrument,
  ids: WireIds,
): readonly AttachedTerms[] | Refusal {
  const rows = rowsOf(item, 'attachAlgoOrds');
  const own = textOf(item, 'tpTriggerPx') !== '' || textOf(item, 'slTriggerPx') !== '';
  const sources = rows.length > 0 ? rows : own ? [item] : [];
  if (sources.length > 1) return refuse('51000', 'The mock takes one attached take-profit and stop-loss per order.');
  const attached: AttachedTerms[] = [];
  for (const row of sources) {
    const rests = textOf(row, 'tpOrdKind') === 'limit';
    const restingTicks = rests ? readTicks(textOf(row, 'tpOrdPx'), listed) : null;
    if (rests && restingTicks === null) return refuse('51000', 'Parameter tpOrdPx error');
    const takeProfit = rests ? null : readLeg(row, 'tp', listed);
    if (isRefusal(takeProfit)) return takeProfit;
    const stopLoss = readLeg(row, 'sl', listed);
    if (isRefusal(stopLoss)) return stopLoss;
    if (takeProfit === null && stopLoss === null && !rests) return refuse('51000', 'Parameter attachAlgoOrds error');
    const attachAlgoClOrdId = textOf(row, 'attachAlgoClOrdId');
    if (attachAlgoClOrdId !== '' && !/^[A-Za-z0-9]{1,32}$/.test(attachAlgoClOrdId)) {
      return refuse('51000', 'Parameter attachAlgoClOrdId error');
    }
    attached.push({ attachAlgoId: ids.draw(), attachAlgoClOrdId, takeProfit, restingTicks, stopLoss });
  }
  return attached;
}

/** One leg by the prefix of its fields (`tp`, `sl`, `newTp`, `newSl`); `null` where it is not there. */
export function readLeg(row: WireRow, prefix: string, listed: ListedInstrument): LegTerms | Refusal | null {
  const trigger = textOf(row, `${prefix}TriggerPx`);
  const order = textOf(row, `${prefix}OrdPx`);
  if (trigger === '' && order === '') return null;
  const wrong = (field: string): Refusal => refuse('51000', `Parameter ${prefix}${field} error`);
  const triggerTicks = readTicks(trigger, listed);
  if (triggerTicks === null) return wrong('TriggerPx');
  // -1 is a market order.
  const limitTicks = order === '-1' ? null : readTicks(order, listed);
  if (order !== '-1' && limitTicks === null) return wrong('OrdPx');
  const by = textOf(row, `${prefix}TriggerPxType`) || 'last';
  const triggerBy = readTriggerSource(by);
  return triggerBy === null ? wrong('TriggerPxType') : { triggerTicks, limitTicks, triggerBy };
}

/** The index is the last price here. */
export function readTriggerSource(text: string): TriggerSource | null {
  if (text === 'mark') return 'mark';
  return text === 'last' || text === 'index' ? 'last' : null;
}

export function readTicks(text: string, listed: ListedInstrument): number | null {
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const ticks = listed.ticksOf(new Decimal(text));
  return ticks !== null && ticks > 0 ? ticks : null;
}

/** Targets beyond and stops before the order's price; of a market order, the best price. */
export function checkAttached(
  attached: readonly AttachedTerms[],
  order: { readonly listed: ListedInstrument; readonly side: Side; readonly ticks: number | null },
  exchange: Exchange,
): Refusal | null {
  const { instrument } = order.listed;
  const buys = order.side === 'buy';
  const best = buys ? exchange.bestAskTicks(instrument) : exchange.bestBidTicks(instrument);
  const price = order.ticks ?? best ?? exchange.lastTicks(instrument);
  if (price === null) return null;
  const limited = order.ticks !== null;
  for (const { takeProfit, restingTicks, stopLoss } of attached) {
    const target = takeProfit?.triggerTicks ?? restingTicks;
    if (target !== null && (buys ? target <= price : target >= price)) {
      return refuse(limited ? (buys ? '51046' : '51048') : buys ? '51050' : '51052');
    }
    if (stopLoss !== null && (buys ? stopLoss.triggerTicks >= price : stopLoss.triggerTicks <= price)) {
      return refuse(limited ? (buys ? '51047' : '51049') : buys ? '51051' : '51053');
    }
  }
  return null;
}
