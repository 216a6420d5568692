import { cpus, loadavg } from 'node:os';
import { Mismatch } from './harness/mismatch.ts';
import { compete } from './harness/rounds.ts';
import { SUITES } from './harness/suites.ts';
import { report } from './harness/table.ts';

/** `npm run bench -- [suite …] [--rounds=N]`; without a name every suite runs. */
async function main(words: readonly string[]): Promise<number> {
  const rounds = words.find((word) => word.startsWith('--rounds='))?.slice('--rounds='.length);
  const named = words.filter((word) => !word.startsWith('--rounds='));
  const unknown = named.find((name) => !(name in SUITES));
  if (unknown !== undefined) {
    process.stderr.write(`There is no benchmark "${unknown}"; there are ${Object.keys(SUITES).join(', ')}.\n`);
    return 2;
  }
  if (rounds !== undefined && !/^[1-9]\d*$/.test(rounds)) {
    process.stderr.write(`--rounds takes a whole number above zero, not "${rounds}".\n`);
    return 2;
  }
  process.stdout.write(`${machine()}\n`);
  for (const name of named.length > 0 ? named : Object.keys(SUITES)) {
    const suite = await SUITES[name]?.();
    if (!suite) continue;
    const standings = await compete(suite, rounds === undefined ? suite.rounds : Number(rounds), progress);
    progress('');
    process.stdout.write(`\n${report(suite, standings)}\n`);
  }
  return 0;
}

/** What the absolute times depend on; a busy machine shows in the load. */
function machine(): string {
  const processors = cpus();
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return `Node ${process.versions.node}, ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, load ${load}`;
}

/** One line that replaces itself on a terminal, and a line each elsewhere. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
  else if (text !== '') process.stderr.write(`${text}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  progress('');
  if (!(error instanceof Mismatch)) throw error;
  process.stderr.write(`\nMISMATCH, nothing was timed: ${error.message}\n`);
  process.exitCode = 1;
}
