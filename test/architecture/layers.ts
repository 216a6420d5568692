/**
 * What each folder of `src/` may import besides itself. The order is the picture of the architecture: inner first.
 *
 * A folder or root file that is missing here may not exist; a new one is a decision to write down. A file that is named
 * with its folder has rules of its own; one that is named in a list may be imported although its folder may not.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  domain: ['errors'],
  ports: ['domain', 'errors'],
  indicators: ['domain', 'errors'],

  transport: ['ports', 'domain', 'errors'],
  exchange: ['ports', 'domain', 'errors'],
  engine: ['ports', 'domain', 'errors'],

  interceptors: ['ports', 'domain', 'errors'],
  pipeline: ['indicators', 'ports', 'domain', 'errors'],
  // The entry point offers the models beside the pipeline, which itself sees their port only.
  'pipeline/index.ts': [
    'create-pipeline.ts',
    'config',
    'pipeline',
    'runtime',
    'models',
    'indicators',
    'ports',
    'domain',
    'errors',
  ],
  // How entries are taken back is the same for a cycle and for a hand.
  runtime: ['pipeline/execute/cancel-entries.ts', 'ports', 'domain', 'errors'],
  persistence: ['ports', 'domain', 'errors'],
  // Rows are what persistence says of records; the embedded database has its lock of a folder.
  postgres: ['persistence', 'ports', 'domain', 'errors'],
  observability: ['ports', 'domain', 'errors'],
  // The clock of the machine is the default everywhere.
  models: ['engine/system-clock.ts', 'transport', 'ports', 'domain', 'errors'],

  // A broker's constructor reads its configuration and lays out its order ring.
  simulated: ['config.ts', 'interceptors', 'exchange', 'engine', 'ports', 'domain', 'errors'],
  // The entry point offers a living market beside the broker, which itself sees its port only.
  'simulated/index.ts': ['config.ts', 'interceptors', 'simulated', 'market', 'ports', 'domain', 'errors'],
  // The cache of market data stands in market/.
  okx: ['config.ts', 'interceptors', 'market', 'transport', 'exchange', 'engine', 'ports', 'domain', 'errors'],
  market: ['transport', 'exchange', 'engine', 'ports', 'domain', 'errors'],

  // How single fields of a configuration are read.
  config: ['domain', 'errors'],
  'config.ts': ['config', 'ports', 'domain', 'errors'],
  'create-broker.ts': [
    'config.ts',
    'simulated',
    'okx',
    'market',
    'interceptors',
    'persistence',
    'engine',
    'exchange',
    'transport',
    'ports',
    'domain',
    'errors',
  ],
  // Puts cycle, scheduler, costs and stores together.
  'create-pipeline.ts': [
    'config',
    'pipeline',
    'runtime',
    'models',
    'persistence',
    'engine',
    'ports',
    'domain',
    'errors',
  ],
  'index.ts': [
    'create-broker.ts',
    'config.ts',
    'config',
    'simulated',
    'okx',
    'market',
    'interceptors',
    'persistence',
    'engine',
    'transport',
    'ports',
    'domain',
    'errors',
  ],

  backtest: [
    // A decision is carried out as it is live.
    'pipeline',
    'create-broker.ts',
    'config.ts',
    'simulated',
    'market',
    'interceptors',
    // Folders for its reports are made there.
    'persistence',
    'indicators',
    'engine',
    'exchange',
    'ports',
    'domain',
    'errors',
  ],
  testing: [
    'create-broker.ts',
    'config.ts',
    'simulated',
    'okx',
    'market',
    'interceptors',
    'models',
    'persistence',
    'engine',
    'exchange',
    'transport',
    'ports',
    'domain',
    'errors',
  ],
  cli: [
    'testing',
    'backtest',
    'create-broker.ts',
    'config.ts',
    'simulated',
    'okx',
    'market',
    'interceptors',
    'indicators',
    'models',
    'pipeline',
    'runtime',
    'persistence',
    // Where a run is kept, and looked up again.
    'postgres',
    'observability',
    'engine',
    'exchange',
    'ports',
    'domain',
    'errors',
  ],
};

/** Where each package from npm may be imported. A path that ends in `/` is a folder. A package that is missing may not be used. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  ccxt: ['src/okx/'],
  bottleneck: ['src/transport/'],
  'p-retry': ['src/transport/'],
  ioredis: ['src/transport/'],
  eventemitter3: ['src/engine/'],
  '@electric-sql/pglite': ['src/postgres/open-pglite.ts'],
  // Not ours: whoever names a server to the command has it.
  pg: ['src/cli/stored-run.ts'],
  ws: ['src/okx/', 'src/testing/mock-okx/'],
  'decimal.js': ['src/domain/decimal.ts'],
  'trading-signals': ['src/indicators/'],
  zod: [
    'src/config.ts',
    'src/config/',
    'src/okx/',
    'src/market/',
    'src/persistence/',
    'src/postgres/',
    'src/cli/',
    'src/backtest/',
    // What models and their endpoints send is foreign, and so are the arguments with which a model calls a tool.
    'src/models/',
    'src/pipeline/',
    'src/testing/mock-deepseek/',
  ],
};

/** A database beside the process that trades. */
const PGLITE_THREAD = 'src/postgres/pglite-thread.ts';
const FILES = ['src/market/', 'src/persistence/', 'src/backtest/', 'src/cli/'];

/** Where each module of Node may be imported. Those that are missing may not be used. */
export const NODE_MODULES: Readonly<Record<string, readonly string[]>> = {
  'node:fs': FILES,
  'node:fs/promises': [...FILES, 'src/models/cassette-file.ts'],
  'node:path': [...FILES, 'src/postgres/', 'src/okx/session/load-okx.ts', 'src/models/cassette-file.ts'],
  'node:readline': FILES,
  'node:stream': FILES,
  'node:url': [...FILES, PGLITE_THREAD, 'src/okx/session/load-okx.ts', 'src/okx/session/http-client.ts'],
  'node:zlib': [...FILES, 'src/okx/session/http-client.ts'],
  'node:util': ['src/cli/'],
  // A cassette finds its answers by the hash of the question.
  'node:crypto': ['src/okx/session/', 'src/persistence/', 'src/testing/mock-okx/', 'src/models/asked-question.ts'],
  'node:http': ['src/testing/mock-okx/', 'src/testing/mock-deepseek/', 'src/okx/session/http-client.ts'],
  'node:https': ['src/okx/session/http-client.ts'],
  'node:module': ['src/okx/session/load-okx.ts', PGLITE_THREAD],
  'node:worker_threads': [PGLITE_THREAD],
  'node:assert': ['src/testing/'],
  'node:assert/strict': ['src/testing/'],
};

/** What the root entry point must not load on import, however far down. */
export const NOT_LOADED_BY_ROOT: readonly string[] = [
  'ccxt',
  'pg',
  '@electric-sql/pglite',
  'ioredis',
  'prom-client',
  'pino',
  '@opentelemetry/api',
  'ai',
  // Indicators are for whoever decides.
  'trading-signals',
];

/** The files at the edge, where the world outside comes in. */
export const CLOCK_FILES: readonly string[] = ['src/engine/system-clock.ts'];
export const RANDOM_FILES: readonly string[] = ['src/engine/random-ids.ts', 'src/engine/random-fraction.ts'];
export const ENVIRONMENT_FILES: readonly string[] = ['src/config.ts'];
export const FETCH_FILES: readonly string[] = ['src/models/default-fetch.ts'];

/** Files that may be longer than the limit, each with the reason. */
export const LONG_FILES: Readonly<Record<string, string>> = {};
