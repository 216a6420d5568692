import type { Rejection } from '../domain/denial.ts';
import { narrow } from '../domain/exact.ts';
import { PersistenceError } from '../errors/index.ts';
import type { Errand } from './agenda.ts';
import type { ExchangeState } from './exchange-state.ts';
import type { OrderCommand } from './order-command.ts';
import { binds } from './order-end.ts';
import { hashOf } from './order-ids.ts';
import { ASK, BID, EXTERNAL, NO_SLOT } from './order-slots.ts';
import { ProtectionGroup } from './protection-group.ts';
import {
  type SavedAccount,
  type SavedCommand,
  type SavedErrand,
  type SavedExchangeState,
  type SavedMarket,
  type SavedOrder,
  SNAPSHOT_VERSION,
  stepsOf,
} from './snapshot.ts';
import type { TradingAccount } from './trading-account.ts';

/**
 * Fills a new state from a snapshot.
 *
 * @throws {PersistenceError} `store/corrupt` for what is no snapshot of an exchange with these instruments.
 */
export function restoreState(state: ExchangeState, snapshot: unknown): void {
  const saved = readSnapshot(state, snapshot);
  try {
    fillState(state, saved);
  } catch (cause) {
    throw corrupt('it cannot be read to its end', cause);
  }
}

function readSnapshot(state: ExchangeState, snapshot: unknown): SavedExchangeState {
  if (typeof snapshot !== 'object' || snapshot === null || !('version' in snapshot)) throw corrupt('it is no snapshot');
  if (snapshot.version !== SNAPSHOT_VERSION) throw corrupt(`its version is ${String(snapshot.version)}`);
  const saved = snapshot as SavedExchangeState;
  if (!Array.isArray(saved.markets) || !Array.isArray(saved.orders) || !Array.isArray(saved.accounts))
    throw corrupt('parts of it are missing');
  const listed = state.markets.map(({ instrument }) => `${instrument.id} ${instrument.revision}`).join();
  const had = saved.markets.map(({ instrument, revision }) => `${instrument} ${revision}`).join();
  if (listed !== had) throw corrupt(`it lists the instruments ${had}, the exchange ${listed}`);
  for (const [index, { instrument }] of state.markets.entries()) {
    const [had, has] = [saved.markets[index]?.steps, stepsOf(instrument)];
    if (had !== undefined && had !== has) throw corrupt(`${instrument.id} had ${had}, and has ${has} now`);
  }
  return saved;
}

function corrupt(why: string, cause?: unknown): PersistenceError {
  return new PersistenceError(`The snapshot of the exchange cannot be used: ${why}.`, {
    code: 'store/corrupt',
    ...(cause === undefined ? {} : { cause }),
  });
}

function fillState(state: ExchangeState, saved: SavedExchangeState): void {
  state.now = saved.now;
  state.random.state = saved.random;
  state.fills = saved.fills;
  state.entries = saved.entries;
  for (const account of saved.accounts) openSaved(state, account);

  const groups = saved.groups.map(({ parentId }) => new ProtectionGroup(parentId, parentId === ''));
  const slotOf = new Map<number, number>([[0, NO_SLOT]]);
  for (const order of saved.orders) slotOf.set(order.sequence, createSaved(state, order, groups));
  const slot = (sequence: number): number => slotOf.get(sequence) ?? NO_SLOT;
  for (const sequence of saved.ended) state.orders.retire(slot(sequence));
  state.orders.continueFrom(saved.nextSequence);
  saved.groups.forEach((group, index) => {
    const restored = groups[index]!;
    restored.stop = slot(group.stop);
    restored.target = slot(group.target);
    restored.stopAttempt = group.stopAttempt;
    restored.targetAttempt = group.targetAttempt;
  });
  saved.accounts.forEach((account, index) => {
    for (const exposure of account.exposures) {
      const market = state.marketById(exposure.instrument);
      const restored = state.exposure(state.accounts[index]!, market, exposure.mode);
      restored.reducing.push(...exposure.reducing.map(slot));
      restored.liquidation = slot(exposure.liquidation);
      restored.flowBefore = exposure.flowBefore === null ? null : BigInt(exposure.flowBefore);
    }
  });
  for (const market of saved.markets) restoreMarket(state, market, slot);
}

