import { Decimal } from '../../domain/decimal.ts';
import type { MarginMode, SelfTradePrevention, Side, TimeInForce } from '../../domain/order-intent.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { AttachedTerms } from './algo-terms.ts';
import { checkAttached, readAttached } from './attached-request.ts';
import type { InstrumentBoard, ListedInstrument } from './listed-instrument.ts';
import { isRefusal, type Refusal, refuse } from './okx-codes.ts';
import { priceLimitsOf } from './price-limits.ts';
import { isSet, textOf, type WireRow } from './wire.ts';
import type { WireIds } from './wire-ids.ts';

/** The account settings that decide how an order is read. */
export interface AccountSettings {
  /** 1 spot, 2 futures, 3 multi-currency, 4 portfolio. */
  accountLevel: '1' | '2' | '3' | '4';
  positionMode: 'net_mode' | 'long_short_mode';
}

/** An order as the desk takes it. */
export interface OrderRequest {
  readonly listed: ListedInstrument;
  readonly tdMode: MarginMode;
  readonly side: Side;
  readonly posSide: string;
  readonly ordType: string;
  readonly lots: number;
  readonly ticks: number | null;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  readonly clOrdId: string;
  readonly tag: string;
  readonly tgtCcy: string;
  readonly wireSz: string | null;
  readonly stpMode: SelfTradePrevention;
  readonly attached: readonly AttachedTerms[];
}

/** What a request is read against. */
export interface RequestContext {
  readonly exchange: Exchange;
  readonly board: InstrumentBoard;
  readonly ids: WireIds;
  readonly settings: AccountSettings;
  /** As a fraction of the mark price. */
  readonly priceBand: Decimal;
  readonly accountId: string;
}

const TIMES: Readonly<Record<string, TimeInForce>> = {
  market: 'gtc',
  limit: 'gtc',
  post_only: 'post_only',
  fok: 'fok',
  ioc: 'ioc',
  optimal_limit_ioc: 'ioc',
};
const STP_MODES: readonly SelfTradePrevention[] = ['cancel_maker', 'cancel_taker', 'cancel_both'];
/** A plain decimal; OKX refuses exponents and signs. */
const NUMBER = /^\d+(\.\d+)?$/;

export function isNumber(text: string): boolean {
  return NUMBER.test(text) && new Decimal(text).gt(0);
}

/** Reads one item of `trade/order`, or says what OKX has against it before margin is looked at. */
export function readOrder(item: WireRow, context: RequestContext): OrderRequest | Refusal {
  const listed = findInstrument(item, context.board);
  if (isRefusal(listed)) return listed;
  const stopped = checkState(listed, textOf(item, 'ordType'));
  if (stopped !== null) return stopped;
  const tdMode = readTdMode(item, listed, context.settings);
  if (isRefusal(tdMode)) return tdMode;
  const side = textOf(item, 'side');
  if (side !== 'buy' && side !== 'sell') return parameter('side');
  const ordType = textOf(item, 'ordType');
  const timeInForce = TIMES[ordType];
  if (timeInForce === undefined) return parameter('ordType');
  const names = checkNames(item);
  if (names !== null) return names;
  const posSide = readPosSide(item, listed, context, side);
  if (isRefusal(posSide)) return posSide;
  const stp = textOf(item, 'stpMode') || 'cancel_maker';
  const stpMode = STP_MODES.find((mode) => mode === stp);
  if (stpMode === undefined || (stpMode === 'cancel_both' && ordType === 'fok')) return parameter('stpMode');
  const isMarket = ordType === 'market' || ordType === 'optimal_limit_ioc';
  if (ordType === 'optimal_limit_ioc' && !listed.isSwap) return parameter('ordType');
  const ticks = isMarket ? null : readPrice(item, listed, side, context);
  if (isRefusal(ticks)) return ticks;
  const size = readSize(item, listed, { side, isMarket, isTaker: timeInForce !== 'post_only' }, context);
  if (isRefusal(size)) return size;
  // In long/short mode closing orders only reduce by nature.
  const closes = posSide === 'long' ? side === 'sell' : posSide === 'short' ? side === 'buy' : false;
  const reduceOnly = listed.isSwap && (isSet(item, 'reduceOnly') || closes);
  if (reduceOnly) {
    const refusal = checkReduce(listed, tdMode, side, size.lots, context);
    if (refusal !== null) return refusal;
  }
  const attached = readAttached(item, listed, context.ids);
  if (isRefusal(attached)) return attached;
  const wrong = checkAttached(attached, { listed, side, ticks }, context.exchange);
  if (wrong !== null) return wrong;
  return {
    listed,
    tdMode,
    side,
    posSide,
    ordType,
    lots: size.lots,
    ticks,
    timeInForce,
    reduceOnly,
    clOrdId: textOf(item, 'clOrdId'),
    tag: textOf(item, 'tag'),
    tgtCcy: size.tgtCcy,
    wireSz: size.wireSz,
    stpMode,
    attached,
  };
}

