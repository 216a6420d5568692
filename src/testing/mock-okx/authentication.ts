import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Refusal, refuse } from './okx-codes.ts';

/** What a client signs with. */
export interface MockCredentials {
  readonly apiKey: string;
  readonly secretKey: string;
  readonly passphrase: string;
}

/** Whether the key belongs to demo trading, which needs `x-simulated-trading: 1`, or to live trading, which must not have it. */
export type KeyEnvironment = 'demo' | 'live';

/** Older (or newer) than this is refused, in ms. */
const LONGEST_SKEW_MS = 30_000;

/** The request as it came, before anything was parsed. */
export interface SignedRequest {
  readonly method: string;
  /** With the query string, as it was sent. */
  readonly requestPath: string;
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Base64 of the HMAC-SHA256 of a text. */
export function signatureOf(secretKey: string, text: string): string {
  return createHmac('sha256', secretKey).update(text).digest('base64');
}

/** Whether two signatures are the same, byte by byte. */
export function isSameSignature(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** What OKX has against the headers of a private REST call; `null` when they are right. */
export function checkHeaders(
  request: SignedRequest,
  credentials: MockCredentials,
  terms: { readonly environment: KeyEnvironment; readonly now: number },
): Refusal | null {
  const { headers } = request;
  const key = headers['ok-access-key'] ?? '';
  const sign = headers['ok-access-sign'] ?? '';
  const timestamp = headers['ok-access-timestamp'] ?? '';
  const passphrase = headers['ok-access-passphrase'] ?? '';
  if (key === '') return refuse('50103');
  if (passphrase === '') return refuse('50104');
  if (sign === '') return refuse('50106');
  if (timestamp === '') return refuse('50107');
  const at = epochMsOf(timestamp);
  if (at === null) return refuse('50112');
  if (key !== credentials.apiKey) return refuse('50111');
  const isDemoCall = headers['x-simulated-trading'] === '1';
  if (isDemoCall !== (terms.environment === 'demo')) return refuse('50101');
  if (Math.abs(terms.now - at) > LONGEST_SKEW_MS) return refuse('50102');
  const text = timestamp + request.method.toUpperCase() + request.requestPath + request.body;
  if (!isSameSignature(sign, signatureOf(credentials.secretKey, text))) return refuse('50113');
  return passphrase === credentials.passphrase ? null : refuse('50105');
}

/** ISO 8601 in UTC with milliseconds, or epoch seconds with or without a fraction. */
function epochMsOf(timestamp: string): number | null {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(timestamp)) {
    const at = Date.parse(timestamp);
    return Number.isNaN(at) ? null : at;
  }
  return /^\d{9,10}(\.\d+)?$/.test(timestamp) ? Number(timestamp) * 1000 : null;
}
