import { Decimal } from '../../domain/decimal.ts';
import { Instrument, type InstrumentId, type InstrumentState, toInstrumentId } from '../../domain/instrument.ts';
import { isBrokerError, VenueError } from '../../errors/index.ts';
import { DecimalGrid } from '../../market/decimal-grid.ts';
import { instrumentHead, type SpotRow, type SwapRow, spotRow, swapRow } from '../wire/instrument-row.ts';
import { malformed, readRow } from '../wire/parse.ts';

/** An instrument as OKX lists it: ours, and what only the wire needs. */
export interface Listing {
  readonly instrument: Instrument;
  readonly instType: 'SPOT' | 'SWAP';
  /** What one of our lots is in OKX's `sz`: contracts for a swap, base units for spot. */
  readonly lotSize: Decimal;
  /** Reads prices as OKX writes them, in ticks. */
  readonly tickGrid: DecimalGrid;
  /** Reads mark prices, in mark points. */
  readonly markGrid: DecimalGrid;
  /** Reads `sz`, in our lots. */
  readonly lotGrid: DecimalGrid;
  /** Family of the position tiers; `""` for spot. */
  readonly family: string;
  /** Number by which the WebSocket names it in commands; `null` where OKX gives none. */
  readonly code: string | null;
  /** Group of the fee table; `""` where OKX gives none. */
  readonly feeGroup: string;
  /** When changes of its rules take effect that OKX has announced, epoch ms. */
  readonly changesAt: readonly number[];
}

/** The instruments that can be traded here, by id. */
export type Listings = ReadonlyMap<InstrumentId, Listing>;

/** What an answer of `public/instruments` has, and what was left out of it with the reason. */
export interface ListedInstruments {
  readonly listings: Listings;
  readonly leftOut: readonly { readonly id: InstrumentId; readonly reason: string }[];
}

const STATES: Readonly<Record<string, InstrumentState>> = {
  live: 'live',
  preopen: 'pre_open',
  post_only: 'post_only',
  expired: 'delisted',
};
/** Currencies in which OKX's dollar limits can be read as they are. */
const DOLLARS: ReadonlySet<string> = new Set(['USDT', 'USDC', 'USD']);

/**
 * Reads instruments, rows of `public/instruments` or `account/instruments`.
 *
 * Spot and linear swaps are taken; the others are left out. `revision` goes up whenever the rules are read again.
 *
 * @throws {VenueError} `venue/malformed_response` for a spot or linear swap whose rules cannot be read.
 */
export function readInstruments(endpoint: string, rows: readonly unknown[], revision = 0): ListedInstruments {
  const listings = new Map<InstrumentId, Listing>();
  const leftOut: { id: InstrumentId; reason: string }[] = [];
  rows.forEach((row, index) => {
    const at = `data.${index}`;
    const head = readRow(endpoint, instrumentHead, row, at);
    const { instId: id, instType, ctType } = head;
    if (instType !== 'SPOT' && (instType !== 'SWAP' || ctType !== 'linear')) {
      leftOut.push({ id, reason: `it is ${instType === 'SWAP' ? `an ${ctType} swap` : `of type ${instType}`}` });
      return;
    }
    try {
      const listing =
        instType === 'SPOT'
          ? spotListing(readRow(endpoint, spotRow, row, at), revision)
          : swapListing(readRow(endpoint, swapRow, row, at), revision);
      listings.set(id, listing);
    } catch (error) {
      // Too fine for exact arithmetic: a few meme coins are; everything else can still be traded.
      if (!isBrokerError(error, 'config/unsupported')) throw error;
      leftOut.push({ id, reason: error.message });
    }
  });
  return { listings, leftOut };
}

/** The listing of an instrument, by id or unified symbol. @throws {VenueError} `venue/unknown_instrument`. */
export function listedOf(listings: Listings, instrument: InstrumentId): Listing {
  const listing = listings.get(instrument) ?? listings.get(toInstrumentId(instrument));
  if (listing !== undefined) return listing;
  throw new VenueError(`OKX does not list ${instrument}, or it is not among the configured instruments.`, {
    code: 'venue/unknown_instrument',
    details: { instrument },
  });
}

/** Our lots as OKX's `sz`, exactly. */
export function sizeText(listing: Listing, lots: number): string {
  return listing.lotSize.mul(lots).toFixed();
}

/**
 * OKX's `sz` in our lots, exactly.
 *
 * @throws {VenueError} `venue/malformed_response` where it is no whole number of lots: the rules have changed since they
 * were read.
 */
