import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import { toInstrumentId } from '../domain/instrument.ts';
import { MarginTiers } from '../domain/margin.ts';
import { AuthenticationError, ConfigurationError, VenueError } from '../errors/index.ts';
import type { FeeSchedule } from '../ports/venue.ts';
import { type AccountMode, assertNetMode, readAccountMode } from './codec/account-mode.ts';
import { readFees, readTiers } from './codec/account-reading.ts';
import { type Listing, type Listings, readInstruments } from './codec/listing.ts';
import type { OkxLine } from './okx-line.ts';
import type { CommandOutcome } from './outcome.ts';
import type { PositionTierRow } from './wire/account-rows.ts';

/** What to do with an account in long/short mode. */
export type PositionModePolicy = 'require_net' | 'switch_to_net';

const FAMILIES_IN_REQUEST = 3;

/**
 * Reads the account's settings and makes sure that orders can be written for them.
 *
 * @throws {AuthenticationError} `auth/permission_missing`. @throws {ConfigurationError} `config/unsupported` for
 * long/short mode that cannot or may not be switched.
 */
export async function openAccount(line: OkxLine, policy: PositionModePolicy): Promise<AccountMode> {
  const row = await line.reads.account.config();
  if (row.uid !== '') line.account = row.uid;
  const mode = readAccountMode(row);
  if (!mode.canTrade) {
    throw new AuthenticationError(
      'The OKX key may read and not trade. Make a key with the permission "Trade" in OKX’s demo trading.',
      { code: 'auth/permission_missing', details: { permissions: row.perm } },
    );
  }
  if (mode.positionMode === 'net_mode' || policy === 'require_net') {
    assertNetMode(mode);
    return mode;
  }
  const outcome = await line.at('open').account.setPositionMode('net_mode');
  const now = readAccountMode(await line.reads.account.config());
  if (now.positionMode === 'net_mode') return now;
  if (outcome.outcome === 'unknown') throw outcome.cause;
  assertNetMode(now, wordsOf(outcome));
  return now;
}

/** Why OKX did not switch, in its own words where it has said so. */
function wordsOf(outcome: CommandOutcome): string | undefined {
  if (outcome.outcome === 'refused' || outcome.outcome === 'query') {
    return `${outcome.venueMessage} (${outcome.venueCode})`;
  }
  return outcome.outcome === 'not_executed' ? `it was not done (${outcome.venueCode})` : undefined;
}

/**
 * The instruments to trade; without names every spot pair and linear swap.
 *
 * @throws {VenueError} `venue/unknown_instrument`. @throws {ConfigurationError} `config/unsupported` for swaps in spot mode.
 */
export async function openInstruments(
  line: OkxLine,
  mode: AccountMode,
  named: readonly InstrumentId[] | undefined,
): Promise<Listings> {
  const wanted = named === undefined ? null : new Set(named.map(toInstrumentId));
  const swaps = [...(wanted ?? [])].filter((id) => id.endsWith('-SWAP'));
  if (swaps.length > 0 && !mode.canSwap) {
    throw new ConfigurationError(
      `The OKX account is in spot mode, which has no swaps: ${swaps.join(', ')}. Choose futures mode in OKX’s trading settings, or configure spot instruments only.`,
      { code: 'config/unsupported', details: { instruments: swaps, accountLevel: mode.level } },
    );
  }
  const types = (['SPOT', 'SWAP'] as const).filter(
    (type) =>
      (type === 'SPOT' || mode.canSwap) &&
      (wanted === null || [...wanted].some((id) => id.endsWith('-SWAP') === (type === 'SWAP'))),
  );
  const listings = new Map<InstrumentId, Listing>();
  const leftOut = new Map<InstrumentId, string>();
  for (const rows of await Promise.all(types.map((type) => line.reads.public.instruments(type)))) {
    const mine = wanted === null ? rows : rows.filter((row) => wanted.has(idOf(row)));
    const read = readInstruments('GET public/instruments', mine);
    for (const [id, listing] of read.listings) listings.set(id, listing);
    for (const { id, reason } of read.leftOut) leftOut.set(id, reason);
  }
  const missing = [...(wanted ?? [])].filter((id) => !listings.has(id));
  if (missing.length > 0 || listings.size === 0) {
    const unlisted = missing.filter((id) => !leftOut.has(id));
    const says = missing.flatMap((id) => {
      const reason = leftOut.get(id);
      return reason === undefined ? [] : [`brokerkit cannot trade ${id}: ${reason}`];
    });
    if (unlisted.length > 0) says.unshift(`OKX's demo trading does not list ${unlisted.join(', ')}.`);
    if (says.length === 0) says.push("OKX's demo trading lists nothing that brokerkit can trade.");
    throw new VenueError(says.join(' '), {
      code: 'venue/unknown_instrument',
      details: { missing, leftOut: [...leftOut.keys()], accountLevel: mode.level },
    });
  }
  return listings;
}

export async function openFees(line: OkxLine, listings: Listings): Promise<(instrument: Instrument) => FeeSchedule> {
  const types = [...new Set([...listings.values()].map(({ instType }) => instType))];
  const rows = await Promise.all(types.map((type) => line.reads.account.tradeFee(type)));
  const fees = new Map<InstrumentId, FeeSchedule>();
  for (const [id, listing] of listings) {
    const row = rows[types.indexOf(listing.instType)];
    if (row !== undefined) fees.set(id, readFees(row, listing));
  }
  return ({ id }) => known(fees, id);
}

export async function openTiers(line: OkxLine, listings: Listings): Promise<(instrument: Instrument) => MarginTiers> {
  const families = [...new Set([...listings.values()].map(({ family }) => family))].filter((family) => family !== '');
  const byFamily = new Map<string, PositionTierRow[]>();
  const read = async (group: readonly string[]): Promise<void> => {
    for (const row of await line.reads.public.positionTiers(group)) {
      const family = row.instFamily || group[0] || '';
      byFamily.set(family, [...(byFamily.get(family) ?? []), row]);
    }
  };
  const size = families.length <= 2 * FAMILIES_IN_REQUEST ? 1 : FAMILIES_IN_REQUEST;
  const groups: string[][] = [];
  for (let at = 0; at < families.length; at += size) groups.push(families.slice(at, at + size));
  await Promise.all(groups.map(read));
  await Promise.all(families.filter((family) => !byFamily.has(family)).map((family) => read([family])));
  const tiers = new Map<InstrumentId, MarginTiers>();
  for (const [id, listing] of listings) {
    const { instrument, family } = listing;
    const rows = byFamily.get(family);
    const isSpot = listing.instType === 'SPOT';
    if (rows !== undefined) tiers.set(id, readTiers(rows, listing));
    // Without leverage there is nothing to maintain; the table only has to exist.
    else if (isSpot)
      tiers.set(id, new MarginTiers(instrument, [{ maxQuantity: null, maintenanceRate: '0.01', maxLeverage: '1' }]));
  }
  return ({ id }) => known(tiers, id);
}

function known<T>(of: ReadonlyMap<InstrumentId, T>, id: InstrumentId): T {
  const found = of.get(id);
  if (found !== undefined) return found;
  throw new VenueError(`OKX does not say what holds for ${id}.`, {
    code: 'venue/unknown_instrument',
    details: { instrument: id },
  });
}

function idOf(row: unknown): string {
  return typeof row === 'object' && row !== null && 'instId' in row && typeof row.instId === 'string' ? row.instId : '';
}
