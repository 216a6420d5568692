import { Decimal } from '../../domain/decimal.ts';
import type { MarginMode } from '../../domain/order-intent.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { TrailCommand } from '../../exchange/order-command.ts';
import type { LegTerms } from './algo-terms.ts';
import { checkAttached, readAttached, readLeg, readTicks, readTriggerSource } from './attached-request.ts';
import { ALGO_TYPES, DeskAlgo, type DeskAlgoTerms, type TrailTerms } from './desk-algo.ts';
import type { ListedInstrument } from './listed-instrument.ts';
import { isRefusal, type Refusal, refuse } from './okx-codes.ts';
import {
  checkReduce,
  checkState,
  findInstrument,
  isNumber,
  parameter,
  type RequestContext,
  readPosSide,
  readTdMode,
} from './order-request.ts';
import { isSet, textOf, type WireRow } from './wire.ts';

/** Reads `trade/order-algo`, or says what OKX has against it. */
export function readAlgo(item: WireRow, context: RequestContext, now: number): DeskAlgo | Refusal {
  const listed = findInstrument(item, context.board);
  if (isRefusal(listed)) return listed;
  const stopped = checkState(listed, 'market');
  if (stopped !== null) return stopped;
  const tdMode = readTdMode(item, listed, context.settings);
  if (isRefusal(tdMode)) return tdMode;
  const side = textOf(item, 'side');
  if (side !== 'buy' && side !== 'sell') return parameter('side');
  const ordType = ALGO_TYPES.find((type) => type === textOf(item, 'ordType'));
  if (ordType === undefined) return parameter('ordType');
  const algoClOrdId = textOf(item, 'algoClOrdId');
  if (algoClOrdId !== '' && !/^[A-Za-z0-9]{1,32}$/.test(algoClOrdId)) return parameter('algoClOrdId');
  const tag = textOf(item, 'tag');
  if (tag !== '' && !/^[A-Za-z0-9]{1,16}$/.test(tag)) return parameter('tag');
  const posSide = readPosSide(item, listed, context, side);
  if (isRefusal(posSide)) return posSide;
  const closes = posSide === 'long' ? side === 'sell' : posSide === 'short' ? side === 'buy' : false;
  const isWhole = textOf(item, 'closeFraction') !== '';
  if (isWhole && (textOf(item, 'closeFraction') !== '1' || !listed.isSwap)) return parameter('closeFraction');
  const reduceOnly = listed.isSwap && (isSet(item, 'reduceOnly') || closes || isWhole);
  const lots = isWhole ? Number.MAX_SAFE_INTEGER : readLots(item, listed);
  if (isRefusal(lots)) return lots;
  if (reduceOnly) {
    const refusal = checkReduce(listed, tdMode, side, 0, context);
    if (refusal !== null) return refusal;
  }
  const legs = readLegs(item, listed, ordType);
  if (isRefusal(legs)) return legs;
  const wrong = checkTriggers({ listed, side, ...legs }, context.exchange);
  if (wrong !== null) return wrong;
  const { trigger } = legs;
  const attached = trigger === null ? [] : readAttached(item, listed, context.ids);
  if (isRefusal(attached)) return attached;
  const ticks = trigger?.limitTicks ?? trigger?.triggerTicks ?? null;
  const misplaced = checkAttached(attached, { listed, side, ticks }, context.exchange);
  if (misplaced !== null) return misplaced;
  const terms: DeskAlgoTerms = {
    algoId: context.ids.draw(),
    algoClOrdId,
    tag,
    listed,
    side,
    posSide,
    tdMode,
    ordType,
    reduceOnly,
    cxlOnClosePos: isSet(item, 'cxlOnClosePos'),
    isWhole,
    trail: legs.trail,
    attached,
    lever: listed.isSwap ? leverOf(listed, tdMode, context) : '',
    cTime: now,
  };
  return new DeskAlgo(terms, { lots, takeProfit: legs.takeProfit, stopLoss: legs.stopLoss, trigger: legs.trigger });
}

function leverOf(listed: ListedInstrument, tdMode: MarginMode, { exchange, accountId }: RequestContext): string {
  return `${exchange.account(accountId).position(listed.instrument, tdMode).leverage / 100}`;
}

