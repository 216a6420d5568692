import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { MarginMode } from '../domain/order-intent.ts';
import type { Appointment, Errand } from './agenda.ts';
import type { ExchangeState } from './exchange-state.ts';
import type { LiquiditySource, Market } from './market.ts';
import type { OrderCommand } from './order-command.ts';
import { ASK, BID, EXTERNAL, NO_SLOT } from './order-slots.ts';
import type { ProtectionGroup } from './protection-group.ts';
import type { Exposure, TradingAccount } from './trading-account.ts';

/** Grows when the shape of a snapshot changes. */
export const SNAPSHOT_VERSION = 1;

/** A command with its instrument by id. */
export type SavedCommand = Omit<OrderCommand, 'instrument' | 'identity'> & {
  readonly instrument: string;
  readonly identity: (Omit<Order['identity'], 'instrument'> & { readonly instrument: string }) | null;
};
export type SavedErrand =
  | Exclude<Errand, { type: 'submit' }>
  | { readonly type: 'submit'; readonly accountId: string; readonly command: SavedCommand };

/** Orders are named by their sequence numbers, amounts are strings, `null` stands for a number that is not there. */
export interface SavedExchangeState {
  readonly version: number;
  readonly now: number;
  readonly random: readonly [number, number, number, number];
  readonly fills: number;
  readonly entries: number;
  readonly nextSequence: number;
  readonly accounts: readonly SavedAccount[];
  readonly groups: readonly SavedGroup[];
  readonly orders: readonly SavedOrder[];
  /** Sequence numbers of the orders that have ended, oldest first. */
  readonly ended: readonly number[];
  readonly markets: readonly SavedMarket[];
}

export interface SavedAccount {
  readonly id: string;
  readonly transferred: readonly (readonly [currency: string, amount: string])[];
  readonly holdings: readonly {
    readonly instrument: string;
    readonly amounts: readonly [quantity: string, cost: string, realized: string, baseFees: string, quoteFees: string];
  }[];
  /** In the order in which they came about. */
  readonly exposures: readonly SavedExposure[];
  readonly liquidating: readonly string[];
}

export interface SavedExposure {
  readonly instrument: string;
  readonly mode: MarginMode;
  readonly position: {
    readonly lots: number;
    readonly cost: string;
    readonly leverage: number;
    readonly margin: string;
    readonly realized: string;
    readonly feeParts: string;
    readonly feeMoney: string;
    readonly funding: string;
  } | null;
  readonly reducing: readonly number[];
  readonly liquidation: number;
  readonly flowBefore: string | null;
}

export interface SavedGroup {
  readonly parentId: string;
  readonly stop: number;
  readonly target: number;
  readonly stopAttempt: number;
  readonly targetAttempt: number;
}

export interface SavedOrder {
  readonly sequence: number;
  readonly account: number;
  readonly command: SavedCommand;
  readonly side: number;
  readonly ticks: number;
  readonly lots: number;
  readonly state: number;
  readonly reason: number;
  readonly total: number;
  readonly filled: number;
  readonly cost: string;
  readonly feeParts: string;
  readonly trigger: number | null;
  readonly best: number | null;
  readonly queueAhead: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly triggeredAt: number | null;
  readonly firstFillAt: number | null;
  /** Index of its group, or −1. */
  readonly group: number;
  readonly rejection: unknown;
}

export interface SavedMarket {
  readonly instrument: string;
  readonly revision: number;
  /** Tick and lot, by which its integers are read; older snapshots do not have them. */
  readonly steps?: string;
  readonly source: LiquiditySource;
  readonly hasDepth: boolean;
  readonly tradesSeen: boolean;
  readonly ownMarks: boolean;
  readonly numbers: readonly (number | null)[];
  readonly trailing: readonly number[];
  readonly waiting: readonly number[];
  readonly agenda: readonly { readonly at: number; readonly errand: SavedErrand }[];
  readonly arrivals: readonly SavedErrand[];
  /** In the order in which they trade: a sequence number, or the market's own ticks and lots. */
  readonly book: readonly {
    readonly side: number;
    readonly order: number;
    readonly level: readonly [number, number];
  }[];
  /** Armed orders of each direction and source, the first to act last. */
  readonly triggers: readonly (readonly number[])[];
}

/** What a tick and a lot of an instrument are. */
export function stepsOf({ tickSize, lotSize }: Instrument): string {
  return `tick ${tickSize.toFixed()}, lot ${lotSize.toFixed()}`;
}

export function snapshotOf(state: ExchangeState): SavedExchangeState {
  const { orders } = state;
  const groups: ProtectionGroup[] = [];
  const ended = orders.ended();
  // Order of arrival, which is the order of the accounts' own lists of ids, too.
  const slots = [...ended];
  for (const account of state.accounts) slots.push(...state.openSlots(account));
  slots.sort((a, b) => orders.sequence[a]! - orders.sequence[b]!);
  const sequence = (slot: number): number => (slot === NO_SLOT ? 0 : orders.sequence[slot]!);
  const savedOrders = slots.map((slot) => saveOrder(state, slot, groups));
  return {
    version: SNAPSHOT_VERSION,
    now: state.now,
    random: state.random.state,
    fills: state.fills,
    entries: state.entries,
    nextSequence: orders.nextSequence,
    accounts: state.accounts.map((account) => saveAccount(account, sequence)),
    groups: groups.map((group) => ({
      parentId: group.parentId,
      stop: sequence(group.stop),
      target: sequence(group.target),
      stopAttempt: group.stopAttempt,
      targetAttempt: group.targetAttempt,
    })),
    orders: savedOrders,
    ended: ended.map(sequence),
    markets: state.markets.map((market) => saveMarket(state, market, sequence)),
  };
}

