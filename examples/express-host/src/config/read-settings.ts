import { parseArgs } from 'node:util';
import { ConfigurationError } from 'brokerkit';
import type { z } from 'zod';
import type { HostSettings, LlmSettings, OkxSettings } from './host-settings.ts';
import { readTradingFile, type TradingFile } from './read-trading-file.ts';
import { SETTINGS, type Setting } from './setting-table.ts';
import { type SaidSettings, settingsSchema } from './settings-schema.ts';

/** Where settings come from. */
export interface SettingSources {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file; `null` where there is none. */
  readonly readFile: (name: string) => string | null;
}

/** The file that is read where none is named, and may be missing. */
const USUAL_FILE = 'trading.yaml';

/**
 * Reads flags, environment and `trading.yaml`, in this order of weight; `help` where that is asked for.
 *
 * @throws {ConfigurationError} `config/invalid` naming everything that cannot be used, with file and line.
 */
export function readSettings({ argv, env, readFile }: SettingSources): HostSettings | 'help' {
  const flags = flagsOf(argv);
  if (flags.help === true) return 'help';
  const named = textOf(flags.config) ?? blankToNull(env.TRADING_CONFIG);
  const text = readFile(named ?? USUAL_FILE);
  if (named !== null && text === null) throw refused([`There is no file ${named}.`]);
  const file = text === null ? null : readTradingFile(named ?? USUAL_FILE, text, env);
  const origins = new Map<string, string>();
  const said: Record<string, unknown> = structuredClone(sectionsOf(file?.value));
  for (const setting of SETTINGS) {
    const set = setBy(setting, flags, env);
    if (set === null) continue;
    put(said, setting.path.split('.'), set.value);
    origins.set(setting.path, set.origin);
  }
  const problems = [...(file?.problems ?? [])];
  const result = settingsSchema.safeParse(said);
  if (!result.success) problems.push(...result.error.issues.flatMap((issue) => wordsOf(issue, origins, file)));
  if (!result.success || problems.length > 0) throw refused([...new Set(problems)]);
  return settingsOf(result.data, origins.get('trading.broker_type') === '--mode');
}

function settingsOf(
  { server, database, alerts, trading, simulator, okx, failover }: SaidSettings,
  isModeForced: boolean,
): HostSettings {
  const problems: string[] = [];
  const llm = llmOf(trading.llm, problems);
  const okxSettings = okxOf(okx, problems);
  if (problems.length > 0) throw refused(problems);
  const minutes = trading.evaluation_interval_minutes ?? (llm.provider === 'scripted' ? 0.5 : 10);
  const { max_leverage, daily_loss_cap, drawdown_pause_pct } = trading.risk;
  return {
    ...{ host: server.host, port: server.port, reads: server.reads, names: server.names },
    ...{ origins: server.origins, proxies: server.proxies, logLevel: server.log_level ?? null },
    accessToken: server.access_token ?? null,
    dataFolder: database.folder === 'memory' ? null : database.folder,
    keepPromptsMs: database.keep_prompts_days * 86_400_000,
    databaseUrl: database.url ?? null,
    alertWebhookUrl: alerts.webhook_url ?? null,
    ...{ initialMode: trading.broker_type, isModeForced, symbols: trading.symbols },
    intervalMs: Math.max(1_000, Math.round(minutes * 60_000)),
    minConfidence: String(trading.confidence_threshold),
    dailyBudgetUsd: trading.llm.daily_budget_usd ?? null,
    llm,
    risk: {
      mode: trading.risk.mode,
      limits: {
        ...(trading.max_position_size_pct === undefined
          ? {}
          : { maxPositionMarginFraction: trading.max_position_size_pct }),
        ...(max_leverage === undefined ? {} : { maxLeverage: String(max_leverage) }),
        ...(daily_loss_cap === undefined ? {} : { maxDailyLoss: daily_loss_cap }),
        ...(drawdown_pause_pct === undefined ? {} : { maxDrawdownFraction: drawdown_pause_pct }),
      },
    },
    ...{ okx: okxSettings, isMock: okx.mock, simulator },
    okxRequests: {
      perSecond: okx.settings.rate_limit_per_second ?? null,
      retries: okx.settings.max_retries ?? null,
      timeoutMs: okx.settings.timeout_seconds === undefined ? null : okx.settings.timeout_seconds * 1_000,
    },
    failover: { after: failover.after, outageMs: failover.outage_seconds * 1_000 },
  };
}

