import { toInstrumentId } from 'brokerkit';
import { z } from 'zod';
import { MODES, type Mode } from '../contract/index.ts';

/** Numbers are numbers in a file and text in a variable. */
const numeric = (wanted: string) =>
  z
    .union([z.number(), z.string()], { error: wanted })
    .transform((value) => String(value).trim())
    .refine((text) => /^\d+(\.\d+)?$/.test(text), wanted);
const number = (wanted: string, allowed: (value: number) => boolean) =>
  numeric(wanted)
    .refine((text) => allowed(Number(text)), wanted)
    .transform(Number);
const amount = (wanted: string) => numeric(wanted).refine((text) => Number(text) > 0, wanted);
const whole = (wanted: string, least: number, most = 1e9) =>
  number(wanted, (value) => Number.isInteger(value) && value >= least && value <= most);

const PERCENT =
  'must be a percentage from 1 to 100, such as 25 for 25 %; what is below 1 could be meant as a fraction, and is refused';
/** As a fraction, exactly. */
const percent = numeric(PERCENT)
  .refine((text) => Number(text) >= 1 && Number(text) <= 100, PERCENT)
  .transform((text) => Number((Number(text) / 100).toPrecision(12)).toString());

const yesOrNo = z
  .union([z.boolean(), z.string()])
  .transform((value) => String(value).toLowerCase())
  .refine((text) => ['true', 'false', '1', '0', 'yes', 'no'].includes(text), 'must be true or false')
  .transform((text) => ['true', '1', 'yes'].includes(text));

const names = z
  .union([z.array(z.string()), z.string()], { error: 'must be a list of names' })
  .transform((value) => (typeof value === 'string' ? value.split(',') : value).map((name) => name.trim()))
  .transform((list) => list.filter((name) => name !== ''));

const address = z.string().refine((text) => URL.canParse(text), 'must be an address');

const MODE_NAMES: Readonly<Record<string, Mode>> = {
  ...Object.fromEntries(MODES.map((mode) => [mode, mode])),
  ...{ simulated: 'simulator', okx_demo: 'paper' },
};
const MODE_WANTED = 'must be simulator (or simulated), or paper (or okx_demo)';
const brokerType = z
  .string({ error: MODE_WANTED })
  .transform((name) => MODE_NAMES[name.trim().toLowerCase()])
  .refine((mode) => mode !== undefined && mode !== 'live', MODE_WANTED)
  .transform((mode) => mode ?? 'simulator');

const server = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: whole('must be a port from 0 to 65535', 0, 65_535).default(8080),
  reads: z.enum(['open', 'token'], { error: 'must be open or token' }).default('open'),
  names: names.default([]),
  origins: names.default([]),
  proxies: names.default([]),
  access_token: z.string().min(32, 'needs at least 32 characters').exactOptional(),
  log_level: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
    .exactOptional(),
});

const database = z.strictObject({
  folder: z.string().min(1).default('data'),
  keep_prompts_days: whole('must be a whole number of days from 1 to 36500', 1, 36_500).default(30),
  url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be an address such as postgres://trader@db.example/trading')
    .exactOptional(),
});

const llm = z.strictObject({
  provider: z.enum(['scripted', 'deepseek'], { error: 'must be scripted or deepseek' }).exactOptional(),
  model: z.string().min(1).exactOptional(),
  temperature: number('must be a number from 0 to 2', (value) => value <= 2).exactOptional(),
  base_url: address.exactOptional(),
  daily_budget_usd: amount('must be an amount above zero').exactOptional(),
  api_key: z.string().min(1).exactOptional(),
});

const risk = z.strictObject({
  mode: z.enum(['enforce', 'observe'], { error: 'must be enforce or observe' }).default('enforce'),
  max_leverage: number('must be a leverage from 1 to 125', (value) => value >= 1 && value <= 125).exactOptional(),
  daily_loss_cap: amount('must be an amount above zero, in the currency of the account').exactOptional(),
  drawdown_pause_pct: percent.exactOptional(),
});

const trading = z.strictObject({
  broker_type: brokerType.default('simulator'),
  symbols: names
    .refine((list) => list.length > 0, 'must name at least one symbol')
    .transform((list) => list.map((name) => toInstrumentId(name)))
    .prefault(['BTC-USDT-SWAP', 'ETH-USDT-SWAP']),
  evaluation_interval_minutes: number(
    'must be a number of minutes from a second (0.0167) to a day (1440)',
    (value) => value >= 1 / 60 && value <= 1440,
  ).exactOptional(),
  max_position_size_pct: percent.exactOptional(),
  confidence_threshold: number('must be a number from 0 to 1', (value) => value <= 1).default(0.6),
  llm: llm.prefault({}),
  risk: risk.prefault({}),
});

const okx = z.strictObject({
  mock: yesOrNo.default(false),
  demo: z
    .strictObject({
      api_key: z.string().min(1).exactOptional(),
      secret_key: z.string().min(1).exactOptional(),
      passphrase: z.string().min(1).exactOptional(),
      base_url: address.exactOptional(),
      ws_public_url: address.regex(/\/public$/, 'must end in /public').exactOptional(),
      ws_private_url: address.regex(/\/private$/, 'must end in /private').exactOptional(),
    })
    .prefault({}),
  settings: z
    .strictObject({
      rate_limit_per_second: whole('must be a whole number from 1 to 1000', 1, 1_000).exactOptional(),
      max_retries: whole('must be a whole number from 0 to 10', 0, 10).exactOptional(),
      timeout_seconds: number('must be from 0.5 to 60', (value) => value >= 0.5 && value <= 60).exactOptional(),
    })
    .prefault({}),
});

const alerts = z.strictObject({ webhook_url: address.exactOptional() });

/** Everything that `trading.yaml`, variables and flags say together. Unknown keys are refused. */
export const settingsSchema = z.strictObject({
  server: server.prefault({}),
  database: database.prefault({}),
  alerts: alerts.prefault({}),
  trading: trading.prefault({}),
  simulator: z
    .strictObject({
      balance: amount('must be an amount above zero').default('10000'),
      seed: whole('must be a whole number', 0).default(7),
    })
    .prefault({}),
  okx: okx.prefault({}),
  failover: z
    .strictObject({
      after: z.enum(['stay', 'simulator'], { error: 'must be stay or simulator' }).default('stay'),
      outage_seconds: number('must be from 1 to 86400', (value) => value >= 1 && value <= 86_400).default(60),
    })
    .prefault({}),
});
/** What was said, with the defaults of what was not. */
export type SaidSettings = z.output<typeof settingsSchema>;
