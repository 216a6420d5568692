import { isConditional, ORDER_ROLES, type OrderRole } from '../domain/order-intent.ts';
import type { OrderCommand } from './order-command.ts';

/** Binds money while it rests: every spot order, and what could open a position. */
export const BINDS = 1;
/** The exchange itself sent it to close a position. */
export const LIQUIDATES = 2;
/** Waits, or waited, for a trigger. */
export const CONDITIONAL = 4;
/** Its fills are to be protected. */
export const PROTECTED = 8;
/** Others trade before it. Comes about when it rests. */
export const QUEUES = 16;
/** Its quantity grows with the position. */
export const FOLLOWS = 32;
/** Belongs to a protection. Comes about when the protection does. */
export const GROUPED = 64;
/** A market order, as it was sent. */
export const MARKET = 128;
/** Can only reduce. */
export const REDUCES = 256;
/** Its command says more than the columns do, so it is kept. */
export const KEPT = 512;
/** Triggered, if at all, by the mark price. */
export const BY_MARK = 1024;

const TIME_IN_FORCE = 3 << 11;
/** Times in force as {@link timeInForceOf} gives them; good till canceled is 0. */
export const IOC = 1 << 11;
export const FOK = 2 << 11;
export const POST_ONLY = 3 << 11;

const PREVENTION = 3 << 13;
/** Self-trade preventions as {@link preventionOf} gives them; none is 0. */
export const CANCEL_MAKER = 1 << 13;
export const CANCEL_TAKER = 2 << 13;
export const CANCEL_BOTH = 3 << 13;

const ROLE_SHIFT = 15;

/** What a command says, in bits. Comparing spelt out takes less than looking up. */
export function traitsOf(command: OrderCommand): number {
  const { role, type } = command;
  let traits = timeInForceBits(command) | preventionBits(command);
  if (command.effect === 'reduce_only') traits |= REDUCES;
  if (command.effect === 'open' || command.marginMode === 'cash') traits |= BINDS;
  if (type === 'market') traits |= MARKET;
  else if (type !== 'limit') traits |= CONDITIONAL;
  if (command.triggerBy === 'mark') traits |= BY_MARK;
  if (role !== 'entry') traits |= roleBits(role);
  if (command.followsPosition === true && command.marginMode !== 'cash') traits |= FOLLOWS;
  if (command.protection !== null) traits |= PROTECTED;
  return saysMore(command) ? traits | KEPT : traits;
}

/** Whether a command cannot be put together again from the columns of its order. */
function saysMore(command: OrderCommand): boolean {
  return (
    command.identity !== null ||
    command.triggerTicks !== null ||
    command.protection !== null ||
    command.expiresAt !== null ||
    command.trail !== null ||
    command.followsPosition !== undefined ||
    isConditional(command.type)
  );
}

function timeInForceBits({ timeInForce }: OrderCommand): number {
  if (timeInForce === 'gtc') return 0;
  return timeInForce === 'ioc' ? IOC : timeInForce === 'fok' ? FOK : POST_ONLY;
}

function preventionBits({ selfTradePrevention }: OrderCommand): number {
  if (selfTradePrevention === 'none') return 0;
  if (selfTradePrevention === 'cancel_maker') return CANCEL_MAKER;
  return selfTradePrevention === 'cancel_taker' ? CANCEL_TAKER : CANCEL_BOTH;
}

function roleBits(role: OrderRole): number {
  const bits = ORDER_ROLES.indexOf(role) << ROLE_SHIFT;
  return role === 'liquidation' ? bits | LIQUIDATES : bits;
}

/** {@link IOC}, {@link FOK}, {@link POST_ONLY} or 0. */
export function timeInForceOf(traits: number): number {
  return traits & TIME_IN_FORCE;
}

/** {@link CANCEL_MAKER}, {@link CANCEL_TAKER}, {@link CANCEL_BOTH} or 0. */
export function preventionOf(traits: number): number {
  return traits & PREVENTION;
}

export function roleOf(traits: number): OrderRole {
  return ORDER_ROLES[traits >> ROLE_SHIFT]!;
}

/** The words of a command that its traits stand for. */
export function wordsOf(
  traits: number,
): Pick<OrderCommand, 'type' | 'timeInForce' | 'triggerBy' | 'effect' | 'role' | 'selfTradePrevention'> {
  const time = timeInForceOf(traits);
  const prevention = preventionOf(traits);
  return {
    type: (traits & MARKET) !== 0 ? 'market' : 'limit',
    timeInForce: time === 0 ? 'gtc' : time === IOC ? 'ioc' : time === FOK ? 'fok' : 'post_only',
    triggerBy: (traits & BY_MARK) !== 0 ? 'mark' : 'last',
    effect: (traits & REDUCES) !== 0 ? 'reduce_only' : 'open',
    role: roleOf(traits),
    selfTradePrevention:
      prevention === 0
        ? 'none'
        : prevention === CANCEL_MAKER
          ? 'cancel_maker'
          : prevention === CANCEL_TAKER
            ? 'cancel_taker'
            : 'cancel_both',
  };
}
