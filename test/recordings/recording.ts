import type { OkxAnswer, OkxRequest, OkxSend } from '../../src/okx/request.ts';

/** One request and its answer, without headers: keys and signatures stand there alone. */
export interface RecordedCall {
  readonly name: string;
  readonly request: OkxRequest;
  readonly answer: OkxAnswer;
}

/** What was asked of OKX, and what it answered. */
export interface Recording {
  readonly recordedFrom: string;
  readonly recordedAt: string;
  readonly calls: readonly RecordedCall[];
}

/** Fields that tell who owns the account. */
const PRIVATE_FIELDS: ReadonlySet<string> = new Set([
  'uid',
  'mainUid',
  'ip',
  'label',
  'opAuth',
  'kycLv',
  'discordRole',
]);
/** Ids of the account's own doings; each is replaced by a number of its own, the same everywhere. */
const ID_FIELDS: ReadonlySet<string> = new Set(['ordId', 'algoId', 'tradeId', 'billId', 'posId', 'attachAlgoId']);

/** A recording that says nothing about whose account it was; equal ids stay equal. */
export function redacted(recording: Recording): Recording {
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    const known = ids.get(id) ?? `${900_000_001 + ids.size}`;
    ids.set(id, known);
    return known;
  };
  const clean = (value: unknown, field = ''): unknown => {
    if (Array.isArray(value)) return value.map((item) => clean(item));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner, key)]));
    }
    if (typeof value !== 'string' || value === '') return value;
    if (PRIVATE_FIELDS.has(field)) return 'redacted';
    return ID_FIELDS.has(field) && /^\d+$/.test(value) ? idOf(value) : value;
  };
  return clean(recording) as Recording;
}

/** Answers as a recording does: each call once, in the order in which calls of its kind were recorded. */
export function replay({ calls }: Recording): OkxSend {
  const left = [...calls];
  return async (request) => {
    const index = left.findIndex(({ request: recorded }) => textOf(recorded) === textOf(request));
    const [call] = index < 0 ? [] : left.splice(index, 1);
    if (call === undefined) throw new Error(`The recording has no further ${textOf(request)}.`);
    return call.answer;
  };
}

function textOf({ method, path, query = {} }: OkxRequest): string {
  return `${method} ${path}?${new URLSearchParams(query)}`;
}
