import { parseArgs } from 'node:util';
import { Decimal } from '../domain/decimal.ts';
import { ConfigurationError } from '../errors/index.ts';

/** What the command line of the mock asks for. */
export interface MockOkxArguments {
  readonly port: number;
  readonly host: string;
  readonly instruments: string | null;
  /** Decimals by name; empty where none was named. */
  readonly balances: Readonly<Record<string, string>>;
  readonly prices: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly limits: 'enforce' | 'record' | 'off';
  /** Shares from 0 to 1 of the calls, and of the pushes, that go wrong. */
  readonly faultRate: number;
  readonly streamFaultRate: number;
  /** How often the prices move, in ms; 0 for never. */
  readonly walkMs: number;
  readonly json: boolean;
  readonly help: boolean;
}

export const MOCK_OKX_HELP = `brokerkit mock-okx: OKX's v5 REST and WebSocket protocol over a simulated exchange, on this machine.

  brokerkit mock-okx --port 8787

  --port N             default: one that is free
  --host ADDRESS       default 127.0.0.1
  --instruments FILE   answer of OKX public/instruments (JSON); default: BTC and ETH, spot and swap
  --balance CCY=AMOUNT what the account begins with; more than once for several (default USDT=100000)
  --price ID=PRICE     first price of an instrument; more than once for several
  --seed N             of ids, history, prices and faults (default 1)
  --limits MODE        on (default), off, or record: counted and not enforced
  --walk MS            the prices take a random step this often (default 1000; 0: they stand)
  --faults RATE        share of the orders whose answer is late or lost (default 0)
  --stream-faults RATE share of the pushes that are lost, doubled, late or out of order (default 0)
  --json               addresses and key as one line of JSON
  --help               this text

It runs until it is interrupted. The key opens nothing but this mock.`;

const OPTIONS = {
  port: { type: 'string', default: '0' },
  host: { type: 'string', default: '127.0.0.1' },
  instruments: { type: 'string' },
  balance: { type: 'string', multiple: true, default: [] as string[] },
  price: { type: 'string', multiple: true, default: [] as string[] },
  seed: { type: 'string', default: '1' },
  limits: { type: 'string', default: 'on' },
  walk: { type: 'string', default: '1000' },
  faults: { type: 'string', default: '0' },
  'stream-faults': { type: 'string', default: '0' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const LIMITS = { on: 'enforce', off: 'off', record: 'record' } as const;

/** Reads the command line of the mock. @throws {ConfigurationError} `config/invalid` with what to write instead. */
export function readMockOkxArguments(argv: readonly string[]): MockOkxArguments {
  const values = parse(argv);
  const mode = (['on', 'off', 'record'] as const).find((name) => name === values.limits);
  if (mode === undefined) throw refused('limits', `--limits is on, off or record, not ${shown(values.limits)}.`);
  return {
    port: whole('port', values.port, 65_535),
    host: values.host,
    instruments: values.instruments ?? null,
    balances: amounts('balance', values.balance),
    prices: amounts('price', values.price),
    seed: whole('seed', values.seed, 2 ** 32),
    limits: LIMITS[mode],
    faultRate: share('faults', values.faults),
    streamFaultRate: share('stream-faults', values['stream-faults']),
    walkMs: whole('walk', values.walk, 86_400_000),
    json: values.json,
    help: values.help,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw refused('argv', `${message}. See brokerkit mock-okx --help.`, error);
  }
}

function whole(name: string, text: string, most: number): number {
  if (/^\d{1,12}$/.test(text) && Number(text) <= most) return Number(text);
  throw refused(name, `--${name} is a whole number up to ${most}, not ${shown(text)}.`);
}

function share(name: string, text: string): number {
  if (/^(0(\.\d+)?|1)$/.test(text)) return Number(text);
  throw refused(name, `--${name} is a share from 0 to 1, not ${shown(text)}.`);
}

/** `NAME=AMOUNT`, each a decimal above zero. */
function amounts(name: string, texts: readonly string[]): Readonly<Record<string, string>> {
  const entries = texts.map((text) => {
    const [, key, amount] = /^([A-Z0-9-]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
    if (key !== undefined && amount !== undefined && new Decimal(amount).gt(0)) return [key, amount] as const;
    throw refused(name, `--${name} is NAME=AMOUNT with a decimal above zero, not ${shown(text)}.`);
  });
  return Object.fromEntries(entries);
}

function shown(text: string): string {
  return JSON.stringify(text);
}

function refused(path: string, message: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(message, { code: 'config/invalid', details: { path }, cause });
}
