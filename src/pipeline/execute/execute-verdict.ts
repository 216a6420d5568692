import type { Decimal } from '../../domain/decimal.ts';
import { mayOpen } from '../../domain/decision.ts';
import { isBrokerError } from '../../errors/index.ts';
import type { BaseBroker } from '../../ports/broker.ts';
import type { Verdict } from '../judge/verdict.ts';
import { carryOut } from './carry-out.ts';
import { type CarriedOutcome, outcomeOf } from './outcome-of.ts';

/** Why nothing may open now. */
export interface BlockedOpen {
  readonly rule: string;
  readonly message: string;
}

export interface ExecutionOptions {
  readonly broker: BaseBroker;
  /** For entries that name no leverage. */
  readonly defaultLeverage: Decimal;
  /** How long an entry with a limit may rest, ms. */
  readonly restsForMs: number;
  /** Why nothing may open now; `null` when it may. Asked before each entry that may open. Closing and reducing are never asked about. */
  readonly opensBlockedBy: () => BlockedOpen | null;
}

/**
 * Carries out one verdict. Never throws: what goes wrong is the outcome `failed`, and the next verdict has its turn.
 */
export async function executeVerdict(verdict: Verdict, options: ExecutionOptions): Promise<CarriedOutcome> {
  const { decision, outcome, findings } = verdict;
  if (outcome === 'refuse' || decision === null) {
    const deciding = findings.find(({ effect }) => effect === 'refuse') ?? findings[0];
    return nothing('denied', deciding?.rule ?? null, deciding?.message ?? '', deciding?.figures ?? {});
  }
  const opens = mayOpen(decision);
  const blocked = opens ? options.opensBlockedBy() : null;
  if (blocked !== null) return heldBack(blocked);
  const clamped = findings.find(({ effect }) => effect === 'clamp');
  try {
    const late: { blockedBy: ReturnType<ExecutionOptions['opensBlockedBy']> } = { blockedBy: null };
    const mayGo = (): boolean => {
      late.blockedBy = opens ? options.opensBlockedBy() : null;
      return late.blockedBy === null;
    };
    const done = await carryOut(options.broker, decision, options.defaultLeverage, {
      mayOpen: mayGo,
      restsForMs: options.restsForMs,
    });
    if (late.blockedBy !== null) return heldBack(late.blockedBy, done.note);
    const carried = outcomeOf(done, outcome === 'clamp');
    if (carried.outcome !== 'clamped' || clamped === undefined) return carried;
    const message = [clamped.message, carried.message].filter((text) => text !== '').join(' ');
    return { ...carried, rule: clamped.rule, message, figures: { ...clamped.figures, ...carried.figures } };
  } catch (error) {
    // An order that may be on its way is in the broker's registry and in its journal; it is looked up there, never sent again.
    const code = isBrokerError(error) ? error.code : 'internal/invariant';
    return nothing('failed', code, error instanceof Error ? error.message : String(error), {});
  }
}

function heldBack({ rule, message }: BlockedOpen, note?: string): CarriedOutcome {
  return nothing('denied', rule, note === undefined ? message : `${message} ${note}`, {});
}

function nothing(
  outcome: CarriedOutcome['outcome'],
  rule: string | null,
  message: string,
  figures: CarriedOutcome['figures'],
): CarriedOutcome {
  return { outcome, rule, message, clientOrderIds: [], orders: [], figures };
}
