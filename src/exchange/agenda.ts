import type { InstrumentId } from '../domain/instrument.ts';
import type { OrderRef, PositionKey } from '../domain/order-intent.ts';
import type { AmendCommand, OrderCommand } from './order-command.ts';

/** What is to happen at an instant: a command that is under way arrives, an order expires or meets the market. */
export type Errand =
  | CommandErrand
  /** Of the order with that number, if it is still open. */
  | { readonly type: 'expiry'; readonly sequence: number }
  /** The order with that number meets the market, if it still waits to. */
  | { readonly type: 'work'; readonly sequence: number }
  /** A settlement; its rate as text, so that it can be saved. */
  | {
      readonly type: 'funding';
      readonly instrument: InstrumentId;
      readonly rate: string;
      readonly marks: number | null;
    };

/** A command of an account that is under way. */
export type CommandErrand =
  | { readonly type: 'submit'; readonly accountId: string; readonly command: OrderCommand }
  | { readonly type: 'cancel'; readonly accountId: string; readonly ref: OrderRef }
  | { readonly type: 'amend'; readonly accountId: string; readonly ref: OrderRef; readonly change: AmendCommand }
  | { readonly type: 'leverage'; readonly accountId: string; readonly key: PositionKey; readonly leverage: number };

export interface Appointment {
  readonly at: number;
  readonly errand: Errand;
}

/** The errands of one market in the order of their instants; those of one instant in the order in which they were entered. */
export class Agenda {
  /** Latest first. */
  readonly #appointments: Appointment[] = [];
  nextAt = Number.POSITIVE_INFINITY;

  enter(at: number, errand: Errand): void {
    let place = this.#appointments.length;
    while (place > 0 && this.#appointments[place - 1]!.at <= at) place -= 1;
    this.#appointments.splice(place, 0, { at, errand });
    this.#look();
  }

  /** Takes off the next errand. */
  take(): Appointment {
    const next = this.#appointments.pop()!;
    this.#look();
    return next;
  }

  /** When the last command of an account arrives; minus infinity when none is under way. */
  lastArrival(accountId: string): number {
    const last = this.#appointments.find(({ errand }) => 'accountId' in errand && errand.accountId === accountId);
    return last?.at ?? Number.NEGATIVE_INFINITY;
  }

  /** In order. */
  all(): Appointment[] {
    return [...this.#appointments].reverse();
  }

  clear(): void {
    this.#appointments.length = 0;
    this.#look();
  }

  #look(): void {
    this.nextAt = this.#appointments.at(-1)?.at ?? Number.POSITIVE_INFINITY;
  }
}