export function parameter(name: string): Refusal {
  return refuse('51000', `Parameter ${name} error`);
}

/** By `instId`, or by `instIdCode` where a WebSocket operation names that. */
export function findInstrument(item: WireRow, board: InstrumentBoard): ListedInstrument | Refusal {
  const instId = textOf(item, 'instId');
  const code = textOf(item, 'instIdCode');
  if (instId === '' && code === '') return parameter('instId');
  const listed = code === '' ? board.get(instId) : board.byCode(code);
  return listed ?? refuse('51001');
}

export function checkState(listed: ListedInstrument, ordType: string): Refusal | null {
  switch (listed.state) {
    case 'live':
    case 'test':
      return null;
    case 'post_only':
      return ordType === 'post_only' ? null : refuse('51022', `${listed.instId} takes only post-only orders now.`);
    case 'preopen':
      return refuse('51021');
    case 'expired':
      return refuse('51027');
    case 'settling':
      return refuse('51030');
    case 'suspend':
      return refuse('51022');
  }
}

export function readTdMode(item: WireRow, listed: ListedInstrument, settings: AccountSettings): MarginMode | Refusal {
  const tdMode = textOf(item, 'tdMode');
  const single = settings.accountLevel === '1' || settings.accountLevel === '2';
  if (!listed.isSwap) {
    // What the core calls cash is `cross` in the account levels that share collateral.
    if (tdMode === (single ? 'cash' : 'cross')) return 'cash';
    return tdMode === ''
      ? parameter('tdMode')
      : refuse('51010', `tdMode ${tdMode} is not for spot in this account mode.`);
  }
  if (settings.accountLevel === '1') return refuse('51010');
  return tdMode === 'cross' || tdMode === 'isolated' ? tdMode : parameter('tdMode');
}

/** Ids and tags have their alphabet and their length. */
function checkNames(item: WireRow): Refusal | null {
  const clOrdId = textOf(item, 'clOrdId');
  if (clOrdId !== '' && !/^[A-Za-z0-9]{1,32}$/.test(clOrdId)) return parameter('clOrdId');
  const tag = textOf(item, 'tag');
  return tag !== '' && !/^[A-Za-z0-9]{1,16}$/.test(tag) ? parameter('tag') : null;
}

export function readPosSide(
  item: WireRow,
  listed: ListedInstrument,
  context: Pick<RequestContext, 'settings' | 'exchange' | 'accountId'>,
  side: Side,
): string | Refusal {
  const posSide = textOf(item, 'posSide');
  if (!listed.isSwap) return posSide === '' || posSide === 'net' ? '' : parameter('posSide');
  if (context.settings.positionMode === 'net_mode') {
    return posSide === '' || posSide === 'net' ? 'net' : parameter('posSide');
  }
  if (posSide !== 'long' && posSide !== 'short') return parameter('posSide');
  // The core nets: a long and a short of one instrument at the same time are refused, loudly.
  const position = context.exchange
    .account(context.accountId)
    .position(listed.instrument, textOf(item, 'tdMode') === 'isolated' ? 'isolated' : 'cross');
  const opens = (posSide === 'long') === (side === 'buy');
  if (opens && position.lots !== 0 && position.lots > 0 !== (posSide === 'long')) {
    return refuse('51000', 'The mock does not hold a long and a short of one instrument at the same time.');
  }
  return posSide;
}

