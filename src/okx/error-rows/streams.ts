import { denied, type OkxErrorRow, refused, slowed, uncertain } from './error-row.ts';

const STREAM = 'The stream of news was refused; the broker repairs it by itself.';
const failedStream = (code: string, person: string): OkxErrorRow => refused(code, 'other', person, STREAM);

/** The WebSocket: 60xxx and 64xxx, and the codes with which OKX closes a connection. */
export const STREAM_ROWS: readonly OkxErrorRow[] = [
  failedStream('4001', 'OKX closed the connection because the login failed. Look at the keys.'),
  failedStream('4004', 'OKX closed the connection after 30 seconds of silence. A new one is opened.'),
  failedStream('4005', 'OKX closed the connection because news was read too slowly. A new one is opened.'),
  denied('4007', 'auth/rejected', 'OKX closed the connection because the key was changed or deleted.'),
  failedStream('4008', 'OKX closed the connection because it has too many channels.'),
  failedStream('4009', 'OKX closed the connection because it has too many channels.'),
  denied('60005', 'auth/rejected', 'OKX does not know the key. Look at it, and at demo or live.'),
  denied('60006', 'auth/rejected', 'The login came too late. Look at the clock of the machine.'),
  denied('60007', 'auth/rejected', 'OKX does not accept the signature of the login. Look at the secret.'),
  denied('60009', 'auth/rejected', 'The login failed. Look at key, secret and passphrase.'),
  failedStream('60011', 'A private channel was asked for before the login. It is asked for again after it.'),
  failedStream('60012', 'A request over the WebSocket was malformed.'),
  failedStream('60013', 'A request over the WebSocket had arguments that OKX does not take.'),
  slowed('60014', 1000, 'Too many requests over the WebSocket; it is tried again after a pause.'),
  failedStream('60018', 'OKX has no such channel at this address.'),
  denied('60024', 'auth/rejected', 'OKX does not accept the passphrase.'),
  failedStream('64003', 'The channel is reserved for accounts of a higher tier.'),
  uncertain('64007', 'venue/unavailable', 'OKX’s WebSocket had a fault; what became of the request is looked up.'),
  failedStream('64008', 'OKX closes the connection soon for an upgrade. A new one is opened at once.'),
];
