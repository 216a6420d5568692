import { attemptText, ID_ROLES, type IdRole, inBase62 } from '../domain/client-order-id.ts';

/** As many characters as OKX takes. */
const LONGEST = 32;
/** Enough base-62 digits for 64 bits. */
const HASH_DIGITS = 11;

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

/** FNV-1a in 64 bits. */
function hashOf(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return hash;
}
