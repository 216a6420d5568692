import type { Instrument } from '../../../src/domain/instrument.ts';
import type { MarketSink } from '../../../src/ports/market-driver.ts';
import { LISTED } from './market-files.ts';

/** An exchange that only writes down what it hears, one line per call. */
export class RecordingSink implements MarketSink {
  readonly instruments: readonly Instrument[];
  readonly heard: string[] = [];

  constructor(instruments: readonly Instrument[] = LISTED) {
    this.instruments = instruments;
  }

  advance(at: number): void {
    this.heard.push(`advance ${at}`);
  }
  openBar({ id }: Instrument, at: number, intervalMs: number, openTicks: number, volumeLots: number): void {
    this.heard.push(`open ${id} at ${at} for ${intervalMs}: ${openTicks}, ${volumeLots} lots`);
  }
  closeBar({ id }: Instrument, highTicks: number, lowTicks: number, closeTicks: number): void {
    this.heard.push(`close ${id}: ${highTicks} ${lowTicks} ${closeTicks}`);
  }
  trade({ id }: Instrument, at: number, ticks: number, lots: number, taker: string): void {
    this.heard.push(`trade ${id} at ${at}: ${taker} ${lots} at ${ticks}`);
  }
  depthSnapshot({ id }: Instrument, at: number, bids: unknown, asks: unknown): void {
    this.heard.push(`snapshot ${id} at ${at}: ${JSON.stringify(bids)} ${JSON.stringify(asks)}`);
  }
  depthUpdate({ id }: Instrument, at: number, bids: unknown, asks: unknown): void {
    this.heard.push(`update ${id} at ${at}: ${JSON.stringify(bids)} ${JSON.stringify(asks)}`);
  }
  mark({ id }: Instrument, at: number, marks: number): void {
    this.heard.push(`mark ${id} at ${at}: ${marks}`);
  }
  markBasis({ id }: Instrument, basisMarks: number): void {
    this.heard.push(`basis ${id}: ${basisMarks}`);
  }
  settleFunding({ id }: Instrument, at: number, rate: bigint, marks: number | null): void {
    this.heard.push(`funding ${id} at ${at}: ${rate} on ${marks}`);
  }
}