export function readLots(item: WireRow, listed: ListedInstrument, field = 'sz'): number | Refusal {
  const text = textOf(item, field);
  if (!isNumber(text)) return parameter(field);
  const sz = new Decimal(text);
  if (sz.lt(listed.field('minSz'))) return refuse('51020');
  return listed.lotsOf(sz) ?? refuse('51121');
}

interface Legs {
  readonly takeProfit: LegTerms | null;
  readonly stopLoss: LegTerms | null;
  readonly trigger: LegTerms | null;
  readonly trail: TrailTerms | null;
}

function readLegs(item: WireRow, listed: ListedInstrument, ordType: string): Legs | Refusal {
  const none = { takeProfit: null, stopLoss: null, trigger: null, trail: null };
  if (ordType === 'trigger') {
    const trigger = readTrigger(item, listed);
    return isRefusal(trigger) ? trigger : { ...none, trigger };
  }
  if (ordType === 'move_order_stop') {
    const trail = readTrail(item, listed);
    return isRefusal(trail) ? trail : { ...none, trail };
  }
  const takeProfit = readLeg(item, 'tp', listed);
  if (isRefusal(takeProfit)) return takeProfit;
  const stopLoss = readLeg(item, 'sl', listed);
  if (isRefusal(stopLoss)) return stopLoss;
  const both = takeProfit !== null && stopLoss !== null;
  if (ordType === 'oco' ? !both : both || (takeProfit === null && stopLoss === null)) {
    return refuse('51000', 'Parameter tpTriggerPx or slTriggerPx error');
  }
  return { ...none, takeProfit, stopLoss };
}

function readTrigger(item: WireRow, listed: ListedInstrument): LegTerms | Refusal {
  const triggerTicks = readTicks(textOf(item, 'triggerPx'), listed);
  if (triggerTicks === null) return parameter('triggerPx');
  const order = textOf(item, 'orderPx');
  const limitTicks = order === '-1' ? null : readTicks(order, listed);
  if (order !== '-1' && limitTicks === null) return parameter('orderPx');
  const triggerBy = readTriggerSource(textOf(item, 'triggerPxType') || 'last');
  return triggerBy === null ? parameter('triggerPxType') : { triggerTicks, limitTicks, triggerBy };
}

function readTrail(item: WireRow, listed: ListedInstrument): TrailTerms | Refusal {
  const [callbackRatio, callbackSpread] = [textOf(item, 'callbackRatio'), textOf(item, 'callbackSpread')];
  if ((callbackRatio === '') === (callbackSpread === '')) return parameter('callbackRatio');
  let command: TrailCommand;
  if (callbackRatio !== '') {
    if (!isNumber(callbackRatio) || new Decimal(callbackRatio).gte(1)) return parameter('callbackRatio');
    command = { billionths: new Decimal(callbackRatio).mul(1_000_000_000).floor().toNumber() };
  } else {
    const ticks = readTicks(callbackSpread, listed);
    if (ticks === null) return parameter('callbackSpread');
    command = { ticks };
  }
  const active = textOf(item, 'activePx');
  const activeTicks = active === '' ? null : readTicks(active, listed);
  if (active !== '' && activeTicks === null) return parameter('activePx');
  return { command, callbackRatio, callbackSpread, activeTicks };
}

/** A target lies beyond the price, a stop before it. */
export function checkTriggers(
  algo: {
    readonly listed: ListedInstrument;
    readonly side: string;
    readonly takeProfit: LegTerms | null;
    readonly stopLoss: LegTerms | null;
  },
  exchange: Exchange,
): Refusal | null {
  const { takeProfit, stopLoss, listed } = algo;
  const last = exchange.lastTicks(listed.instrument);
  if (last === null) return null;
  const buys = algo.side === 'buy';
  if (takeProfit !== null && (buys ? takeProfit.triggerTicks >= last : takeProfit.triggerTicks <= last)) {
    return refuse(buys ? '51277' : '51278');
  }
  if (stopLoss !== null && (buys ? stopLoss.triggerTicks <= last : stopLoss.triggerTicks >= last)) {
    return refuse(buys ? '51280' : '51279');
  }
  return null;
}
