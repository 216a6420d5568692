// What runs every night where the keys of OKX demo trading are: the live tests and a fresh recording. Each night leaves a
// line in .tmp/live/nightly.jsonl; the exit code is not 0 when something failed, or when there was no key.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(root, '.tmp/live');
const missing = ['OKX_DEMO_API_KEY', 'OKX_DEMO_SECRET_KEY', 'OKX_DEMO_PASSPHRASE'].filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`The nightly run needs the keys of OKX demo trading: set ${missing.join(', ')}.`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
rmSync(resolve(folder, 'burst.json'), { force: true });
const report = resolve(folder, 'tests.json');
const tests = run('test:live', ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
const recorded = run('okx:record', []);
const { numPassedTests = 0, numFailedTests = 0 } = read(report);
const { p95Ms = null, tasks = [] } = read(resolve(folder, 'burst.json'));
const burst = { p95Ms, placed: tasks.filter(({ isRight }) => isRight).length, tasks: tasks.length };
const line = { at: new Date().toISOString(), passed: numPassedTests, failed: numFailedTests, burst, recorded };
appendFileSync(resolve(folder, 'nightly.jsonl'), `${JSON.stringify(line)}\n`);
console.log(JSON.stringify(line));
process.exitCode = tests && recorded ? 0 : 1;

function run(script, words) {
  return spawnSync('npm', ['run', script, '--', ...words], { cwd: root, stdio: 'inherit' }).status === 0;
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
