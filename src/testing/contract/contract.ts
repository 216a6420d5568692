import type { DecimalInput } from '../../domain/decimal.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { BaseBroker } from '../../ports/broker.ts';
import type { CommandFault, FaultRecord, ReadFault, VenueCommand, VenueRead } from '../fault.ts';

/** What a case can need beyond the broker itself. */
export const CONTROL_NAMES = ['market', 'clock', 'faults'] as const;
/** A control that a contract case may need. */
export type ControlName = (typeof CONTROL_NAMES)[number];

/** Moves prices. `ManualMarket` is one; a mock exchange may answer with promises. */
export interface MarketControl {
  /** The price trades its way to `price`, with `volume` in base units on the way. */
  setPrice(
    instrument: InstrumentId,
    price: DecimalInput,
    options?: { readonly volume?: DecimalInput },
  ): void | Promise<void>;
  /** The price jumps to `price` with nothing traded between. */
  gap(instrument: InstrumentId, price: DecimalInput): void | Promise<void>;
  /** The mark price, apart from the last price. */
  mark(instrument: InstrumentId, price: DecimalInput): void | Promise<void>;
  /** A funding settlement now; `rate` as a fraction, positive when longs pay. */
  funding(instrument: InstrumentId, rate: DecimalInput): void | Promise<void>;
}

/** Moves the venue's time. */
export interface ClockControl {
  /** Epoch ms. */
  now(): number;
  advance(ms: number): void | Promise<void>;
}

/** Makes the way to the venue fail. `FaultyVenue` is one. */
export interface FaultControl {
  failNext(command: VenueCommand, fault: CommandFault, times?: number): FaultRecord;
  failNextRead(read: VenueRead, fault: ReadFault, times?: number): FaultRecord;
  dropEvents(times?: number): FaultRecord;
}

/** The controls over the world that a test can have; a real account has none. */
export interface ContractControls {
  readonly market?: MarketControl;
  readonly clock?: ClockControl;
  readonly faults?: FaultControl;
}

/** One broker to be tested, not connected yet, with an account that may trade. */
export interface ContractSetup {
  readonly broker: BaseBroker;
  /** A linear swap and a spot instrument; their open orders and positions are closed before and after each case. */
  readonly instruments: { readonly swap: InstrumentId; readonly spot: InstrumentId };
  readonly controls?: ContractControls;
  /** Resolves when the broker has heard what the venue has to tell; default: a few turns of the event loop's microtasks. */
  readonly settle?: () => Promise<void>;
  /** Called after each case, whatever became of it. The broker may be closed by then. */
  readonly cleanup?: () => Promise<void>;
}

/** Makes the broker of one case. */
export type MakeContractSetup = () => ContractSetup | Promise<ContractSetup>;

/** What the suite needs of a test runner: vitest, jest, mocha and `node:test` have it. */
export interface ContractRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: ContractIt;
}

/** The `it` of a test runner. */
export interface ContractIt {
  (name: string, body: (...context: unknown[]) => Promise<void>): unknown;
  /** Registers a case that is not run, so that the report names it. */
  readonly skip: (name: string, body: () => Promise<void>) => unknown;
}
