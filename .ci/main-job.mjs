// Runs `npm start` as a newcomer would and checks that it ends well and wrote the report that it names.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const { status, stdout, stderr } = spawnSync('npm', ['start', '--silent'], {
  cwd: root,
  encoding: 'utf8',
  timeout: 120_000,
});
console.log(stdout.split('\n').slice(-12).join('\n'));
if (status !== 0) fail(`npm start ended with ${status}.\n${stderr}`);

const named = /\S+\.html\b/.exec(stdout)?.[0];
if (named === undefined) fail('npm start named no report.');
const { size } = statSync(resolve(root, named.replace(/^file:\/\//, '')));
if (size < 10_000) fail(`${named} has only ${size} bytes.`);

function fail(message) {
  console.error(message);
  process.exit(1);
}
