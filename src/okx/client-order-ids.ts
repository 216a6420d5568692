import type { IdSource } from '../ports/id-source.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Digits of base 62 that a UUID takes. */
const UUID_DIGITS = 22;
const LARGEST_UUID = 2n ** 128n;
/** As many characters as OKX takes. */
const LONGEST = 32;
const HIGHEST_ATTEMPT = 999_999_999;

/** What an order is for, and its letter: `protection` is a stop and a target in one. */
export const ID_ROLES = { entry: 'E', exit: 'X', stop_loss: 'S', take_profit: 'T', protection: 'P' } as const;
/** One of {@link ID_ROLES}. */
export type IdRole = keyof typeof ID_ROLES;

/** What a client order id of ours says. */
export interface ClientOrderIdParts {
  /** Of the decision, or the order's own, in lower case with hyphens. */
  readonly uuid: string;
  readonly role: IdRole;
  /** From 1; a further order of the same role has the next. */
  readonly attempt: number;
}

/** 22 digits of base 62 for the UUID, the role's letter, and the attempt where it is not the first. */
export function clientOrderIdOf({ uuid, role, attempt }: ClientOrderIdParts): string {
  return `${uuidDigits(uuid)}${ID_ROLES[role]}${attemptText(attempt)}`;
}

/** An id of an order that carries out no decision: its UUID is its own. */
export function drawnClientOrderId(ids: IdSource, role: IdRole): string {
  return `${ids.next()}${ID_ROLES[role]}`;
}

/** What an id says, or `null` when it is none of {@link clientOrderIdOf}. */
export function readClientOrderId(id: string): ClientOrderIdParts | null {
  const parts = /^([0-9A-Za-z]{22})([A-Z])([1-9]\d{0,8})?$/.exec(id);
  if (parts === null) return null;
  const [, digits = '', letter = '', attempt = '1'] = parts;
  const role = (Object.keys(ID_ROLES) as IdRole[]).find((candidate) => ID_ROLES[candidate] === letter);
  const uuid = uuidOf(digits);
  // A first attempt is written without a number, so that every id has one reading.
  if (role === undefined || uuid === null || parts[3] === '1') return null;
  return { uuid, role, attempt: Number(attempt) };
}

/**
 * The id of an order that protects another one: the parent's with the role's letter, and the attempt where it is not the
 * first. Of a parent with a long id only the beginning is kept, with a hash of all of it.
 */
export function legId(parentId: string, role: IdRole, attempt = 1): string {
  const tail = `${ID_ROLES[role]}${attemptText(attempt)}`;
  if (parentId.length + tail.length <= LONGEST) return `${parentId}${tail}`;
  const hash = inBase62(hashOf(parentId), HASH_DIGITS);
  return `${parentId.slice(0, LONGEST - HASH_DIGITS - tail.length)}${hash}${tail}`;
}

/**
 * What we call an order that has no id of its client: placed by hand, or by OKX itself.
 *
 * Such an id is never sent; {@link venueIdOf} gives back what is.
 */
export function foreignId(kind: 'order' | 'algo', venueId: string): string {
  return `${kind === 'order' ? 'okxorder' : 'okxalgo'}${venueId}`;
}

/** OKX's id of an order that we named by {@link foreignId}, or `null` for any other id. */
export function venueIdOf(id: string): string | null {
  return /^okx(?:order|algo)(\d+)[ST]?$/.exec(id)?.[1] ?? null;
}

/** The base-62 digits of a UUID, as the broker's id source draws them. */
export function uuidDigits(uuid: string): string {
  return inBase62(BigInt(`0x${uuid.replaceAll('-', '')}`), UUID_DIGITS);
}

/** The UUID of base-62 digits, or `null` where they are more than a UUID has. */
function uuidOf(digits: string): string | null {
  let value = 0n;
  for (const digit of digits) value = value * 62n + BigInt(ALPHABET.indexOf(digit));
  if (value >= LARGEST_UUID) return null;
  const hex = value.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function attemptText(attempt: number): string {
  return attempt === 1 ? '' : `${Math.min(Math.max(Math.trunc(attempt), 2), HIGHEST_ATTEMPT)}`;
}

function inBase62(value: bigint, digits: number): string {
  let text = '';
  for (let rest = value; text.length < digits; rest /= 62n) text = ALPHABET.charAt(Number(rest % 62n)) + text;
  return text;
}

/** Enough base-62 digits for 64 bits. */
const HASH_DIGITS = 11;

/** FNV-1a in 64 bits. */
function hashOf(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return hash;
}
