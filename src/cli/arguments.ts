import { parseArgs } from 'node:util';
import { Decimal } from '../domain/decimal.ts';
import { ConfigurationError } from '../errors/index.ts';
import { GAP_POLICIES, type GapPolicy } from '../market/candle-csv.ts';
import { CASSETTE_MODES, type CassetteMode } from '../models/cassette.ts';

/** A data file, and the instrument it is about where its name does not tell. */
export interface NamedFile {
  readonly file: string;
  readonly instrument: string | null;
}

/** What the main job can trade with. */
const BROKERS = ['simulated', 'okx_demo'] as const;

/** What decides: a scripted model or a real one behind the pipeline, or a strategy without any. */
const MODELS = ['scripted', 'deepseek', 'none'] as const;

/** What the command line asks for. */
export interface StartArguments {
  readonly model: (typeof MODELS)[number];
  /** Minutes of the market's time between two cycles. */
  readonly every: number;
  /** File of recorded answers. */
  readonly cassette: { readonly file: string; readonly mode: CassetteMode } | null;
  /** Folder of the database; `null` for memory. */
  readonly data: string | null;
  readonly broker: (typeof BROKERS)[number];
  /** OKX demo trading on a mock that is started in this process. */
  readonly mock: boolean;
  /** How long OKX demo trading goes on. */
  readonly minutes: number;
  /** Addresses of a mock that runs already, in place of OKX. */
  readonly rest: string | null;
  readonly ws: string | null;
  readonly candles: readonly NamedFile[];
  readonly marks: readonly NamedFile[];
  readonly funding: readonly NamedFile[];
  readonly instruments: string | null;
  readonly gaps: GapPolicy;
  readonly seed: number;
  readonly bars: number;
  readonly balance: string;
  readonly leverage: string;
  readonly out: string;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

export const HELP = `brokerkit: a model trades BTC and ETH on the simulated exchange, from prompt to order and back.

  npm start                                  on bundled synthetic candles (invented prices)
  npm start -- --candles FILE…               on your candles
  npm start -- --broker okx_demo --mock      the same candles through the OKX broker, on a mock of OKX
  npm start -- --broker okx_demo             on OKX demo trading, with the keys of the environment

Model
  --model NAME         scripted (default): a script that reads the prompt and answers as a model does; nothing leaves the machine
                       deepseek: DeepSeek, with the key in DEEPSEEK_API_KEY; every question costs money
                       none: no model and no pipeline, but a strategy that follows trends (default of okx_demo)
  --every MINUTES      of the market's time between two questions (default 60)
  --cassette FILE      records the answers of the model, and plays them back when the same is asked again
  --cassette-mode MODE auto (default): asks what was not recorded yet; record: asks everything anew;
                       replay_only: asks nobody, and needs no key
  --data FOLDER        keeps prompts, replies, decisions, orders and results in a new folder (PGlite), for
                       npx brokerkit replay DECISION --data FOLDER
Broker
  --broker KIND        simulated (default) or okx_demo
  --mock               okx_demo on a mock of OKX in this process: no key, no network
  --minutes N          how long to trade on OKX demo trading, on bars of one minute (default 30; 0: connect and look)
                       It refuses to begin where the account holds something, and closes at the end what it opened.
                       Needs OKX_DEMO_API_KEY, OKX_DEMO_SECRET_KEY, OKX_DEMO_PASSPHRASE: docs/okx-setup.md
  --rest URL --ws URL  addresses of a mock that runs already, in place of OKX
Data
  --candles FILE…      CSV or CSV.gz: ts_ms,open,high,low,close,volume; one file per instrument
  --marks FILE…        mark prices: ts_ms,open,high,low,close
  --funding FILE…      settlements: ts_ms,funding_rate,mark_price
  --instruments FILE   answer of OKX public/instruments (JSON); default: the built-in figures of 2026
  --gaps POLICY        refuse (default) or allow bars that are missing in a file
                       A file names its instrument (candles-okx-BTC-USDT-SWAP-5m.csv.gz),
                       or you do: --candles BTC-USDT-SWAP=FILE
Synthetic data
  --seed N             another market; the same seed gives the same run (default 7)
  --bars N             five-minute bars per instrument (default 8640: thirty days; with --mock 2016: a week;
                       with --model deepseek 576: two days)
Account
  --balance AMOUNT     USDT at the start (default 10000)
  --leverage N         of the positions (default 3)
Output
  --out PATH           folder of the report, or its name ending in .html (default reports)
  --quiet              only the figures and the path of the report
  --json               the result as JSON on standard output, nothing else
  --help               this text

Exit code 0: done; 2: something in the arguments or the data must be changed; 1: a fault of the program.`;

const LISTS = ['candles', 'marks', 'funding'] as const;
type ListName = (typeof LISTS)[number];

const OPTIONS = {
  model: { type: 'string' },
  every: { type: 'string', default: '60' },
  cassette: { type: 'string' },
  'cassette-mode': { type: 'string' },
  data: { type: 'string' },
  broker: { type: 'string', default: 'simulated' },
  mock: { type: 'boolean', default: false },
  minutes: { type: 'string', default: '30' },
  rest: { type: 'string' },
  ws: { type: 'string' },
  candles: { type: 'string', multiple: true },
  marks: { type: 'string', multiple: true },
  funding: { type: 'string', multiple: true },
  instruments: { type: 'string' },
  gaps: { type: 'string', default: 'refuse' },
  seed: { type: 'string', default: '7' },
  bars: { type: 'string' },
  balance: { type: 'string', default: '10000' },
  leverage: { type: 'string', default: '3' },
  out: { type: 'string', default: 'reports' },
  quiet: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the command line. @throws {ConfigurationError} `config/invalid` with what to write instead. */
export function readArguments(argv: readonly string[]): StartArguments {
  const { values, tokens } = parse(argv);
  const lists = filesOf(tokens);
  if (lists.candles.length === 0) {
    for (const name of ['marks', 'funding'] as const) {
      if (lists[name].length > 0) throw refused(`--${name} needs --candles of the same instrument.`);
    }
  }
  const gaps = GAP_POLICIES.find((policy) => policy === values.gaps);
  if (gaps === undefined) throw refused(`--gaps is refuse or allow, not ${shown(values.gaps)}.`);
  const broker = brokerOf(values, lists);
  const model = modelOf(values, broker.broker);
  // Over a mock an instant takes a thousand times as long as in process; a real model takes its time, and costs money.
  const bars = values.mock ? '2016' : model.model === 'deepseek' ? '576' : '8640';
  return {
    ...broker,
    ...model,
    minutes: whole('minutes', values.minutes, 0),
    ...lists,
    instruments: values.instruments ?? null,
    gaps,
    seed: whole('seed', values.seed, 0),
    bars: whole('bars', values.bars ?? bars, 1),
    balance: amount('balance', values.balance),
    leverage: amount('leverage', values.leverage),
    out: values.out,
    quiet: values.quiet,
    json: values.json,
    help: values.help,
  };
}

type Values = ReturnType<typeof parse>['values'];

function brokerOf(
  { broker: named, mock, rest, ws }: Values,
  lists: Readonly<Record<ListName, readonly NamedFile[]>>,
): Pick<StartArguments, 'broker' | 'mock' | 'rest' | 'ws'> {
  const broker = BROKERS.find((kind) => kind === named);
  if (broker === undefined) throw refused(`--broker is ${BROKERS.join(' or ')}, not ${shown(named)}.`);
  const isElsewhere = rest !== undefined || ws !== undefined;
  if (broker === 'simulated' && (mock || isElsewhere)) {
    throw refused('--mock, --rest and --ws belong to --broker okx_demo.');
  }
  if (mock && isElsewhere) throw refused('--mock starts a mock of its own; leave out --rest and --ws, or --mock.');
  if ((rest === undefined) !== (ws === undefined)) throw refused('A mock has two addresses: give --rest and --ws.');
  if (broker === 'okx_demo' && !mock && lists.candles.length > 0) {
    throw refused('OKX demo trading has prices of its own; --candles need --mock.');
  }
  if (mock && (lists.marks.length > 0 || lists.funding.length > 0)) {
    throw refused('The mock of OKX plays candles alone; leave out --marks and --funding.');
  }
  return { broker, mock, rest: rest ?? null, ws: ws ?? null };
}

function modelOf(
  values: Values,
  broker: StartArguments['broker'],
): Pick<StartArguments, 'model' | 'every' | 'cassette' | 'data'> {
  const named = values.model ?? (broker === 'okx_demo' ? 'none' : 'scripted');
  const model = MODELS.find((name) => name === named);
  if (model === undefined) throw refused(`--model is ${MODELS.join(', ')}, not ${shown(named)}.`);
  const every = whole('every', values.every, 1);
  const { cassette, data, 'cassette-mode': mode = 'auto' } = values;
  if (model === 'none' && (cassette !== undefined || data !== undefined)) {
    throw refused('--cassette and --data belong to a model; with --model none there is none.');
  }
  const cassetteMode = CASSETTE_MODES.find((name) => name === mode);
  if (cassetteMode === undefined) {
    throw refused(`--cassette-mode is ${CASSETTE_MODES.join(', ')}, not ${shown(mode)}.`);
  }
  if (cassette === undefined && values['cassette-mode'] !== undefined) {
    throw refused('--cassette-mode needs the --cassette that it is about.');
  }
  return {
    model,
    every,
    cassette: cassette === undefined ? null : { file: cassette, mode: cassetteMode },
    data: data ?? null,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, tokens: true, allowPositionals: true });
  } catch (error) {
    throw refused(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}.`, error);
  }
}

type Token = ReturnType<typeof parse>['tokens'][number];

/** The files of each list; bare words after `--candles FILE` are further files of that list. */
function filesOf(tokens: readonly Token[]): Readonly<Record<ListName, readonly NamedFile[]>> {
  const lists: Record<ListName, NamedFile[]> = { candles: [], marks: [], funding: [] };
  let open: ListName | undefined;
  for (const token of tokens) {
    if (token.kind === 'option') {
      open = LISTS.find((name) => name === token.name);
      if (open !== undefined && token.value !== undefined) lists[open].push(namedFile(token.value));
    } else if (token.kind === 'positional') {
      if (open === undefined) throw refused(`${shown(token.value)} belongs to no option.`);
      lists[open].push(namedFile(token.value));
    }
  }
  return lists;
}

function namedFile(text: string): NamedFile {
  const named = /^([A-Z0-9]+-[A-Z0-9]+(?:-SWAP)?)=(.+)$/.exec(text);
  return named === null ? { file: text, instrument: null } : { file: named[2]!, instrument: named[1]! };
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= least) return value;
  throw refused(`--${name} is a whole number of at least ${least}, not ${shown(text)}.`);
}

function amount(name: string, text: string): string {
  if (/^\d+(\.\d+)?$/.test(text) && new Decimal(text).gt(0)) return text;
  throw refused(`--${name} is a decimal above zero, not ${shown(text)}.`);
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function refused(why: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(`${why} See npm start -- --help.`, {
    code: 'config/invalid',
    ...(cause === undefined ? {} : { cause }),
  });
}
