import type { InstrumentId } from '../domain/instrument.ts';
import type { CancelTimer } from '../ports/clock.ts';
import { type Listing, readInstruments } from './codec/listing.ts';
import type { OkxDesk } from './okx-desk.ts';

/** Refusals that say that OKX has other rules than we believe: sizes, and instruments that are not traded. */
const HINTS: ReadonlySet<string> = new Set([
  '51001',
  '51005',
  '51020',
  '51021',
  '51022',
  '51027',
  '51028',
  '51029',
  '51030',
  '51101',
  '51121',
  '51202',
]);
/** However many refusals there are, the rules are not read more often, ms. */
const LEAST_PAUSE_MS = 10_000;
/** While an instrument is not traded it is looked at so often whether it is again, ms. */
const WHILE_SUSPENDED_MS = 30_000;
/** A change that was announced shows soon after its time, ms. */
const AFTER_ANNOUNCED_MS = 2_000;

/** Reads the rules of the instruments again: at intervals, when OKX has announced a change, and when a refusal hints at one. */
export class InstrumentWatch {
  readonly #desk: OkxDesk;
  readonly #everyMs: number;
  /** When announced changes take effect, by instrument. */
  readonly #announced = new Map<InstrumentId, readonly number[]>();
  #stopTimer: CancelTimer = () => {};
  #readAt: number;
  #isReading = false;

  /** `everyMs`: at least so often. */
  constructor(desk: OkxDesk, everyMs: number) {
    this.#desk = desk;
    this.#everyMs = everyMs;
    this.#readAt = desk.line.time.now();
    for (const [id, { changesAt }] of desk.listings) this.#announced.set(id, changesAt);
  }

  begin(): void {
    this.#readLater();
  }

  /** Hears by which code OKX has refused a command. */
  heard(venueCode: string): void {
    if (!HINTS.has(venueCode) || this.#isReading) return;
    const sinceMs = this.#desk.line.time.now() - this.#readAt;
    this.#readIn(Math.max(0, LEAST_PAUSE_MS - sinceMs));
  }

  #readLater(): void {
    const listings = [...this.#desk.listings.values()];
    const isSuspended = listings.some(({ instrument: { state, hindrance } }) => state !== 'live' && hindrance === null);
    const now = this.#desk.line.time.now();
    const announced = [...this.#announced.values()].flat().filter((at) => at > this.#readAt);
    const wait = Math.min(
      isSuspended ? Math.min(WHILE_SUSPENDED_MS, this.#everyMs) : this.#everyMs,
      ...announced.map((at) => Math.max(LEAST_PAUSE_MS, at + AFTER_ANNOUNCED_MS - now)),
    );
    this.#readIn(wait);
  }

  #readIn(delayMs: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#desk.later(delayMs, 'Reading the rules of the instruments', async () => {
      this.#isReading = true;
      try {
        await this.#read();
      } finally {
        this.#isReading = false;
        this.#readAt = this.#desk.line.time.now();
        this.#readLater();
      }
    });
  }

  async #read(): Promise<void> {
    const { line, listings } = this.#desk;
    const types = [...new Set([...listings.values()].map(({ instType }) => instType))];
    const answers = await Promise.all(
      types.map(async (type) => ({ type, rows: await line.reads.public.instruments(type) })),
    );
    for (const { type, rows } of answers) {
      const mine = rows.filter((row) => listings.has(idOf(row)));
      const fresh = readInstruments('GET public/instruments', mine).listings;
      for (const listing of listings.values()) if (listing.instType === type) this.#compare(listing, fresh);
    }
  }

  #compare(listing: Listing, fresh: ReadonlyMap<InstrumentId, Listing>): void {
    const { instrument } = listing;
    const now = fresh.get(instrument.id);
    const changes = now === undefined ? instrument.delist() : instrument.renew(now.instrument);
    this.#announced.set(instrument.id, now?.changesAt ?? []);
    if (changes.length > 0) {
      this.#desk.tell({ type: 'instrument', instrument, changes, at: this.#desk.line.time.now() });
    }
  }
}

function idOf(row: unknown): string {
  return typeof row === 'object' && row !== null && 'instId' in row && typeof row.instId === 'string' ? row.instId : '';
}
