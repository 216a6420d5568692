import type { Instrument } from '../domain/instrument.ts';
import { ConfigurationError } from '../errors/index.ts';

type Levels = readonly (readonly [number, number])[];

/** What a market says must be whole ticks above zero; anything else would become money. @throws {ConfigurationError} */
export function expectPrice(instrument: Instrument, ticks: number): void {
  // Most are small; the first question is one instruction.
  if (((ticks | 0) !== ticks && !Number.isSafeInteger(ticks)) || ticks < 1) refuse(instrument, 'price', ticks);
}

/** Whole lots, or none. @throws {ConfigurationError} */
export function expectSize(instrument: Instrument, lots: number): void {
  if (((lots | 0) !== lots && !Number.isSafeInteger(lots)) || lots < 0) refuse(instrument, 'size', lots);
}

/** @throws {ConfigurationError} */
export function expectLevels(instrument: Instrument, bids: Levels, asks: Levels): void {
  for (const levels of [bids, asks]) {
    for (const [ticks, lots] of levels) {
      expectPrice(instrument, ticks);
      expectSize(instrument, lots);
    }
  }
}

function refuse(instrument: Instrument, what: string, value: number): never {
  throw new ConfigurationError(`The market of ${instrument.id} gave ${value} as a ${what}.`, {
    code: 'config/data_invalid',
    details: { instrument: instrument.id, what, value: `${value}` },
  });
}
