// Runs `npm start` as a newcomer would, a scripted model on the simulated exchange and a strategy through the OKX broker on
// a mock of OKX, and checks that each run ends well, traded, and wrote the report that it names.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
run([], /^Decisions +\d+: [1-9]\d* accepted/m);
run(['--broker', 'okx_demo', '--mock'], /^Orders +\d+: [1-9]\d* filled/m);

function run(words, said) {
  const command = ['start', '--silent', ...(words.length === 0 ? [] : ['--', ...words])];
  const { status, stdout, stderr } = spawnSync('npm', command, { cwd: root, encoding: 'utf8', timeout: 240_000 });
  console.log(stdout.split('\n').slice(-12).join('\n'));
  const name = `npm ${command.join(' ')}`;
  if (status !== 0) fail(`${name} ended with ${status}.\n${stderr}`);

  if (!said.test(stdout)) fail(`${name} did not say what it did: ${said}.`);

  const named = /\S+\.html\b/.exec(stdout)?.[0];
  if (named === undefined) fail(`${name} named no report.`);
  const { size } = statSync(resolve(root, named.replace(/^file:\/\//, '')));
  if (size < 10_000) fail(`${named} has only ${size} bytes.`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
