import { z } from 'zod';
import { malformed } from './parse.ts';
import { optionalText } from './scalar.ts';

/** What every answer of the REST interface is wrapped in. */
export interface Envelope {
  /** `0` worked, `1` all failed, `2` some failed, else an error code. */
  readonly code: string;
  readonly msg: string;
  readonly data: readonly unknown[];
}

const envelope = z.object({
  code: z.union([z.string().min(1), z.number().int().transform(String)]),
  msg: optionalText,
  data: z.unknown().optional(),
});

/** The envelope of a body, or `null` where the body is none. A body without a list of data has an empty one. */
export function envelopeOf(body: unknown): Envelope | null {
  if (isPlain(body)) return body;
  const result = envelope.safeParse(body);
  if (!result.success) return null;
  const { code, msg, data } = result.data;
  return { code, msg, data: Array.isArray(data) ? data : [] };
}

/** Whether a body has the usual form: one look at three fields, where every answer is looked at several times. */
function isPlain(body: unknown): body is Envelope {
  if (typeof body !== 'object' || body === null) return false;
  const { code, msg, data } = body as { readonly code?: unknown; readonly msg?: unknown; readonly data?: unknown };
  return typeof code === 'string' && code !== '' && typeof msg === 'string' && Array.isArray(data);
}

/** As {@link envelopeOf}. @throws {VenueError} `venue/malformed_response` for a body that is no envelope. */
export function readEnvelope(endpoint: string, body: unknown): Envelope {
  const found = envelopeOf(body);
  if (found === null) throw malformed(endpoint, '', 'is not OKX’s envelope of code, msg and data');
  return found;
}

/** What the items of an order command's answer have in common. */
export const commandItem = z.object({
  ordId: optionalText,
  clOrdId: optionalText,
  algoId: optionalText,
  algoClOrdId: optionalText,
  reqId: optionalText,
  sCode: z.union([z.string(), z.number().int().transform(String)]).default(''),
  sMsg: optionalText,
  subCode: optionalText,
});
/** One item of an order command's answer. */
export type CommandItem = z.output<typeof commandItem>;
