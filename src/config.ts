import { z } from 'zod';
import {
  address,
  currency,
  described,
  feeRates,
  instrument,
  latency,
  leverage,
  milliseconds,
  notNegative,
  portfolioId,
  risk,
  secret,
  share,
  slippage,
  tier,
  wholeNumber,
} from './config/fields.ts';
import type { PipelineConfig } from './config/pipeline-config.ts';
import { pipelineConfigOf, riskOf } from './config/pipeline-variables.ts';
import { refusedConfig } from './config/problems.ts';
import { namesSymbols, type SymbolLists, symbolLists } from './config/symbol-lists.ts';
import { Decimal, type DecimalInput } from './domain/decimal.ts';
import { type InstrumentId, type InstrumentSpec, toInstrumentId } from './domain/instrument.ts';
import type { MarginTierSpec } from './domain/margin.ts';
import { LEVERAGE_SCALE } from './domain/position-state.ts';
import type { RiskLimits } from './domain/risk.ts';
import { ConfigurationError } from './errors/index.ts';
import { BROKER_KINDS } from './ports/broker.ts';

/** Fee rates as fractions of the traded value, at most 6 digits; a negative rate is a rebate. */
export interface FeeRates {
  readonly maker: DecimalInput;
  readonly taker: DecimalInput;
}

/** How much worse than the market's price a taker fills where no book says it. Fractions, e.g. `"0.0005"`. */
export type SlippageConfig =
  | { readonly type: 'none' }
  /** Of the price. */
  | { readonly type: 'fraction'; readonly fraction: DecimalInput }
  | { readonly type: 'ticks'; readonly ticks: number }
  /** Of the range of the last closed bar. */
  | { readonly type: 'volatility'; readonly fraction: DecimalInput }
  /** Of the price, for an order as large as the whole volume; less for a smaller one. */
  | { readonly type: 'volume_share'; readonly fraction: DecimalInput };

/** How long a command is under way, ms. `jitter` draws uniformly from the seed. */
export type LatencyConfig =
  | { readonly type: 'none' }
  | { readonly type: 'fixed'; readonly ms: number }
  | { readonly type: 'jitter'; readonly minMs: number; readonly maxMs: number };

/** Everything about a simulated broker that is plain data. Every field but `kind` has a default. */
export interface SimulatedBrokerConfig {
  readonly kind: 'simulated';
  /** Default `USDT`. */
  readonly accountCurrency?: string;
  /** What the account begins with. Default `{ USDT: '10000' }`. */
  readonly balances?: Readonly<Record<string, DecimalInput>>;
  /** Default: BTC and ETH against USDT, spot and swap, with OKX's rules. */
  readonly instruments?: readonly InstrumentSpec[];
  /** Default: OKX's of a regular account, spot 0.0008 and 0.001, swap 0.0002 and 0.0005. */
  readonly fees?: { readonly spot?: FeeRates; readonly swap?: FeeRates };
  /** Margin tables by instrument id; an instrument without one has the built-in table. */
  readonly tiers?: Readonly<Record<InstrumentId, readonly MarginTierSpec[]>>;
  /** For positions that no leverage was set for. Default `"3"`. */
  readonly defaultLeverage?: DecimalInput;
  readonly fill?: {
    /** Share of a bar's volume that all fills together may take, above 0 and at most 1. Default `"1"`. */
    readonly volumeShare?: DecimalInput;
    /** Lots in front of a new resting order where trades are replayed without a book. Default 0. */
    readonly queueAheadLots?: number;
  };
  /** How much worse than the market's price a taker fills. Default: none. */
  readonly slippage?: SlippageConfig;
  /** How long a command is under way. Default: none. */
  readonly latency?: LatencyConfig;
  /** Of every random draw. Default 1. */
  readonly seed?: number;
  /** Default: the default limits, enforced. */
  readonly risk?: { readonly mode?: 'enforce' | 'observe'; readonly limits?: Partial<RiskLimits> };
  /** Names the saved state of this account; letters, digits, `_` and `-`. Default `simulation`. */
  readonly portfolioId?: string;
  /** How long `placeOrder` waits for a market, IOC or FOK order to end, ms. Default 5000. */
  readonly settleTimeoutMs?: number;
  /** Live prices to trade on, where `createBroker` is given no market of its own. Their instruments come with them. */
  readonly market?: LivePricesConfig;
  /** On a live market: the newest word of an instrument may be so old for an order to be taken and a price to be read, ms. Default 15000. */
  readonly maxPriceAgeMs?: number;
}