function saveAccount(account: TradingAccount, sequence: (slot: number) => number): SavedAccount {
  const { state } = account;
  return {
    id: account.id,
    transferred: [...account.wallets.keys()].map((currency) => [currency, `${state.transferred(currency)}`] as const),
    holdings: [...state.holdings()].map((holding) => ({
      instrument: holding.instrument.id,
      amounts: [
        `${holding.quantity}`,
        `${holding.cost}`,
        `${holding.realized}`,
        `${holding.baseFees}`,
        `${holding.quoteFees}`,
      ],
    })),
    exposures: account.exposures.map((exposure) => saveExposure(exposure, sequence)),
    liquidating: [...account.wallets.values()].filter((wallet) => wallet.liquidating).map((wallet) => wallet.currency),
  };
}

function saveExposure(exposure: Exposure, sequence: (slot: number) => number): SavedExposure {
  const { position } = exposure;
  return {
    instrument: exposure.instrument.id,
    mode: exposure.mode,
    position:
      position === null
        ? null
        : {
            lots: position.lots,
            cost: `${position.cost}`,
            leverage: position.leverage,
            margin: `${position.margin}`,
            realized: `${position.realized}`,
            feeParts: `${position.feeParts}`,
            feeMoney: `${position.feeMoney}`,
            funding: `${position.funding}`,
          },
    reducing: exposure.reducing.map(sequence),
    liquidation: sequence(exposure.liquidation),
    flowBefore: exposure.flowBefore === null ? null : `${exposure.flowBefore}`,
  };
}

function saveOrder(state: ExchangeState, slot: number, groups: ProtectionGroup[]): SavedOrder {
  const { orders, slots } = state;
  const group = orders.groupOf(slot);
  if (group !== null && !groups.includes(group)) groups.push(group);
  return {
    sequence: orders.sequence[slot]!,
    account: slots.owner[slot]!,
    command: saveCommand(orders.commandOf(slot)),
    side: slots.side[slot]!,
    ticks: slots.ticks[slot]!,
    lots: slots.lots[slot]!,
    state: orders.state[slot]!,
    reason: orders.reason[slot]!,
    total: orders.totalOf(slot),
    filled: orders.filled[slot]!,
    cost: `${orders.cost(slot)}`,
    feeParts: `${orders.feeParts(slot)}`,
    trigger: known(orders.trigger[slot]!),
    best: known(orders.best[slot]!),
    queueAhead: orders.queueAhead[slot]!,
    createdAt: orders.createdAt[slot]!,
    updatedAt: orders.updatedAt[slot]!,
    triggeredAt: known(orders.triggeredAt[slot]!),
    firstFillAt: known(orders.firstFillAt(slot)),
    group: group === null ? -1 : groups.indexOf(group),
    rejection: orders.rejections.get(slot) ?? null,
  };
}

function saveCommand(command: OrderCommand): SavedCommand {
  const { instrument, identity } = command;
  return {
    ...command,
    instrument: instrument.id,
    identity: identity === null ? null : { ...identity, instrument: identity.instrument.id },
  };
}

function saveErrand(errand: Errand): SavedErrand {
  return errand.type === 'submit' ? { ...errand, command: saveCommand(errand.command) } : errand;
}

function saveMarket(state: ExchangeState, market: Market, sequence: (slot: number) => number): SavedMarket {
  const { slots } = state;
  const book = ([BID, ASK] as const).flatMap((side) =>
    [...market.book.orders(side)].map((slot) => ({
      side,
      order: slots.owner[slot] === EXTERNAL ? 0 : sequence(slot),
      level: [slots.ticks[slot]!, slots.lots[slot]!] as const,
    })),
  );
  return {
    instrument: market.instrument.id,
    revision: market.instrument.revision,
    steps: stepsOf(market.instrument),
    source: market.source,
    hasDepth: market.hasDepth,
    tradesSeen: market.tradesSeen,
    ownMarks: market.ownMarks,
    numbers: marketNumbers(market).map(known),
    trailing: market.trailing.map(sequence),
    waiting: market.waiting.map(sequence),
    agenda: market.agenda.all().map(({ at, errand }: Appointment) => ({ at, errand: saveErrand(errand) })),
    arrivals: market.arrivals.map(saveErrand),
    book,
    triggers: market.allTriggers().map((triggers) => triggers.slots.map(sequence)),
  };
}

function marketNumbers(market: Market): number[] {
  const { last, marks, basis, cursor, barAt, barMs, volumeLeft, volume, range } = market;
  return [last, marks, basis, cursor, barAt, barMs, volumeLeft, volume, range];
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
