import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ConfigurationError } from '../errors/index.ts';
import { type BackfillReport, backfill } from '../persistence/backfill/backfill.ts';
import { type OldState, readOldState } from '../persistence/backfill/old-state.ts';
import { memoryStores } from '../persistence/memory-stores.ts';
import { openStores, STORE_HELP, STORE_OPTIONS, type StoreWords, scopeOf } from './stored-run.ts';
import { count } from './wording.ts';

const HELP = `brokerkit backfill FILE

Loads the saved state of an old, home-made simulation into the tables: an object of JSON with an account, positions,
closed trades, decisions and an equity curve, each of them optional and under any of the usual names. What cannot be
read is refused with its place in the file, and nothing is written. A second run writes nothing twice.

Where it goes
${STORE_HELP}
                       A folder that is not there is made.
How it is read
  --suffix TEXT        what a bare coin such as BTC means (default -USDT-SWAP)
  --at TIME            the time of what names none, such as 2026-01-31T00:00:00Z (default: when the file was changed last)
Output
  --dry-run            reads the file and says what would be taken; opens no database
  --json               the report as JSON`;

const OPTIONS = {
  ...STORE_OPTIONS,
  suffix: { type: 'string' },
  at: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `brokerkit backfill`. @throws {ConfigurationError} for a file or a command line that cannot be used. */
export async function backfillCommand(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parse(argv);
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw refused('Name one file.');
  const state = await stateOf(file, values);
  const isDry = values['dry-run'];
  const report = isDry ? await backfill(state, memoryStores(scopeOf(values))) : await written(state, values);
  process.stdout.write(
    `${values.json ? JSON.stringify({ file, dryRun: isDry, ...report }) : reportText(file, report, isDry)}\n`,
  );
}

type Values = ReturnType<typeof parse>['values'];

async function stateOf(file: string, { suffix, at }: Values): Promise<OldState> {
  try {
    const text = await readFile(file, 'utf8');
    // Not the present: a second run has to find the same.
    const changedAt = Math.floor((await stat(file)).mtimeMs);
    return readOldState(text, file, {
      at: at === undefined ? changedAt : instantOf(at),
      ...(suffix === undefined ? {} : { suffix }),
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : 'it may not be read';
    throw new ConfigurationError(`${file}: ${why}. Check the path.`, {
      code: 'config/data_unreadable',
      details: { file },
      cause: error,
    });
  }
}

async function written(state: OldState, words: StoreWords): Promise<BackfillReport> {
  const stores = await openStores(words, 'make');
  try {
    return await backfill(state, stores);
  } finally {
    await stores.close();
  }
}

function reportText(file: string, report: BackfillReport, isDry: boolean): string {
  const rows = [
    ['Decisions', report.decisions],
    ['Closed positions', report.closedPositions],
    ['Open positions', report.positions],
    ['Points of the equity curve', report.equityPoints],
  ] as const;
  return [
    isDry ? `${file} can be taken over; nothing was written.` : `${file} is taken over; a second run changes nothing.`,
    ...rows.map(([name, number]) => `  ${name.padEnd(27)} ${count(number)}`),
    `  ${'Ignored'.padEnd(27)} ${report.ignored.length === 0 ? 'nothing' : report.ignored.join(', ')}`,
  ].join('\n');
}

function instantOf(text: string): number {
  const at = Date.parse(text);
  if (Number.isFinite(at)) return at;
  throw refused(`--at is a point in time such as 2026-01-31T00:00:00Z, not ${JSON.stringify(text)}.`);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw refused(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}.`, error);
  }
}

function refused(why: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(`${why} See brokerkit backfill --help.`, {
    code: 'config/invalid',
    details: { path: 'command' },
    ...(cause === undefined ? {} : { cause }),
  });
}