/** OKX's public market, which needs no key: `live` is the real one, `demo` that of demo trading. */
export interface LivePricesConfig {
  readonly source: 'okx';
  readonly environment: OkxEnvironment;
  /** Default `global`. */
  readonly region?: OkxRegion;
  /** A mock on this machine in place of OKX: its REST origin, and its WebSocket up to `/ws/v5`. */
  readonly endpoints?: { readonly rest: string; readonly ws: string };
  /** What can be traded. Default: BTC and ETH against USDT, spot and swap. */
  readonly instruments?: readonly InstrumentId[];
  /** Length of the bars of `getCandles`, ms. Default one minute. */
  readonly candleIntervalMs?: number;
  /** After how long without a sign of life a WebSocket is given up, ms. Default 9000. */
  readonly silenceMs?: number;
}

/** The markets of OKX: that of demo trading has prices and instruments of its own. */
export const OKX_ENVIRONMENTS = ['demo', 'live'] as const;
/** One of {@link OKX_ENVIRONMENTS}. */
export type OkxEnvironment = (typeof OKX_ENVIRONMENTS)[number];

/** Where OKX accounts live; a key of one region is refused by the others. */
export const OKX_REGIONS = ['global', 'eea', 'us'] as const;
/** One of {@link OKX_REGIONS}. */
export type OkxRegion = (typeof OKX_REGIONS)[number];

/** Everything about a broker over OKX demo trading that is plain data. The key has to be one of demo trading. */
export interface OkxDemoBrokerConfig {
  readonly kind: 'okx_demo';
  readonly apiKey: string;
  readonly secretKey: string;
  readonly passphrase: string;
  /** Default `global`. */
  readonly region?: OkxRegion;
  /** A mock on this machine in place of OKX: its REST origin, and its WebSocket up to `/ws/v5`. */
  readonly endpoints?: { readonly rest: string; readonly ws: string };
  /** What is traded. Default: BTC and ETH against USDT, spot and swap. */
  readonly instruments?: readonly InstrumentId[];
  /** Default `USDT`. */
  readonly accountCurrency?: string;
  /** What is done where the account is in long/short mode. Default `refuse`; switching needs an account without positions. */
  readonly positionMode?: 'refuse' | 'switch_to_net';
  /** Default: the default limits, enforced. */
  readonly risk?: { readonly mode?: 'enforce' | 'observe'; readonly limits?: Partial<RiskLimits> };
  /** Names the saved state of this account; letters, digits, `_` and `-`. Default `okx-demo`. */
  readonly portfolioId?: string;
  /** How long `placeOrder` waits for a market, IOC or FOK order to end, ms. Default 5000. */
  readonly settleTimeoutMs?: number;
  /** How long a command may be under way before OKX must not execute it any more, ms. Default 5000. */
  readonly commandTimeoutMs?: number;
  /** How often a read is made that fails on the way, the first time included; commands are sent once. Default 3. */
  readonly readAttempts?: number;
  /** Requests of all kinds in a second, within what OKX allows of each. Default: OKX's limits alone. */
  readonly requestsPerSecond?: number;
  /** How long an entry's stop may be unseen before a stop of its own is placed, ms. Default 3000. */
  readonly protectionTimeoutMs?: number;
  /** How often our view is compared with OKX's, ms. Default 60000. */
  readonly reconcileEveryMs?: number;
  /** How often the rules of the instruments are read again, ms; also when a refusal hints at other ones. Default 3600000. */
  readonly instrumentsEveryMs?: number;
  /** How many ended orders, fills and closed positions are remembered, each. Default 10000. */
  readonly historyLimit?: number;
  /** After how long without a sign of life a WebSocket is given up, ms. Default 9000. */
  readonly silenceMs?: number;
  /** Length of the bars of `getCandles`, ms. Default one minute. */
  readonly candleIntervalMs?: number;
}

