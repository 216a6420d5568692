/** One setting: where it stands in `trading.yaml`, and what else sets it. Flags come before variables, variables before the file. */
export interface Setting {
  /** Place in the file, such as `trading.llm.provider`. */
  readonly path: string;
  readonly flag: string | null;
  /** What a flag takes; `null` where it takes nothing. */
  readonly takes: string | null;
  readonly variables: readonly string[];
  readonly fallback: string;
  readonly help: string;
  /** Stands in the file as a reference to a variable only. */
  readonly isSecret?: true;
}

const setting = (
  path: string,
  [flag, takes, ...variables]: readonly [string | null, string | null, ...string[]],
  fallback: string,
  help: string,
): Setting => ({ path, flag, takes, variables, fallback, help });

const secret = (path: string, variable: string, help: string): Setting => ({
  ...setting(path, [null, null, variable], 'none', help),
  isSecret: true,
});

/** Every setting of the host, in the order of the help. */
export const SETTINGS: readonly Setting[] = [
  setting('server.host', ['host', 'ADDRESS', 'HOST'], '127.0.0.1', 'where it listens'),
  setting('server.port', ['port', 'N', 'PORT'], '8080', 'on which port; 0: one that is free'),
  setting('server.reads', ['reads', 'WHO', 'HOST_READS'], 'open', 'open, or token: reading needs the token too'),
  setting('server.names', ['names', 'A,B', 'HOST_NAMES'], 'none', 'names it is asked by, as behind a reverse proxy'),
  setting('server.origins', ['origins', 'A,B', 'HOST_ORIGINS'], 'none', 'other pages that may ask it'),
  setting('server.proxies', ['proxies', 'A,B', 'HOST_PROXIES'], 'none', 'reverse proxies that are believed'),
  secret('server.access_token', 'ACCESS_TOKEN', 'for what changes state; without it one is made at the first start'),
  setting(
    'server.log_level',
    ['log-level', 'LEVEL', 'LOG_LEVEL'],
    'info; on a terminal warn',
    'debug, info, warn or error',
  ),
  setting('database.folder', ['data', 'FOLDER', 'DATA'], 'data', 'folder of the database; memory: keep nothing'),
  setting(
    'database.keep_prompts_days',
    ['keep-prompts', 'DAYS', 'KEEP_PROMPTS_DAYS'],
    '30',
    'how long the texts of prompts are kept; their hashes stay for ever',
  ),
  secret('alerts.webhook_url', 'ALERT_WEBHOOK_URL', 'a Slack-compatible webhook that is told of alerts'),
  secret('database.url', 'DATABASE_URL', 'of a PostgreSQL server, in place of the folder'),
  setting(
    'trading.broker_type',
    ['mode', 'MODE', 'TRADING_BROKER', 'AUTOTRADE_TRADING_BROKER'],
    'simulator',
    'simulator or paper, where none was chosen yet; the flag counts whatever was chosen',
  ),
  setting(
    'trading.symbols',
    ['symbols', 'A,B', 'AUTOTRADE_LLM_SYMBOLS'],
    'BTC-USDT-SWAP,ETH-USDT-SWAP',
    'what is traded',
  ),
  setting(
    'trading.evaluation_interval_minutes',
    ['interval', 'MINUTES', 'AUTOTRADE_INTERVAL_MINUTES'],
    '0.5 with the scripted model, else 10',
    'between two evaluations; the first is at once',
  ),
  setting(
    'trading.max_position_size_pct',
    ['max-position-pct', 'PERCENT', 'AUTOTRADE_MAX_POSITION_SIZE_PCT'],
    '50',
    'margin of one position, in percent of equity',
  ),
  setting(
    'trading.confidence_threshold',
    ['min-confidence', 'C', 'AUTOTRADE_MIN_CONFIDENCE'],
    '0.6',
    'least confidence of an entry, 0 to 1',
  ),
  setting(
    'trading.llm.provider',
    ['model', 'NAME', 'AUTOTRADE_LLM_PROVIDER'],
    'deepseek with a key, else scripted',
    'scripted, or deepseek, which needs a key and costs money',
  ),
  setting('trading.llm.model', [null, null, 'AUTOTRADE_LLM_MODEL'], 'deepseek-flash', 'which of its models'),
  setting('trading.llm.temperature', [null, null, 'AUTOTRADE_LLM_TEMPERATURE'], 'the model’s own', '0 to 2'),
  setting('trading.llm.base_url', [null, null, 'DEEPSEEK_BASE_URL'], 'https://api.deepseek.com', 'where it is asked'),
  setting(
    'trading.llm.daily_budget_usd',
    ['budget', 'USD', 'AUTOTRADE_LLM_DAILY_BUDGET_USD'],
    'none',
    'cost of a day, UTC, from which on nothing opens',
  ),
  secret('trading.llm.api_key', 'DEEPSEEK_API_KEY', 'of DeepSeek'),
  setting(
    'trading.risk.mode',
    ['risk', 'MODE', 'AUTOTRADE_RISK_MODE'],
    'enforce',
    'enforce, or observe: told, not stopped',
  ),
  setting('trading.risk.max_leverage', [null, null, 'AUTOTRADE_MAX_LEVERAGE'], '10', 'of a position'),
  setting(
    'trading.risk.daily_loss_cap',
    [null, null, 'AUTOTRADE_DAILY_LOSS_CAP'],
    '1000',
    'loss of a day, UTC, from which on nothing opens',
  ),
  setting(
    'trading.risk.drawdown_pause_pct',
    [null, null, 'AUTOTRADE_DRAWDOWN_PAUSE_PCT'],
    '5',
    'drawdown of the day in percent, from which on opening is paused',
  ),
  setting('simulator.balance', ['balance', 'AMOUNT', 'SIMULATOR_BALANCE'], '10000', 'USDT at the very first start'),
  setting('simulator.seed', ['seed', 'N', 'SIMULATOR_SEED'], '7', 'of the invented prices'),
  setting(
    'okx.mock',
    ['mock', null, 'OKX_MOCK'],
    'no',
    'paper trades on a mock of OKX in this process: no key, no network',
  ),
  secret('okx.demo.api_key', 'OKX_DEMO_API_KEY', 'of OKX demo trading; docs/okx-setup.md'),
  secret('okx.demo.secret_key', 'OKX_DEMO_SECRET_KEY', 'its secret'),
  secret('okx.demo.passphrase', 'OKX_DEMO_PASSPHRASE', 'its passphrase'),
  setting('okx.demo.base_url', [null, null, 'OKX_DEMO_BASE_URL'], 'OKX’s own', 'of REST'),
  setting(
    'okx.demo.ws_public_url',
    [null, null, 'OKX_DEMO_WS_PUBLIC_URL'],
    'OKX’s own',
    'WebSocket, ending in /public',
  ),
  setting(
    'okx.demo.ws_private_url',
    [null, null, 'OKX_DEMO_WS_PRIVATE_URL'],
    'OKX’s own',
    'WebSocket, ending in /private',
  ),
  setting(
    'okx.settings.timeout_seconds',
    [null, null, 'OKX_TIMEOUT_SECONDS'],
    '5',
    'how long a command may be under way',
  ),
  setting(
    'okx.settings.rate_limit_per_second',
    [null, null, 'OKX_RATE_LIMIT_PER_SECOND'],
    'OKX’s limits alone',
    'requests of all kinds',
  ),
  setting(
    'okx.settings.max_retries',
    [null, null, 'OKX_MAX_RETRIES'],
    '2',
    'of a read that failed; commands are sent once',
  ),
  setting(
    'failover.after',
    ['failover', 'WHAT', 'FAILOVER'],
    'stay',
    'when the venue is away: stay, or simulator: go there',
  ),
  setting(
    'failover.outage_seconds',
    [null, null, 'FAILOVER_OUTAGE_SECONDS'],
    '60',
    'how long it has to be away for that',
  ),
];