function openSaved(state: ExchangeState, saved: SavedAccount): void {
  const account = state.openAccount(saved.id);
  for (const [currency, amount] of saved.transferred) account.transfer(currency, BigInt(amount));
  for (const { instrument, amounts } of saved.holdings) {
    const holding = account.state.holding(state.marketById(instrument).instrument);
    const [quantity, cost, realized, baseFees, quoteFees] = amounts;
    holding.quantity = BigInt(quantity);
    holding.cost = BigInt(cost);
    holding.realized = BigInt(realized);
    holding.baseFees = BigInt(baseFees);
    holding.quoteFees = BigInt(quoteFees);
  }
  for (const { instrument, mode, position } of saved.exposures) {
    const exposure = state.exposure(account, state.marketById(instrument), mode);
    const restored = exposure.position;
    if (restored === null || position === null) continue;
    restored.lots = position.lots;
    restored.cost = narrow(BigInt(position.cost));
    restored.leverage = position.leverage;
    restored.margin = BigInt(position.margin);
    restored.realized = BigInt(position.realized);
    restored.feeParts = BigInt(position.feeParts);
    restored.feeMoney = BigInt(position.feeMoney);
    restored.funding = BigInt(position.funding);
  }
  for (const currency of saved.liquidating) account.wallet(currency).liquidating = true;
}

function createSaved(state: ExchangeState, saved: SavedOrder, groups: readonly ProtectionGroup[]): number {
  const { orders, slots } = state;
  const command = readCommand(state, saved.command);
  const account: TradingAccount = state.accounts[saved.account - 1]!;
  const exposure = state.exposure(account, state.market(command.instrument), command.marginMode);
  const slot = orders.create(exposure, command, hashOf(command.clientOrderId), saved.createdAt);
  orders.keepCommand(slot, command);
  slots.ticks[slot] = saved.ticks;
  slots.lots[slot] = saved.lots;
  orders.state[slot] = saved.state;
  orders.reason[slot] = saved.reason;
  orders.filled[slot] = saved.filled;
  orders.trigger[slot] = saved.trigger ?? Number.NaN;
  orders.best[slot] = saved.best ?? Number.NaN;
  if (saved.queueAhead > 0) orders.queueBehind(slot, saved.queueAhead);
  orders.updatedAt[slot] = saved.updatedAt;
  orders.triggeredAt[slot] = saved.triggeredAt ?? Number.NaN;
  const group = groups[saved.group];
  if (group !== undefined) orders.joinGroup(slot, group);
  if (saved.rejection !== null) orders.rejections.set(slot, saved.rejection as Rejection);
  orders.revive(slot, saved.sequence, BigInt(saved.cost), BigInt(saved.feeParts), saved.firstFillAt ?? Number.NaN);
  return slot;
}

function readCommand(state: ExchangeState, saved: SavedCommand): OrderCommand {
  const { instrument } = state.marketById(saved.instrument);
  return { ...saved, instrument, identity: saved.identity === null ? null : { ...saved.identity, instrument } };
}

function readErrand(state: ExchangeState, saved: SavedErrand): Errand {
  return saved.type === 'submit' ? { ...saved, command: readCommand(state, saved.command) } : saved;
}

function restoreMarket(state: ExchangeState, saved: SavedMarket, slot: (sequence: number) => number): void {
  const { orders, slots } = state;
  const market = state.marketById(saved.instrument);
  market.source = saved.source;
  market.hasDepth = saved.hasDepth;
  market.tradesSeen = saved.tradesSeen;
  market.ownMarks = saved.ownMarks;
  const [last, marks, basis, cursor, barAt, barMs, volumeLeft, volume, range] = saved.numbers.map(
    (value) => value ?? Number.NaN,
  ) as [number, number, number, number, number, number, number, number, number];
  Object.assign(market, { last, marks, basis, cursor, barAt, barMs, volumeLeft, volume, range });
  market.trailing.push(...saved.trailing.map(slot));
  market.waiting.push(...saved.waiting.map(slot));
  for (const { at, errand } of saved.agenda) market.agenda.enter(at, readErrand(state, errand));
  market.arrivals.push(...saved.arrivals.map((errand) => readErrand(state, errand)));
  for (const { side, order, level } of saved.book) {
    const which = side === BID ? BID : ASK;
    if (order === 0) {
      market.book.add(slots.allocate(which, level[0], level[1], EXTERNAL));
      continue;
    }
    const resting = slot(order);
    market.book.add(resting);
    const exposure = orders.exposureOf(resting);
    if (binds(state, resting)) exposure.reserve(which, slots.lots[resting]!, slots.ticks[resting]!);
  }
  market.allTriggers().forEach((triggers, index) => {
    // Of one price, the one that is entered first acts first.
    const sequences = [...(saved.triggers[index] ?? [])].reverse();
    for (const sequence of sequences) triggers.add(slot(sequence), orders.trigger[slot(sequence)]!);
  });
}