/** What `createBroker` takes: one shape per kind of broker. */
export type BrokerConfig = SimulatedBrokerConfig | OkxDemoBrokerConfig;

const okxInstruments = z
  .array(z.string().min(1).transform(toInstrumentId))
  .min(1, 'must name at least one instrument; leave it out for BTC and ETH')
  .default(['BTC-USDT-SWAP', 'ETH-USDT-SWAP', 'BTC-USDT', 'ETH-USDT']);

const livePrices = z.strictObject({
  source: z.literal('okx'),
  environment: z.enum(OKX_ENVIRONMENTS),
  region: z.enum(OKX_REGIONS).default('global'),
  endpoints: z.strictObject({ rest: address, ws: address }).exactOptional(),
  instruments: okxInstruments,
  candleIntervalMs: milliseconds.default(60_000),
  silenceMs: milliseconds.default(9_000),
});

const simulated = z.strictObject({
  kind: z.literal('simulated'),
  accountCurrency: currency.default('USDT'),
  balances: z.record(currency, notNegative).default({ USDT: new Decimal(10_000) }),
  instruments: z
    .array(instrument)
    .min(1, 'must name at least one instrument; leave it out for the built-in ones')
    .superRefine((list, context) => {
      list.forEach(({ id }, index) => {
        if (list.findIndex((other) => other.id === id) === index) return;
        context.addIssue({ code: 'custom', path: [index, 'id'], message: `${id} is in the list twice` });
      });
    })
    .nullable()
    .default(null),
  fees: z
    .strictObject({
      spot: feeRates.default({ makerPpm: 800, takerPpm: 1000 }),
      swap: feeRates.default({ makerPpm: 200, takerPpm: 500 }),
    })
    .prefault({}),
  tiers: z.record(z.string(), z.array(tier).min(1)).default({}),
  defaultLeverage: leverage.transform((value) => value.mul(LEVERAGE_SCALE).toNumber()).default(3 * LEVERAGE_SCALE),
  fill: z
    .strictObject({ volumeShare: share.default(1_000_000), queueAheadLots: wholeNumber.default(0) })
    .transform(({ volumeShare, queueAheadLots }) => ({ volumeSharePpm: volumeShare, queueAheadLots }))
    .prefault({}),
  slippage: slippage
    .transform((model) => ('fraction' in model ? { type: model.type, millionths: model.fraction } : model))
    .default({ type: 'none' }),
  latency: latency.default({ type: 'none' }),
  seed: wholeNumber.default(1),
  risk,
  portfolioId: portfolioId.default('simulation'),
  settleTimeoutMs: milliseconds.default(5_000),
  market: livePrices.nullable().default(null),
  maxPriceAgeMs: milliseconds.default(15_000),
});

const okxDemo = z.strictObject({
  kind: z.literal('okx_demo'),
  apiKey: secret,
  secretKey: secret,
  passphrase: secret,
  region: z.enum(OKX_REGIONS).default('global'),
  endpoints: z.strictObject({ rest: address, ws: address }).nullable().default(null),
  instruments: okxInstruments,
  accountCurrency: currency.default('USDT'),
  positionMode: z.enum(['refuse', 'switch_to_net']).default('refuse'),
  risk,
  portfolioId: portfolioId.default('okx-demo'),
  settleTimeoutMs: milliseconds.default(5_000),
  commandTimeoutMs: milliseconds.default(5_000),
  readAttempts: z.int().positive().default(3),
  requestsPerSecond: z.int().positive().nullable().default(null),
  protectionTimeoutMs: milliseconds.default(3_000),
  reconcileEveryMs: milliseconds.default(60_000),
  instrumentsEveryMs: milliseconds.default(3_600_000),
  historyLimit: z.int().positive().default(10_000),
  silenceMs: milliseconds.default(9_000),
  candleIntervalMs: milliseconds.default(60_000),
});

