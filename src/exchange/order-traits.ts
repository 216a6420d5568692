import { isConditional } from '../domain/order-intent.ts';
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

/** What a command says, in bits. */
export function traitsOf(command: OrderCommand): number {
  let traits = 0;
  if (command.effect === 'open' || command.marginMode === 'cash') traits |= BINDS;
  if (command.role === 'liquidation') traits |= LIQUIDATES;
  if (isConditional(command.type)) traits |= CONDITIONAL;
  if (command.protection !== null) traits |= PROTECTED;
  if (command.followsPosition === true && command.marginMode !== 'cash') traits |= FOLLOWS;
  return traits;
}
