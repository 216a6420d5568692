// Every check of the package, one line each; the output of a check is shown only when it fails.
// `npm run check` runs all, `npm run check -- types lint` only those.
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

const CHECKS = [
  { name: 'types', run: 'tsc --noEmit -p .', todo: 'Fix the types.' },
  { name: 'types of the benchmarks', run: 'tsc --noEmit -p bench', todo: 'Fix the types in bench/.' },
  { name: 'types of the examples', run: 'tsc --noEmit -p examples', todo: 'Fix the types in examples/.' },
  {
    name: 'types of the dashboard',
    run: 'tsc --noEmit -p examples/express-host/dashboard',
    todo: 'Fix the types in examples/express-host/dashboard.',
  },
  {
    name: 'lint',
    run: 'biome check --colors=off --error-on-warnings .',
    todo: 'Run `npm run format`, then fix what is left.',
  },
  {
    name: 'architecture',
    run: 'vitest run test/architecture.test.ts',
    todo: 'Move the code to where it may stand, or change test/architecture/layers.ts and say why.',
  },
  {
    name: 'unused',
    run: 'knip --no-progress',
    todo: 'Delete what nothing uses, or give knip.jsonc a reason to keep it.',
  },
  { name: 'build', run: 'tsup --silent', todo: 'Run `npm run build`.' },
  { name: 'publint', needs: 'build', run: 'publint --strict', todo: 'Fix package.json or the build.' },
  {
    name: 'types of the package',
    needs: 'build',
    run: 'attw --pack . --profile node16 --no-color --no-emoji',
    todo: 'Fix `exports` in package.json: each condition needs its own types.',
  },
  {
    name: 'size',
    needs: 'build',
    run: 'size-limit',
    todo: 'Find what grew, or raise the limit in .size-limit.json and say why.',
  },
  {
    name: 'contents',
    needs: 'build',
    run: 'node .ci/contents.mjs',
    todo: 'Fix `files` in package.json, or the build.',
  },
  {
    name: 'api',
    needs: 'build',
    run: 'node .ci/api-report.mjs',
    todo: 'If the change of the public surface is meant, run `npm run api:update`, read the difference and commit it.',
  },
];

const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (CHECKS.some((check) => check.name === name)) continue;
  console.error(`There is no check "${name}". There are: ${CHECKS.map((check) => check.name).join(', ')}.`);
  process.exit(2);
}

const failed = [];
for (const check of CHECKS) {
  if (wanted.length > 0 && !wanted.includes(check.name)) continue;
  if (check.needs !== undefined && failed.some(({ name }) => name === check.needs)) {
    console.log(`skipped  ${check.name}: ${check.needs} failed`);
    continue;
  }
  const startedAt = performance.now();
  const { code, output } = await runTool(check.run);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok     ' : 'FAILED '}  ${check.name} (${seconds} s)`);
  if (code === 0) continue;
  failed.push(check);
  console.log(`\n${output.trim()}\n`);
}

if (failed.length > 0) {
  console.log(`\n${failed.length} of the checks failed.`);
  for (const { name, todo } of failed) console.log(`  ${name}: ${todo}`);
  process.exitCode = 1;
}

/** Runs a tool of node_modules/.bin and collects everything it prints. */
function runTool(command) {
  return new Promise((done) => {
    const child = spawn('npx', ['--no-install', ...command.split(' ')], {
      env: { ...process.env, NO_COLOR: '1', npm_config_loglevel: 'error' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.on('close', (code) => done({ code: code ?? 1, output }));
    child.on('error', (error) => done({ code: 1, output: String(error) }));
  });
}