/** The schema of each kind that this release can build. */
export const SCHEMAS = { simulated, okx_demo: okxDemo } as const;

/** {@link SimulatedBrokerConfig} with its defaults, rates in parts per million and leverage in hundredths. */
export type ParsedSimulatedConfig = z.output<typeof simulated>;
/** {@link OkxDemoBrokerConfig} with its defaults. */
export type ParsedOkxDemoConfig = z.output<typeof okxDemo>;

/** A configuration that was read; one shape per kind. */
export type ParsedConfig = ParsedSimulatedConfig | ParsedOkxDemoConfig;

/**
 * Reads a configuration, from code or from a JSON file; `expected` where only one kind will do.
 *
 * @throws {ConfigurationError} `config/invalid` naming every field that cannot be used, unknown ones too;
 *   `config/unsupported` for a kind of broker that this release does not have.
 */
export function parseConfig(input: SimulatedBrokerConfig, expected?: 'simulated'): ParsedSimulatedConfig;
export function parseConfig(input: OkxDemoBrokerConfig, expected?: 'okx_demo'): ParsedOkxDemoConfig;
export function parseConfig(input: unknown, expected?: keyof typeof SCHEMAS): ParsedConfig;
export function parseConfig(input: unknown, expected?: keyof typeof SCHEMAS): ParsedConfig {
  const given = typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined;
  const kind = knownKind(given);
  if (expected !== undefined && kind !== expected) {
    throw new ConfigurationError(
      `The configuration of the broker cannot be used.\n- kind: this broker is "${expected}", not "${kind}"; createBroker chooses by the kind`,
      { code: 'config/invalid', details: { paths: ['kind'] } },
    );
  }
  const result = SCHEMAS[kind].safeParse(input);
  if (result.success) return result.data;
  throw refusedConfig('broker', result.error);
}

/** What environment variables are read, the first that is set counts. */
const BROKER_VARIABLES = ['TRADING_BROKER', 'AUTOTRADE_TRADING_BROKER'] as const;
/** Where the key of OKX demo trading stands. */
const OKX_DEMO_VARIABLES = {
  apiKey: 'OKX_DEMO_API_KEY',
  secretKey: 'OKX_DEMO_SECRET_KEY',
  passphrase: 'OKX_DEMO_PASSPHRASE',
} as const;

/**
 * The configuration that the environment asks for: `TRADING_BROKER` (or `AUTOTRADE_TRADING_BROKER`) is `simulated`,
 * `simulator` or `okx_demo`; the last needs `OKX_DEMO_API_KEY`, `OKX_DEMO_SECRET_KEY` and `OKX_DEMO_PASSPHRASE`.
 * `AUTOTRADE_RISK_MODE` counts for every broker, as for the pipeline; the symbols of {@link symbolsFromEnv} are what a
 * broker over OKX lists, a simulated one has those of its market. Everything else has its default; spread the result to
 * change it.
 *
 * @throws {ConfigurationError} `config/missing_variable` when a variable is not set; `config/invalid` when two contradict
 *   each other or the value is unknown; `config/unsupported` for a broker that this release does not have.
 */
