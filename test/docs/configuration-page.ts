import { readFileSync } from 'node:fs';
import ts from 'typescript';

const ROOT = new URL('../../', import.meta.url);

/** Where the settings are declared, each with the words that stand above it. */
const SOURCES = [
  'src/config.ts',
  'src/config/pipeline-config.ts',
  'src/domain/risk.ts',
  'src/domain/instrument.ts',
  'src/domain/margin.ts',
  'src/pipeline/context/data-health.ts',
  'src/persistence/durable-stores.ts',
];

/** A setting as it is declared. */
export interface Setting {
  /** Dotted, such as `fill.volumeShare`. */
  readonly path: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly meaning: string;
}

/** The declared settings of an interface, nested ones with their path. */
export function settingsOf(name: string): readonly Setting[] {
  for (const file of SOURCES) {
    const text = readFileSync(new URL(file, ROOT), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const found = source.statements.find(
      (statement): statement is ts.InterfaceDeclaration =>
        ts.isInterfaceDeclaration(statement) && statement.name.text === name,
    );
    if (found !== undefined) return membersOf(found.members, '', source);
  }
  throw new Error(`No source declares ${name}.`);
}

function membersOf(members: ts.NodeArray<ts.TypeElement>, prefix: string, source: ts.SourceFile): readonly Setting[] {
  return members.filter(ts.isPropertySignature).flatMap((member) => {
    const path = `${prefix}${member.name.getText(source)}`;
    const type = member.type;
    if (type !== undefined && ts.isTypeLiteralNode(type) && path !== 'endpoints') {
      const group = wordsAbove(member);
      return membersOf(type.members, `${path}.`, source).map((inner) =>
        inner.meaning === '' ? { ...inner, meaning: group } : inner,
      );
    }
    const isOptional = member.questionToken !== undefined;
    return [{ path, type: typeText(type?.getText(source) ?? ''), isOptional, meaning: wordsAbove(member) }];
  });
}

/** The type in the words of a person who writes a configuration. */
function typeText(text: string): string {
  return text
    .replaceAll(/\breadonly\b ?/g, '')
    .replaceAll('Readonly<Record<', 'Record<')
    .replaceAll(/Record<([^<>]+)>>/g, 'Record<$1>')
    .replaceAll('DecimalInput', 'decimal')
    .replaceAll(/\s+/g, ' ');
}

function wordsAbove(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  if (comment === undefined || !ts.isJSDoc(comment)) return '';
  const text = ts.getTextOfJSDocComment(comment.comment) ?? '';
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Unions that stand behind a name, one line each. */
export function choicesOf(name: string): readonly string[] {
  const text = readFileSync(new URL('src/config.ts', ROOT), 'utf8');
  const source = ts.createSourceFile('config.ts', text, ts.ScriptTarget.Latest, true);
  const found = source.statements.find(
    (statement): statement is ts.TypeAliasDeclaration =>
      ts.isTypeAliasDeclaration(statement) && statement.name.text === name,
  );
  if (found === undefined || !ts.isUnionTypeNode(found.type)) throw new Error(`${name} is no union.`);
  return found.type.types.map((part) => typeText(part.getText(source)));
}

function table(settings: readonly Setting[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const rows = settings.map(
    ({ path, type, isOptional, meaning }) =>
      `| \`${path}\` | \`${cell(type)}\` | ${isOptional ? '' : 'yes'} | ${cell(meaning)} |`,
  );
  return ['| setting | type | required | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

/** Variables of the environment: name, meaning, and what is read from them. */
export const VARIABLES: readonly (readonly [name: string, meaning: string, reader: string])[] = [
  ['TRADING_BROKER', '`simulated` (or `simulator`) or `okx_demo`. Required by `fromEnv()`.', 'fromEnv()'],
  ['AUTOTRADE_TRADING_BROKER', 'The same under another name; both may be set when they agree.', 'fromEnv()'],
  ['OKX_DEMO_API_KEY', 'Key of OKX demo trading. Required for `okx_demo`.', 'fromEnv()'],
  ['OKX_DEMO_SECRET_KEY', 'Its secret. Required for `okx_demo`.', 'fromEnv()'],
  ['OKX_DEMO_PASSPHRASE', 'Its passphrase. Required for `okx_demo`.', 'fromEnv()'],
  [
    'AUTOTRADE_MARKET_DATA_SYMBOLS',
    'What is watched, separated by commas: `BTC-USDT-SWAP`, `BTC/USDT:USDT`. Default: what is traded. A broker over OKX lists these.',
    'symbolsFromEnv(), fromEnv()',
  ],
  [
    'AUTOTRADE_LLM_SYMBOLS',
    'What the model may trade, separated by commas; only these cost tokens. Default: what is watched, else the swaps of BTC and ETH.',
    'symbolsFromEnv(), pipelineFromEnv(), fromEnv()',
  ],
  ['AUTOTRADE_INTERVAL_MINUTES', 'Between the beginnings of two cycles. Default 10.', 'pipelineFromEnv()'],
  ['AUTOTRADE_MIN_CONFIDENCE', 'Least confidence of an entry, 0 to 1. Default 0.6.', 'pipelineFromEnv()'],
  ['AUTOTRADE_RISK_MODE', '`enforce` or `observe`. Default `enforce`.', 'fromEnv(), pipelineFromEnv()'],
  ['AUTOTRADE_LLM_DAILY_BUDGET_USD', 'What models may cost a day, UTC. Default: no bound.', 'pipelineFromEnv()'],
  [
    'DEEPSEEK_API_KEY',
    'Key of DeepSeek, for `--model deepseek`. In code, hand it to `deepSeek()`.',
    '`npm start`, `brokerkit replay`',
  ],
  [
    'DATABASE_URL',
    'Address of a PostgreSQL server, where `--data` and `--database` are left out.',
    '`brokerkit replay`, `brokerkit backfill`',
  ],
];

/** The whole page. */
export function configurationPage(): string {
  const variables = VARIABLES.map(([name, meaning, reader]) => `| \`${name}\` | ${meaning} | ${reader} |`);
  return `# Configuration

Every setting and every environment variable. The tables are made from the declarations that the code is checked against (\`npx vitest run test/docs -u\` writes them anew), so they cannot fall behind.

A configuration is plain data: it can stand in a JSON file. It is read by a schema that refuses unknown fields and names every field that cannot be used, all at once, with the code \`config/invalid\`. A \`decimal\` is text such as \`"0.015"\` or a \`Decimal\`, never a floating number. Nothing but the functions of the last table reads the environment, and only when they are called.

## A simulated broker

\`createBroker({ kind: 'simulated', … }, { market })\`. What the models mean is in [simulation.md](simulation.md).

${table(settingsOf('SimulatedBrokerConfig'))}

\`slippage\` is one of

${choicesOf('SlippageConfig')
  .map((choice) => `- \`${choice}\``)
  .join('\n')}

\`latency\` is one of

${choicesOf('LatencyConfig')
  .map((choice) => `- \`${choice}\``)
  .join('\n')}

### Live prices: \`market\`

${table(settingsOf('LivePricesConfig'))}

### An instrument of your own: \`instruments[]\`

${table(settingsOf('InstrumentSpec'))}

### A margin tier: \`tiers[…][]\`

${table(settingsOf('MarginTierSpec'))}

## OKX demo trading

\`createBroker({ kind: 'okx_demo', … })\`. Where the key comes from is in [okx-setup.md](okx-setup.md).

${table(settingsOf('OkxDemoBrokerConfig'))}

## Risk limits: \`risk.limits\`

The same for every broker and for the pipeline's judge. \`risk.mode\` is \`enforce\` (what breaks a limit is denied) or \`observe\` (it passes, and is told and recorded).

${table(settingsOf('RiskLimits').map((setting) => ({ ...setting, isOptional: true })))}

## The pipeline

\`createPipeline({ … }, { broker, model })\`; see [pipeline.md](pipeline.md).

${table(settingsOf('PipelineConfig'))}

### Judging: \`judging\`

What of it means what is in [judging.md](judging.md).

${table(settingsOf('JudgingConfig'))}

### Health of the data: \`health\`, beside \`broker\` and \`model\`

${table(settingsOf('HealthLimits').map((setting) => ({ ...setting, isOptional: true })))}

## Stores that go on when their database does not

\`durableStores({ … })\`; see [persistence.md](persistence.md#when-the-database-fails).

${table(settingsOf('DurableStoresOptions'))}

## Environment variables

| variable | meaning | read by |
|---|---|---|
${variables.join('\n')}

Each of these functions takes the variables as an argument too, so a test or a host can pass its own. What several functions read is the same everywhere.
`;
}
