const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Digits of base 62 that a UUID takes. */
const UUID_DIGITS = 22;
const LARGEST_UUID = 2n ** 128n;
const HIGHEST_ATTEMPT = 999_999_999;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

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
 * The UUID of the decision that an order carries out, in lower case, told from the order's client order id alone; of an
 * order without a decision, the UUID that was drawn for it.
 *
 * Works for entries, exits and protection alike, also where the venue attached the protection. `null` for an id that was
 * not made by a broker of this library, and for those of replays, which have no role.
 */
export function decisionIdOf(clientOrderId: string): string | null {
  const own = /^(.{22}[A-Z]\d{0,9}?)(?:[PST]\d{0,9})?$/.exec(clientOrderId)?.[1];
  return own === undefined ? null : (readClientOrderId(own)?.uuid ?? null);
}

/** The attempt as it is written: nothing for the first. */
export function attemptText(attempt: number): string {
  return attempt === 1 ? '' : `${Math.min(Math.max(Math.trunc(attempt), 2), HIGHEST_ATTEMPT)}`;
}

/** Whether a text is a UUID, of any version and case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The 22 base-62 digits of a UUID. */
export function uuidDigits(uuid: string): string {
  return inBase62(BigInt(`0x${uuid.replaceAll('-', '')}`), UUID_DIGITS);
}

/** A number in so many base-62 digits, the last ones where it has more. */
export function inBase62(value: bigint, digits: number): string {
  let text = '';
  for (let rest = value; text.length < digits; rest /= 62n) text = ALPHABET.charAt(Number(rest % 62n)) + text;
  return text;
}

/** The UUID of base-62 digits, or `null` where they are more than a UUID has. */
function uuidOf(digits: string): string | null {
  let value = 0n;
  for (const digit of digits) value = value * 62n + BigInt(ALPHABET.indexOf(digit));
  if (value >= LARGEST_UUID) return null;
  const hex = value.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
