import { readClientOrderId } from '../../domain/client-order-id.ts';
import { ZERO } from '../../domain/decimal.ts';
import type { Fill } from '../../domain/fill.ts';
import type { BaseBroker } from '../../ports/broker.ts';
import type { DecisionLog, DecisionOutcome, DecisionRecord, LoggedOutcome } from '../../ports/decision-log.ts';
import { outcomeOf } from '../execute/outcome-of.ts';

/** Decisions that are looked at for those without an outcome, newest first. */
const LOOK_BACK = 200;
/** Figures of an average price that are worth keeping. */
const AVERAGE_DIGITS = 12;

/** What broke off may have left an order behind; what came to nothing stays so. */
const NOT_CERTAIN: ReadonlySet<DecisionOutcome> = new Set(['unresolved', 'failed']);

type Known = Omit<LoggedOutcome, 'decisionId' | 'at'>;

/**
 * Writes what became of decisions whose end was not written: those of a run that was interrupted, those that were left
 * unresolved, and those that failed with an order on its way. Their orders and fills are known by the decision's id; nothing
 * is sent. How many are still unresolved.
 *
 * @throws {PersistenceError} when the log cannot be read or written. What the broker throws when it cannot be read.
 */
export async function settleInterrupted(
  broker: Pick<BaseBroker, 'getOpenOrders' | 'getOrderHistory' | 'getFills'>,
  log: DecisionLog,
  now: number,
): Promise<number> {
  const open = await notSettled(log);
  if (open.length === 0) return 0;
  const orders = [...(await broker.getOrderHistory({ limit: 1_000 })), ...(await broker.getOpenOrders())];
  const fills = await broker.getFills({ limit: 1_000 });
  const ends = open.map(
    ({ decisionId, action, verdict, outcome }): LoggedOutcome & { readonly before: string | null } => {
      const wasClamped = verdict?.outcome === 'clamp';
      const role = roleOf({ action, verdict });
      const own = orders
        .filter((order) => order.decisionId === decisionId && order.role === role)
        .sort((one, other) => one.createdAt - other.createdAt);
      const ownFills = fills.filter(({ clientOrderId }) => isOf(clientOrderId, decisionId, role));
      const known = own.length > 0 ? outcomeOf({ orders: own, reason: null }, wasClamped) : null;
      const end = known ?? (ownFills.length > 0 ? filled(ownFills, wasClamped) : unsent(action));
      return { decisionId, at: now, ...end, message: end.message || null, before: outcome?.outcome ?? null };
    },
  );
  const news = ends.filter(({ before, outcome }) => outcome !== before).map(({ before: _, ...end }) => end);
  if (news.length > 0) await log.settled(news);
  return ends.filter(({ outcome }) => outcome === 'unresolved').length;
}

/** Those that are unresolved, however old; of the latest, also those without an outcome and those that failed. */
async function notSettled(log: DecisionLog): Promise<readonly DecisionRecord[]> {
  const found = new Map<string, DecisionRecord>();
  let after: string | undefined;
  do {
    const page = await log.list({ outcome: 'unresolved', limit: 1_000, ...(after === undefined ? {} : { after }) });
    for (const record of page.items) found.set(record.decisionId, record);
    after = page.next ?? undefined;
  } while (after !== undefined);
  const { items } = await log.list({ limit: LOOK_BACK });
  for (const record of items) {
    if (record.outcome === null || NOT_CERTAIN.has(record.outcome.outcome)) found.set(record.decisionId, record);
  }
  return [...found.values()];
}

/** An entry whose stop is refused is closed in its name; that is no part of carrying it out. */
function roleOf({ action, verdict }: Pick<DecisionRecord, 'action' | 'verdict'>): 'entry' | 'exit' {
  return action === 'close' || onlyReduces(verdict?.decision) ? 'exit' : 'entry';
}

function onlyReduces(decision: unknown): boolean {
  return typeof decision === 'object' && decision !== null && 'effect' in decision && decision.effect === 'reduce_only';
}

/** Whether an order of this name carries the decision out; its protection only follows. */
function isOf(clientOrderId: string, decisionId: string, role: 'entry' | 'exit'): boolean {
  const named = readClientOrderId(clientOrderId);
  return named?.role === role && named.uuid === decisionId.toLowerCase();
}

/** Of an order that ended in a former run, the venue's fills are all that is known. */
function filled(fills: readonly Fill[], wasClamped: boolean): Known {
  const quantity = fills.reduce((sum, fill) => sum.add(fill.quantity), ZERO);
  const value = fills.reduce((sum, fill) => sum.add(fill.quantity.mul(fill.price)), ZERO);
  return {
    outcome: wasClamped ? 'clamped' : 'executed',
    rule: null,
    message: 'It was carried out before a restart, and is told from its fills.',
    clientOrderIds: [...new Set(fills.map(({ clientOrderId }) => clientOrderId))].sort(),
    figures: {
      filledQuantity: quantity.toFixed(),
      averagePrice: value.div(quantity).toSignificantDigits(AVERAGE_DIGITS).toFixed(),
    },
  };
}

/** Neither order nor fill is known: a decision that asked for none is done, any other came to nothing. */
function unsent(action: DecisionRecord['action']): Known {
  const asksForNothing = action === 'hold' || action === 'no_entry';
  return {
    outcome: asksForNothing ? 'executed' : 'failed',
    rule: asksForNothing ? null : 'interrupted',
    message: asksForNothing
      ? null
      : 'The run ended before its outcome was written: no order of it was filled or is open, and none is sent now.',
    clientOrderIds: [],
    figures: {},
  };
}
