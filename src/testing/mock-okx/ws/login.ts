import { isSameSignature, type MockCredentials, signatureOf } from '../authentication.ts';
import { textOf, type WireRow } from '../wire.ts';
import { refuseStream, type StreamRefusal } from './stream-codes.ts';

/** A login is valid for this long, in ms. */
const VALID_MS = 30_000;

/** What OKX has against the one argument of a login; `null` when it is right. */
export function checkLogin(arg: WireRow | undefined, credentials: MockCredentials, now: number): StreamRefusal | null {
  if (arg === undefined) return refuseStream('60009');
  const [apiKey, passphrase] = [textOf(arg, 'apiKey'), textOf(arg, 'passphrase')];
  const [timestamp, sign] = [textOf(arg, 'timestamp'), textOf(arg, 'sign')];
  if (apiKey === '' || passphrase === '' || sign === '') return refuseStream('60009');
  // Seconds, with or without a fraction: milliseconds are a common mistake.
  if (!/^\d{10}(\.\d+)?$/.test(timestamp)) return refuseStream('60004');
  if (apiKey !== credentials.apiKey) return refuseStream('60005');
  if (Math.abs(now - Number(timestamp) * 1000) > VALID_MS) return refuseStream('60006');
  const expected = signatureOf(credentials.secretKey, `${timestamp}GET/users/self/verify`);
  if (!isSameSignature(sign, expected)) return refuseStream('60007');
  return passphrase === credentials.passphrase ? null : refuseStream('60024');
}
