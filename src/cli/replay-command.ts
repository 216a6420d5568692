import { parseArgs } from 'node:util';
import { decisionIdOf, isUuid } from '../domain/client-order-id.ts';
import { Decimal } from '../domain/decimal.ts';
import { DEFAULT_RISK_LIMITS, type RiskLimits } from '../domain/risk.ts';
import { ConfigurationError } from '../errors/index.ts';
import { CASSETTE_MODES } from '../models/cassette.ts';
import { plain } from '../pipeline/record/proposal-json.ts';
import { type ReplayOptions, replayDecision } from '../pipeline/replay/replay-decision.ts';
import type { Stores } from '../ports/stores.ts';
import { chosenModel } from './chosen-model.ts';
import { decisionLine, replayText } from './replay-text.ts';
import { openStores, STORE_HELP, STORE_OPTIONS } from './stored-run.ts';

const LIMIT_NAMES = Object.keys(DEFAULT_RISK_LIMITS) as (keyof RiskLimits)[];
/** Decisions that are listed where none is named. */
const LISTED = 20;

const HELP = `brokerkit replay [DECISION]

Shows one decision with everything before and after it: prompt, reply, how it was read, what the judge said, orders,
fills, result. The stored reply is read and judged again by what the judge saw then; what differs from what was written
is said. Nothing is traded, nothing is changed. The id of one of its orders is understood too; without any, the newest
decisions are listed.

Where it is kept
${STORE_HELP}
What if
  --model NAME         another model had been asked the same: deepseek (DEEPSEEK_API_KEY) or scripted
  --cassette FILE      records the answer, or plays it back (--cassette-mode ${CASSETTE_MODES.join(', ')})
  --limits NAME=VALUE,…  the limits had been these: ${LIMIT_NAMES.join(', ')}
  --min-confidence N   entries had needed this confidence, 0 to 1
  --mode MODE          risk limits had been held (enforce) or only written down (observe)
Output
  --full               prompt, reply and thinking to the last character
  --json               all of it as JSON`;

const OPTIONS = {
  ...STORE_OPTIONS,
  model: { type: 'string' },
  cassette: { type: 'string' },
  'cassette-mode': { type: 'string', default: 'auto' },
  limits: { type: 'string' },
  'min-confidence': { type: 'string' },
  mode: { type: 'string' },
  full: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `brokerkit replay`. @throws {ConfigurationError} for a command line that makes no sense. */
export async function replayCommand(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parse(argv);
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  if (positionals.length > 1) throw refused(`One decision at a time: ${positionals.join(' ')}.`);
  const decisionId = positionals[0] === undefined ? null : idOf(positionals[0]);
  const options = optionsOf(values);
  const stores = await openStores(values, 'refuse');
  try {
    const text =
      decisionId === null ? await listed(stores, values.json) : await replayed(decisionId, stores, options, values);
    process.stdout.write(`${text}\n`);
  } finally {
    await stores.close();
  }
}

type Values = ReturnType<typeof parse>['values'];

async function replayed(
  decisionId: string,
  stores: Stores,
  options: ReplayOptions,
  { json, full }: Values,
): Promise<string> {
  const replay = await replayDecision(decisionId, stores, options);
  if (json) return JSON.stringify(plain(replay));
  const asked = Object.keys(options).length === 0 ? 'as_it_was' : 'what_if';
  return replayText(replay, { length: full ? 'full' : 'short', asked });
}

async function listed(stores: Stores, asJson: boolean): Promise<string> {
  const { items } = await stores.decisions.list({ limit: LISTED });
  if (asJson) return JSON.stringify(items);
  const { portfolioId, runtimeMode } = stores.scope;
  if (items.length === 0) return `There are no decisions of portfolio ${portfolioId} in mode ${runtimeMode}.`;
  return [`The newest decisions of portfolio ${portfolioId} in mode ${runtimeMode}:`, ...items.map(decisionLine)].join(
    '\n',
  );
}

function optionsOf(values: Values): ReplayOptions {
  const { model, mode, limits, cassette } = values;
  const least = values['min-confidence'];
  if (mode !== undefined && mode !== 'enforce' && mode !== 'observe') {
    throw refused(`--mode is enforce or observe, not ${JSON.stringify(mode)}.`);
  }
  if (least !== undefined && !/^(0(\.\d+)?|1(\.0+)?)$/.test(least)) {
    throw refused(`--min-confidence is a number from 0 to 1, not ${JSON.stringify(least)}.`);
  }
  if (model === undefined && cassette !== undefined) throw refused('--cassette belongs to --model.');
  return {
    ...(model === undefined ? {} : { model: modelOf(model, values) }),
    ...(limits === undefined ? {} : { limits: limitsOf(limits) }),
    ...(least === undefined ? {} : { minConfidence: new Decimal(least) }),
    ...(mode === undefined ? {} : { mode }),
  };
}

function modelOf(name: string, { cassette, 'cassette-mode': named }: Values): NonNullable<ReplayOptions['model']> {
  if (name !== 'deepseek' && name !== 'scripted') {
    throw refused(`--model is deepseek or scripted, not ${JSON.stringify(name)}.`);
  }
  const mode = CASSETTE_MODES.find((known) => known === named);
  if (mode === undefined)
    throw refused(`--cassette-mode is ${CASSETTE_MODES.join(', ')}, not ${JSON.stringify(named)}.`);
  return chosenModel({
    model: name,
    leverage: '3',
    cassette: cassette === undefined ? null : { file: cassette, mode },
  });
}

function limitsOf(text: string): Partial<RiskLimits> {
  const limits: Partial<Record<keyof RiskLimits, string>> = {};
  for (const part of text.split(',')) {
    const [, named = '', value = ''] = /^\s*([A-Za-z]+)\s*=\s*(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    const name = LIMIT_NAMES.find((known) => known === named);
    if (name === undefined) {
      throw refused(`--limits is a list of NAME=VALUE with ${LIMIT_NAMES.join(', ')}, not ${JSON.stringify(part)}.`);
    }
    limits[name] = value;
  }
  return limits;
}

function idOf(text: string): string {
  const id = isUuid(text) ? text.toLowerCase() : decisionIdOf(text);
  if (id !== null) return id;
  throw refused(`${JSON.stringify(text.slice(0, 60))} is the id of no decision and of no order.`);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw refused(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}.`, error);
  }
}

function refused(why: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(`${why} See brokerkit replay --help.`, {
    code: 'config/invalid',
    details: { path: 'command' },
    ...(cause === undefined ? {} : { cause }),
  });
}