function readPrice(
  item: WireRow,
  listed: ListedInstrument,
  side: Side,
  { exchange, priceBand }: RequestContext,
): number | Refusal {
  const text = textOf(item, 'px');
  if (!isNumber(text)) return parameter('px');
  const ticks = listed.ticksOf(new Decimal(text));
  if (ticks === null) return parameter('px');
  const limits = priceLimitsOf(exchange, listed, priceBand);
  if (limits === null) return ticks;
  const beyond = side === 'buy' ? ticks > limits.buyTicks : ticks < limits.sellTicks;
  if (!beyond) return ticks;
  const edge = side === 'buy' ? limits.buyTicks : limits.sellTicks;
  if (textOf(item, 'pxAmendType') === '1') return edge;
  return side === 'buy'
    ? refuse('51137', `The highest price limit for buy orders is ${listed.priceOf(edge)}.`)
    : refuse('51138', `The lowest price limit for sell orders is ${listed.priceOf(edge)}.`);
}

interface ReadSize {
  readonly lots: number;
  readonly tgtCcy: string;
  readonly wireSz: string | null;
}

function readSize(
  item: WireRow,
  listed: ListedInstrument,
  order: { readonly side: Side; readonly isMarket: boolean; readonly isTaker: boolean },
  { exchange, accountId }: RequestContext,
): ReadSize | Refusal {
  const text = textOf(item, 'sz');
  if (!isNumber(text)) return parameter('sz');
  const sz = new Decimal(text);
  const spotMarket = !listed.isSwap && order.isMarket;
  const tgtCcy = spotMarket ? textOf(item, 'tgtCcy') || (order.side === 'buy' ? 'quote_ccy' : 'base_ccy') : '';
  if (spotMarket && tgtCcy !== 'quote_ccy' && tgtCcy !== 'base_ccy') return parameter('tgtCcy');
  const { instrument } = listed;
  if (tgtCcy === 'quote_ccy') {
    const best = order.side === 'buy' ? exchange.bestAskTicks(instrument) : exchange.bestBidTicks(instrument);
    const ticks = best ?? exchange.lastTicks(instrument);
    if (ticks === null) return refuse('51022');
    const lots = instrument.lots(sz.div(listed.priceOf(ticks)), 'down');
    return lots < listed.minLots ? tooSmall(listed) : { lots, tgtCcy, wireSz: text };
  }
  if (sz.lt(listed.field('minSz'))) return tooSmall(listed);
  const lots = listed.lotsOf(sz);
  if (lots === null) return refuse('51121');
  if (order.isMarket) {
    if (listed.isSwap && sz.gt(listed.field('maxMktSz'))) return refuse('51202');
  } else if (sz.gt(listed.field('maxLmtSz'))) {
    return refuse('51005');
  }
  if (spotMarket && !isSet(item, 'banAmend')) {
    // A market order on spot is made smaller rather than refused where the balance is short of a little.
    const fitting = affordableLots(exchange, accountId, listed, order.side);
    if (fitting !== null && fitting < lots && fitting >= listed.minLots) return { lots: fitting, tgtCcy, wireSz: null };
  }
  return { lots, tgtCcy, wireSz: null };
}

/** What the balance is good for at the best price. */
function affordableLots(exchange: Exchange, accountId: string, listed: ListedInstrument, side: Side): number | null {
  const { instrument } = listed;
  if (side === 'sell') return Number(exchange.free(accountId, instrument.baseCurrency) / instrument.lotMoney);
  const ticks = exchange.bestAskTicks(instrument) ?? exchange.lastTicks(instrument);
  if (ticks === null) return null;
  return Number(exchange.free(accountId, instrument.quoteCurrency) / (BigInt(ticks) * instrument.costMoney));
}

function tooSmall(listed: ListedInstrument): Refusal {
  return refuse('51020', `Your order should meet or exceed the minimum order amount, ${listed.field('minSz')}.`);
}

/** Reduce-only orders that reduce nothing are refused whole; they are not made to fit. */
export function checkReduce(
  listed: ListedInstrument,
  tdMode: MarginMode,
  side: Side,
  lots: number,
  { exchange, accountId }: Pick<RequestContext, 'exchange' | 'accountId'>,
): Refusal | null {
  const held = exchange.account(accountId).position(listed.instrument, tdMode).lots;
  if (held === 0) return refuse('51169');
  if (held > 0 === (side === 'buy')) return refuse('51170');
  return lots > Math.abs(held) ? refuse('51112') : null;
}