export function fromEnv(env: Readonly<Record<string, string | undefined>> = process.env): BrokerConfig {
  const set = BROKER_VARIABLES.filter((name) => (env[name] ?? '').trim() !== '');
  const name = set[0];
  if (name === undefined) {
    throw new ConfigurationError(
      `The environment variable ${BROKER_VARIABLES.join(' (or ')}) is not set. Set TRADING_BROKER=simulated, or okx_demo.`,
      { code: 'config/missing_variable', details: { variables: BROKER_VARIABLES } },
    );
  }
  const kinds = set.map((variable) => kindNamed((env[variable] ?? '').trim().toLowerCase()));
  if (new Set(kinds).size > 1) {
    throw new ConfigurationError(`${set.join(' and ')} name different brokers. Remove one of them.`, {
      code: 'config/invalid',
      details: { variables: set },
    });
  }
  const kind = knownKind(kinds[0], name);
  // The guard of the broker and the judge of the pipeline hold to one rule, and what is traded has to be listed.
  if (kind === 'simulated') return { kind, ...riskOf(env) };
  const instruments = namesSymbols(env) ? { instruments: symbolLists(env).marketData } : {};
  return { ...okxDemoFromEnv(env), ...instruments, ...riskOf(env) };
}

/** As {@link fromEnv}, whatever broker the environment names. */
export function okxDemoFromEnv(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Pick<OkxDemoBrokerConfig, 'kind' | 'apiKey' | 'secretKey' | 'passphrase'> {
  const value = (variable: string): string => (env[variable] ?? '').trim();
  const missing = Object.values(OKX_DEMO_VARIABLES).filter((variable) => value(variable) === '');
  if (missing.length > 0) {
    throw new ConfigurationError(
      `OKX demo trading needs a key of demo trading. Set ${missing.join(', ')}; docs/okx-setup.md says how to get one.`,
      { code: 'config/missing_variable', details: { variables: missing } },
    );
  }
  const { apiKey, secretKey, passphrase } = OKX_DEMO_VARIABLES;
  return { kind: 'okx_demo', apiKey: value(apiKey), secretKey: value(secretKey), passphrase: value(passphrase) };
}

/**
 * The symbols that the environment names, separated by commas: `AUTOTRADE_LLM_SYMBOLS` is what a model may trade,
 * `AUTOTRADE_MARKET_DATA_SYMBOLS` what is watched. The first defaults to the second, the second to BTC and ETH swaps.
 *
 * More may be watched than traded; what is traded is watched too, named or not. `BTC/USDT:USDT` is understood.
 *
 * @throws {ConfigurationError} `config/invalid` for a text that is no symbol.
 */
export function symbolsFromEnv(env: Readonly<Record<string, string | undefined>> = process.env): SymbolLists {
  return symbolLists(env);
}

/**
 * What the environment says of a pipeline: `AUTOTRADE_LLM_SYMBOLS` (see {@link symbolsFromEnv}), `AUTOTRADE_INTERVAL_MINUTES`,
 * `AUTOTRADE_MIN_CONFIDENCE`, `AUTOTRADE_RISK_MODE` (`enforce` or `observe`) and `AUTOTRADE_LLM_DAILY_BUDGET_USD`.
 * Everything else has its default; spread the result to change it.
 *
 * @throws {ConfigurationError} `config/invalid` naming the variable that cannot be used.
 */
export function pipelineFromEnv(env: Readonly<Record<string, string | undefined>> = process.env): PipelineConfig {
  return pipelineConfigOf(env);
}

/** A variable of the environment; `null` where it is not set, or blank. */
export function variableFromEnv(
  name: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  return (env[name] ?? '').trim() || null;
}

function kindNamed(value: string): string {
  return value === 'simulator' ? 'simulated' : value;
}

function knownKind(kind: unknown, variable?: string): keyof typeof SCHEMAS {
  const where = variable ?? 'kind';
  const built = `"${Object.keys(SCHEMAS).join('" or "')}"`;
  if (typeof kind === 'string' && Object.hasOwn(SCHEMAS, kind)) return kind as keyof typeof SCHEMAS;
  if (BROKER_KINDS.some((known) => known === kind)) {
    throw new ConfigurationError(
      `The broker ${described(kind)} (${where}) is not built yet. This release has ${built}.`,
      { code: 'config/unsupported', details: { path: where } },
    );
  }
  throw new ConfigurationError(
    `The configuration of the broker cannot be used.\n- ${where}: must be ${built}, not ${described(kind)}`,
    { code: 'config/invalid', details: { paths: [where] } },
  );
}
