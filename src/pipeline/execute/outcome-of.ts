import type { Order } from '../../domain/order.ts';
import type { DecisionOutcome } from '../../ports/decision-log.ts';
import type { CarriedOut } from './carried-out.ts';

/** What a decision's orders say of it. */
export interface CarriedOutcome {
  readonly outcome: DecisionOutcome;
  readonly rule: string | null;
  readonly message: string;
  readonly clientOrderIds: readonly string[];
  readonly orders: readonly Order[];
  readonly figures: Readonly<Record<string, string>>;
}

/**
 * Reads the outcome off the orders, never off their number: an acknowledgement is no fill, and an order that was refused is
 * no order.
 *
 * The gravest order decides: one of which the outcome is not known, then one that was refused. An order that rests has
 * come to nothing yet.
 */
export function outcomeOf(done: CarriedOut, wasClamped: boolean): CarriedOutcome {
  const outcome = readOutcome(done, wasClamped);
  return done.note === undefined ? outcome : { ...outcome, message: sentences(outcome.message, done.note) };
}

function sentences(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' ');
}

function readOutcome({ orders, reason, remainder, rule }: CarriedOut, wasClamped: boolean): CarriedOutcome {
  const clientOrderIds = orders.map(({ clientOrderId }) => clientOrderId);
  const done = (outcome: DecisionOutcome, part: Partial<CarriedOutcome> = {}): CarriedOutcome => ({
    outcome,
    rule: null,
    message: '',
    clientOrderIds,
    orders,
    figures: {},
    ...part,
  });
  if (reason !== null)
    return done('denied', { rule: reason.code, message: reason.message, figures: reason.figures ?? {} });
  const unresolved = orders.find(({ state }) => state === 'unresolved' || state === 'pending' || state === 'submitted');
  if (unresolved !== undefined) {
    return done('unresolved', {
      message: `What became of the order is not known yet; it counts as filled until it is. State: ${unresolved.state}.`,
    });
  }
  const refused = orders.find(({ denial, rejection }) => denial !== null || rejection !== null);
  if (refused !== undefined) return refusal(refused, done);
  const failed = orders.find(({ state, filledQuantity }) => ENDED_WITHOUT.has(state) && filledQuantity.isZero());
  if (failed !== undefined) {
    return done('rejected', {
      rule: failed.cancelReason ?? failed.state,
      message: `The order ended without a fill: ${failed.cancelReason ?? failed.state}.`,
    });
  }
  const figures = fillFigures(orders);
  const rests = orders.some(({ isTerminal }) => !isTerminal);
  if (rests) return done('unresolved', { figures, message: 'The order rests in the book.' });
  if (remainder !== undefined) {
    const left = remainder.toFixed();
    const message = `The close filled in part: ${left} of the position is left.`;
    return done('clamped', { rule: 'remainder', message, figures: { ...figures, remainder: left } });
  }
  return done(wasClamped ? 'clamped' : 'executed', { rule: rule ?? null, figures });
}

const ENDED_WITHOUT: ReadonlySet<string> = new Set(['canceled', 'expired', 'not_placed']);

function refusal(
  { denial, rejection }: Order,
  done: (outcome: DecisionOutcome, part: Partial<CarriedOutcome>) => CarriedOutcome,
): CarriedOutcome {
  if (denial !== null) return done('denied', { rule: denial.code, message: denial.message, figures: denial.figures });
  return done('rejected', {
    rule: rejection?.reason ?? 'other',
    message: `The exchange refused: ${rejection?.venueMessage ?? 'no reason was given'}`,
    figures: rejection?.figures ?? {},
  });
}

function fillFigures(orders: readonly Order[]): Readonly<Record<string, string>> {
  const [first] = orders;
  if (first === undefined) return {};
  const filled = orders.reduce((sum, { filledQuantity }) => sum.add(filledQuantity), first.filledQuantity.mul(0));
  return {
    filledQuantity: filled.toFixed(),
    ...(first.averagePrice === null ? {} : { averagePrice: first.averagePrice.toFixed() }),
  };
}