function llmOf(llm: SaidSettings['trading']['llm'], problems: string[]): LlmSettings {
  const { api_key: apiKey, model = null, temperature = null, base_url: baseUrl = null } = llm;
  const provider = llm.provider ?? (apiKey === undefined ? 'scripted' : 'deepseek');
  if (provider === 'scripted') return { provider };
  if (apiKey === undefined) {
    problems.push('trading.llm.provider is deepseek, which needs a key: set DEEPSEEK_API_KEY, or choose scripted');
  }
  return { provider, apiKey: apiKey ?? '', model, temperature, baseUrl };
}

function okxOf({ demo }: SaidSettings['okx'], problems: string[]): OkxSettings | null {
  const { api_key, secret_key, passphrase, base_url, ws_public_url, ws_private_url } = demo;
  const addresses = [base_url, ws_public_url, ws_private_url].filter((address) => address !== undefined);
  const [rest, ws, privateWs] = [
    base_url,
    ws_public_url?.replace(/\/public$/, ''),
    ws_private_url?.replace(/\/private$/, ''),
  ];
  if (addresses.length > 0 && (rest === undefined || ws === undefined || ws !== privateWs)) {
    problems.push(
      'okx.demo: base_url, ws_public_url and ws_private_url are given together or not at all, and both WebSockets stand on one address',
    );
  }
  const keys = { OKX_DEMO_API_KEY: api_key, OKX_DEMO_SECRET_KEY: secret_key, OKX_DEMO_PASSPHRASE: passphrase };
  const missing = Object.entries(keys).filter(([, value]) => value === undefined);
  if (missing.length > 0 && missing.length < 3) {
    problems.push(`okx.demo: a part of the key is missing: set ${missing.map(([name]) => name).join(' and ')}`);
  }
  if (api_key === undefined || secret_key === undefined || passphrase === undefined) return null;
  const endpoints = rest === undefined || ws === undefined ? null : { rest, ws };
  return { apiKey: api_key, secretKey: secret_key, passphrase, endpoints };
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;

function flagsOf(argv: readonly string[]): Flags {
  const options: Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }> = {
    help: { type: 'boolean', short: 'h' },
    config: { type: 'string' },
  };
  for (const { flag, takes } of SETTINGS) {
    if (flag !== null) options[flag] = { type: takes === null ? 'boolean' : 'string' };
  }
  try {
    return parseArgs({ args: [...argv], options }).values as Flags;
  } catch (error) {
    throw refused([
      `${error instanceof Error ? error.message.split('. ')[0] : String(error)}. --help lists the flags.`,
    ]);
  }
}

function setBy(
  { flag, variables }: Setting,
  flags: Flags,
  env: SettingSources['env'],
): { readonly value: unknown; readonly origin: string } | null {
  if (flag !== null && flags[flag] !== undefined) return { value: flags[flag], origin: `--${flag}` };
  for (const name of variables) {
    const value = blankToNull(env[name]);
    if (value !== null) return { value, origin: name };
  }
  return null;
}

/** A problem as a sentence, with what to look at: the flag, the variable, or the line of the file. */
function wordsOf(issue: z.core.$ZodIssue, origins: ReadonlyMap<string, string>, file: TradingFile | null): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const whole = [...path, key];
      return `${file?.where(whole) ?? 'settings'}: ${whole.join('.')} is not known${nearest(whole.join('.'))}`;
    });
  }
  const dotted = path.join('.');
  const origin = origins.get(dotted) ?? file?.where(path) ?? 'settings';
  return [
    `${origin}: ${dotted} ${issue.message.startsWith('Invalid') ? `cannot be used: ${issue.message}` : issue.message}`,
  ];
}

/** The known path that has the same last word as another, or nearly. */
function nearest(path: string): string {
  const last = path.split('.').at(-1) ?? '';
  const known = SETTINGS.map((setting) => setting.path).find((one) => {
    const word = one.split('.').at(-1) ?? '';
    return word === last || word.replaceAll('_', '') === last.toLowerCase().replaceAll(/[_-]/g, '');
  });
  return known === undefined ? '' : `; is ${known} meant?`;
}

function sectionsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function put(target: Record<string, unknown>, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    target[first] = value;
    return;
  }
  const inner = sectionsOf(target[first]);
  put(inner, rest, value);
  target[first] = inner;
}

function textOf(value: string | boolean | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function blankToNull(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text.trim();
}

function refused(problems: readonly string[]): ConfigurationError {
  return new ConfigurationError(
    `The host cannot start with these settings.\n${problems.map((one) => `- ${one}`).join('\n')}`,
    {
      code: 'config/invalid',
    },
  );
}
