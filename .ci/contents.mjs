// What the packed tarball contains: every entry point with its types, the documents, and nothing else.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));

const REQUIRED = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'llms.txt',
  ...Object.values(manifest.exports).flatMap(targetsOf),
  ...Object.values(manifest.bin ?? {}),
].map((path) => path.replace(/^\.\//, ''));
const ALLOWED = /^dist\/[\w./-]+\.(?:js|cjs|d\.ts|d\.cts|js\.map|cjs\.map|css|html|json)$/;

const packed = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
);
const files = (Array.isArray(packed) ? packed[0] : Object.values(packed)[0]).files.map(({ path }) => path);

const problems = [
  ...REQUIRED.filter((path) => !files.includes(path)).map((path) => `missing: ${path}`),
  ...files.filter((path) => !REQUIRED.includes(path) && !ALLOWED.test(path)).map((path) => `does not belong: ${path}`),
  ...files
    .filter((path) => readFileSync(resolve(root, path), 'utf8').includes(root))
    .map((path) => `names a folder of this machine: ${path}`),
];
for (const problem of [...new Set(problems)]) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`${files.length} files`);

function targetsOf(target) {
  return typeof target === 'string' ? [target] : Object.values(target).flatMap(targetsOf);
}
