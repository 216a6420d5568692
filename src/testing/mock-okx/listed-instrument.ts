import { Decimal } from '../../domain/decimal.ts';
import { Instrument, type InstrumentSpec } from '../../domain/instrument.ts';
import { ConfigurationError } from '../../errors/index.ts';
import { isRow, textOf, type WireRow } from './wire.ts';

/** The states of an instrument in which it takes no orders, or only passive ones. */
export type ListingState = 'live' | 'suspend' | 'preopen' | 'post_only' | 'expired' | 'settling' | 'test';

/** Rules that OKX changes while an instrument is traded, in its own words. */
export type InstrumentRules = Partial<
  Readonly<Record<'tickSz' | 'lotSz' | 'minSz' | 'maxLmtSz' | 'maxMktSz' | 'lever', string>>
> & { readonly upcChg?: readonly { readonly param: string; readonly newValue: string; readonly effTime: string }[] };

/**
 * An instrument as OKX lists it, beside the one that the exchange core trades.
 *
 * OKX counts contracts (for spot: base coins), the core lots; one lot is `lotSz` of what OKX counts.
 */
export class ListedInstrument {
  readonly instId: string;
  readonly instType: string;
  readonly instrument: Instrument;
  /** What a lot of the core is in OKX's own count, contracts or base coins, and a tick: for life. */
  readonly #lotUnit: Decimal;
  readonly #tickUnit: Decimal;
  /** What sizes and prices have to be multiples of, where that is not their unit any more. */
  #lotSz: Decimal | null = null;
  #tickSz: Decimal | null = null;
  #row: WireRow;
  state: ListingState;

  constructor(row: WireRow) {
    this.#row = row;
    this.instId = textOf(row, 'instId');
    this.instType = textOf(row, 'instType');
    this.state = (textOf(row, 'state') || 'live') as ListingState;
    this.#lotUnit = new Decimal(textOf(row, 'lotSz'));
    this.#tickUnit = new Decimal(textOf(row, 'tickSz'));
    this.instrument = new Instrument(specOf(row));
  }

  /** As `public/instruments` shows it. */
  get row(): WireRow {
    return { ...this.#row, state: this.state };
  }

  get minLots(): number {
    return this.instrument.minLots;
  }

  get instIdCode(): string {
    return textOf(this.#row, 'instIdCode');
  }

  get isSwap(): boolean {
    return this.instType === 'SWAP';
  }

  /** The exchange has other rules from now on; what rests stays as it is. */
  setRules(rules: InstrumentRules): void {
    this.#row = { ...this.#row, ...rules };
    this.#lotSz = new Decimal(this.field('lotSz'));
    this.#tickSz = new Decimal(this.field('tickSz'));
    // Finer steps than those of the beginning cannot be traded here; they are only shown, and coarser prices are still taken.
    const keep = (field: 'lotSz' | 'tickSz', unit: Decimal): WireRow =>
      new Decimal(this.field(field)).div(unit).isInteger() ? {} : { [field]: unit.toFixed() };
    const traded = { ...this.#row, ...keep('lotSz', this.#lotUnit), ...keep('tickSz', this.#tickUnit) };
    this.instrument.renew(new Instrument(specOf(traded)));
  }

  field(name: string): string {
    return textOf(this.#row, name);
  }

  /** Lots of a size in OKX's count; `null` where it is no multiple of the lot. */
  lotsOf(size: Decimal): number | null {
    if (this.#lotSz !== null && !size.div(this.#lotSz).isInteger()) return null;
    const lots = size.div(this.#lotUnit);
    return lots.isInteger() && lots.lte(Number.MAX_SAFE_INTEGER) ? lots.toNumber() : null;
  }

  /** The size of lots in OKX's count. */
  sizeOf(lots: number): string {
    return this.#lotUnit.mul(lots).toFixed();
  }

  /** Ticks of a price; `null` where it is no multiple of the tick. */
  ticksOf(price: Decimal): number | null {
    if (this.#tickSz !== null && !price.div(this.#tickSz).isInteger()) return null;
    const ticks = price.div(this.#tickUnit);
    return ticks.isInteger() && ticks.lte(Number.MAX_SAFE_INTEGER) ? ticks.toNumber() : null;
  }

  priceOf(ticks: number): string {
    return this.#tickUnit.mul(ticks).toFixed();
  }
}

/** Every row, with the instruments that the core can trade: spot and linear swaps. The others are listed, nothing more. */
export class InstrumentBoard {
  readonly rows: readonly WireRow[];
  readonly #listed = new Map<string, ListedInstrument>();

  constructor(rows: readonly WireRow[]) {
    this.rows = rows;
    for (const row of rows) {
      const type = textOf(row, 'instType');
      const tradable = type === 'SPOT' || (type === 'SWAP' && textOf(row, 'ctType') === 'linear');
      if (tradable) this.#listed.set(textOf(row, 'instId'), new ListedInstrument(row));
    }
  }

  get(instId: string): ListedInstrument | undefined {
    return this.#listed.get(instId);
  }

  /** By `instIdCode`, which WebSocket order operations use. */
  byCode(code: string): ListedInstrument | undefined {
    return [...this.#listed.values()].find(({ instIdCode }) => instIdCode === code);
  }

  all(): readonly ListedInstrument[] {
    return [...this.#listed.values()];
  }

  /** Rows of a type as they stand now, those that cannot be traded here included. */
  rowsOfType(instType: string): readonly WireRow[] {
    return this.rows
      .filter((row) => textOf(row, 'instType') === instType)
      .map((row) => this.#listed.get(textOf(row, 'instId'))?.row ?? row);
  }
}

/**
 * The rows of an instruments file: an answer of `GET /api/v5/public/instruments`, or its `data`.
 *
 * @throws {ConfigurationError} `config/data_invalid` for what is neither.
 */
export function instrumentRows(source: unknown): readonly WireRow[] {
  const rows = isRow(source) ? source.data : source;
  if (Array.isArray(rows) && rows.length > 0 && rows.every(isRow)) return rows;
  throw new ConfigurationError(
    'The instruments of the mock are the rows of public/instruments, or the whole answer of it.',
    { code: 'config/data_invalid', details: { path: 'instruments' } },
  );
}

function specOf(row: WireRow): InstrumentSpec {
  const spot = textOf(row, 'instType') === 'SPOT';
  const contract = spot ? new Decimal(1) : new Decimal(textOf(row, 'ctVal')).mul(textOf(row, 'ctMult') || '1');
  const base = (field: string): string => contract.mul(textOf(row, field)).toFixed();
  const quote = spot ? textOf(row, 'quoteCcy') : textOf(row, 'settleCcy');
  return {
    id: textOf(row, 'instId'),
    type: spot ? 'spot' : 'swap',
    baseCurrency: spot ? textOf(row, 'baseCcy') : textOf(row, 'ctValCcy'),
    quoteCurrency: quote,
    settleCurrency: quote,
    contractValue: contract.toFixed(),
    lotSize: base('lotSz'),
    minQuantity: base('minSz'),
    tickSize: textOf(row, 'tickSz'),
    maxLimitQuantity: base('maxLmtSz'),
    maxMarketQuantity: spot ? null : base('maxMktSz'),
    maxMarketValue: spot ? textOf(row, 'maxMktSz') : null,
    maxLeverage: textOf(row, 'lever') || '1',
  };
}