export function lotsOf(listing: Listing, size: string, endpoint: string, field: string): number {
  const read = listing.lotGrid.exact(size);
  if (typeof read === 'number') return read;
  // Below zero, with an exponent or with very many digits.
  const lots = new Decimal(size).div(listing.lotSize);
  const count = lots.toNumber();
  if (lots.isInteger() && Number.isSafeInteger(count)) return count;
  const lot = listing.lotSize.toFixed();
  throw malformed(endpoint, field, `is no whole number of lots of ${lot} of ${listing.instrument.id}`);
}

/** OKX's `sz` in our lots, down to the whole lot: for sizes that are no order's, such as what a balance can buy. */
export function wholeLotsOf(listing: Listing, size: string): number {
  return new Decimal(size).div(listing.lotSize).floor().toNumber();
}

/** A price that OKX states, in ticks: on the nearest one, since a bankruptcy price need not be on any. */
export function nearestTicks(listing: Listing, price: string): number {
  const read = listing.tickGrid.exact(price);
  if (typeof read === 'number') return read;
  return new Decimal(price).div(listing.instrument.tickUnit).round().toNumber();
}

/** A mark price in mark points; digits beyond them are cut. */
export function markPoints({ instrument, markGrid }: Listing, mark: string): number {
  const read = markGrid.exact(mark);
  return typeof read === 'number' ? read : instrument.marks(new Decimal(mark));
}

function gridsOf(
  { tickSize, markDecimals }: Instrument,
  lotSize: Decimal,
): Pick<Listing, 'lotSize' | 'tickGrid' | 'markGrid' | 'lotGrid'> {
  return {
    lotSize,
    tickGrid: new DecimalGrid(tickSize),
    markGrid: new DecimalGrid(Decimal.pow(10, -markDecimals)),
    lotGrid: new DecimalGrid(lotSize),
  };
}

function swapListing(row: SwapRow, revision: number): Listing {
  const contract = new Decimal(row.ctVal).mul(row.ctMult);
  const inBase = (contracts: string): Decimal => contract.mul(contracts);
  const instrument = new Instrument({
    id: row.instId,
    type: 'swap',
    baseCurrency: row.ctValCcy,
    quoteCurrency: row.settleCcy,
    settleCurrency: row.settleCcy,
    contractValue: contract,
    lotSize: inBase(row.lotSz),
    minQuantity: inBase(row.minSz),
    tickSize: new Decimal(row.tickSz),
    maxLimitQuantity: inBase(row.maxLmtSz),
    maxMarketQuantity: inBase(row.maxMktSz),
    maxLeverage: leverageOf(row.lever),
    state: STATES[row.state] ?? 'suspended',
    revision,
  });
  return {
    instrument,
    instType: 'SWAP',
    ...gridsOf(instrument, new Decimal(row.lotSz)),
    // The name that it has had since 2022; before it was the underlying.
    family: row.instFamily || row.uly,
    code: codeOf(row),
    feeGroup: row.groupId,
    changesAt: changesAtOf(row),
  };
}

function spotListing(row: SpotRow, revision: number): Listing {
  const instrument = new Instrument({
    id: row.instId,
    type: 'spot',
    baseCurrency: row.baseCcy,
    quoteCurrency: row.quoteCcy,
    settleCurrency: row.quoteCcy,
    contractValue: '1',
    lotSize: new Decimal(row.lotSz),
    minQuantity: new Decimal(row.minSz),
    tickSize: new Decimal(row.tickSz),
    maxLimitQuantity: new Decimal(row.maxLmtSz),
    maxMarketQuantity: null,
    // In dollars: of a pair that is not quoted in them, OKX alone can judge.
    maxMarketValue: DOLLARS.has(row.quoteCcy) ? new Decimal(row.maxMktSz) : null,
    maxLeverage: leverageOf(row.lever),
    state: STATES[row.state] ?? 'suspended',
    revision,
  });
  return {
    instrument,
    instType: 'SPOT',
    ...gridsOf(instrument, new Decimal(row.lotSz)),
    family: '',
    code: codeOf(row),
    feeGroup: row.groupId,
    changesAt: changesAtOf(row),
  };
}

/** Spot that cannot be traded on margin has none. */
function leverageOf(text: string): Decimal {
  const leverage = new Decimal(text === '' ? 1 : text);
  return leverage.gt(0) ? leverage : new Decimal(1);
}

function changesAtOf({ upcChg }: SwapRow | SpotRow): readonly number[] {
  return upcChg.map(({ effTime }) => Number(effTime)).filter((at) => at > 0);
}

function codeOf({ instIdCode }: SwapRow | SpotRow): string | null {
  return instIdCode === undefined || instIdCode === '' ? null : String(instIdCode);
}
