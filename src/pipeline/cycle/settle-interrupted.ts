import type { OrderRole } from '../../domain/order-intent.ts';
import type { BaseBroker } from '../../ports/broker.ts';
import type { DecisionLog, DecisionRecord, LoggedOutcome } from '../../ports/decision-log.ts';
import { outcomeOf } from '../execute/outcome-of.ts';

/** Decisions that a restart looks at, newest first. */
const LOOK_BACK = 200;

/**
 * Writes what became of decisions whose end was not written: those of a run that was interrupted, and those that were left
 * unresolved. Their orders are known by the decision's id; nothing is sent.
 *
 * @throws {PersistenceError} when the log cannot be read or written. What the broker throws when it cannot be read.
 */
export async function settleInterrupted(
  broker: Pick<BaseBroker, 'getOpenOrders' | 'getOrderHistory'>,
  log: DecisionLog,
  now: number,
): Promise<readonly LoggedOutcome[]> {
  const { items } = await log.list({ limit: LOOK_BACK });
  const open = items.filter(({ outcome }) => outcome === null || outcome.outcome === 'unresolved');
  if (open.length === 0) return [];
  const orders = [...(await broker.getOrderHistory({ limit: 1_000 })), ...(await broker.getOpenOrders())];
  const outcomes = open.flatMap((decision): readonly LoggedOutcome[] => {
    const own = orders
      .filter(({ decisionId, role }) => decisionId === decision.decisionId && role === roleOf(decision))
      .sort((one, other) => one.createdAt - other.createdAt);
    if (own.length === 0) return interrupted(decision, now);
    const { message, ...carried } = outcomeOf({ orders: own, reason: null }, decision.verdict?.outcome === 'clamp');
    if (carried.outcome === decision.outcome?.outcome) return [];
    return [{ decisionId: decision.decisionId, at: now, ...carried, message: message === '' ? null : message }];
  });
  if (outcomes.length > 0) await log.settled(outcomes);
  return outcomes;
}

/** An entry whose stop is refused is closed in its name; that is no part of carrying it out. */
function roleOf({ action }: DecisionRecord): OrderRole {
  return action === 'close' ? 'exit' : 'entry';
}

/** No order is known: a decision that asked for none is done, any other ended before it was sent. */
function interrupted({ decisionId, outcome, action }: DecisionRecord, now: number): readonly LoggedOutcome[] {
  // What was unresolved stays so until an order says otherwise.
  if (outcome !== null) return [];
  const asksForNothing = action === 'hold' || action === 'no_entry';
  return [
    {
      decisionId,
      at: now,
      outcome: asksForNothing ? 'executed' : 'failed',
      rule: asksForNothing ? null : 'interrupted',
      message: asksForNothing ? null : 'The run ended before an order was sent; none was sent afterwards.',
      clientOrderIds: [],
      figures: {},
    },
  ];
}
