import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = resolve(import.meta.dirname, '../..');
const ENTRIES = Object.keys(manifest.exports)
  .filter((subpath) => subpath !== './package.json')
  .map((subpath) => subpath.replace(/^\./, 'brokerkit'));
/** Packages that the root must load only on first use. */
const HEAVY = /\/node_modules\/(?:ccxt|pg|@electric-sql|ioredis|prom-client|pino|@opentelemetry|ai|trading-signals)\//;

const consumer = inject('consumer');
const exec = promisify(execFile);

/** Runs a script in the consumer's folder, in the given module system, and returns what it prints as JSON. */
async function run(kind: 'module' | 'commonjs', script: string, ...options: string[]): Promise<unknown> {
  const { stdout } = await exec(process.execPath, [...options, `--input-type=${kind}`, '--eval', script], {
    cwd: consumer,
    env: { PATH: process.env.PATH, LOADS: join(consumer, 'loads.txt') },
  });
  return JSON.parse(stdout);
}

describe('every entry point', () => {
  it.each(ENTRIES)('%s exports the same names to import and to require', async (entry) => {
    const names = 'Object.keys(entry).filter((name) => name !== "default").sort()';
    const imported = await run('module', `import * as entry from '${entry}'; console.log(JSON.stringify(${names}))`);
    const required = await run('commonjs', `const entry = require('${entry}'); console.log(JSON.stringify(${names}))`);
    expect(imported).toEqual(required);
  });

  it.each(ENTRIES)('%s exports something', async (entry) => {
    const script = `import * as entry from '${entry}'; console.log(Object.keys(entry).length)`;
    expect(await run('module', script)).toBeGreaterThan(0);
  });
});

describe('loading the root entry point', () => {
  it('brings in neither ccxt nor a database driver through import', async () => {
    await writeFile(join(consumer, 'loads.txt'), '');
    const recorder = `--import=${join(consumer, 'record-loads.mjs')}`;
    await run('module', "await import('brokerkit'); console.log(1)", recorder);
    const loaded = (await readFile(join(consumer, 'loads.txt'), 'utf8')).trim().split('\n');
    expect(loaded.filter((url) => url.endsWith('/brokerkit/dist/index.js'))).toHaveLength(1);
    expect(loaded.filter((url) => HEAVY.test(url))).toEqual([]);
  });

  it('brings in neither ccxt nor a database driver through require', async () => {
    const script = "require('brokerkit'); console.log(JSON.stringify(Object.keys(require.cache)))";
    const loaded = (await run('commonjs', script)) as readonly string[];
    expect(loaded.filter((path) => path.endsWith('/brokerkit/dist/index.cjs'))).toHaveLength(1);
    expect(loaded.filter((path) => HEAVY.test(path))).toEqual([]);
  });
});

describe('an error', () => {
  it('made by the CommonJS copy is recognised by the ESM copy', async () => {
    const script = `
      import { createRequire } from 'node:module';
      import { isBrokerError } from 'brokerkit';
      const { ConfigurationError } = createRequire(import.meta.url)('brokerkit');
      console.log(isBrokerError(new ConfigurationError('x', { code: 'config/invalid' })));`;
    expect(await run('module', script)).toBe(true);
  });

  it('is of one class in all entry points of one module system', async () => {
    const script = `
      const classes = ${JSON.stringify(ENTRIES)}.map((entry) => require(entry).BrokerError).filter(Boolean);
      console.log(new Set(classes).size)`;
    expect(await run('commonjs', script)).toBe(1);
  });
});

/** Examples that a host or a test run starts, not a command; the rest run as they are. */
const PROGRAMS = ['minimal-bot/bot.ts', 'backtest/backtest.ts', 'okx-demo/trade.ts', 'langchain-or-any-llm/trade.ts'];
const TESTED = ['custom-store', 'custom-venue', 'test-your-bot'];

describe('the smaller examples', () => {
  /** Copies an example out of the repository, to where the tarball is installed and the tools of its package. */
  async function copied(example: string): Promise<string> {
    const folder = join(consumer, 'examples', example);
    await mkdir(join(consumer, 'examples'), { recursive: true });
    await cp(join(ROOT, 'examples', example), folder, {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
    await symlink(join(ROOT, 'node_modules/vitest'), join(consumer, 'node_modules/vitest')).catch(() => {});
    return folder;
  }

  it('are all run here', async () => {
    const folders = await readdir(join(ROOT, 'examples'), { withFileTypes: true });
    const names = folders.filter((one) => one.isDirectory() && one.name !== 'express-host').map(({ name }) => name);
    const run = [...PROGRAMS.map((path) => path.split('/')[0]), ...TESTED];
    expect(names.filter((name) => name !== 'node_modules').sort()).toEqual(run.sort());
  });

  it.each(PROGRAMS)('run on the packed package: %s', async (path) => {
    const [example = '', file = ''] = path.split('/');
    const folder = await copied(example);
    const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
    const { stdout } = await exec(process.execPath, [tsx, file, ...(example === 'okx-demo' ? ['--mock'] : [])], {
      cwd: folder,
      env: { PATH: process.env.PATH },
    });
    expect(stdout.trim().split('\n').length).toBeGreaterThan(0);
  });

  it.each(TESTED)('pass their tests on the packed package: %s', async (example) => {
    const folder = await copied(example);
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const options = { cwd: folder, env: { PATH: process.env.PATH, CI: 'true' } };
    const { stdout } = await exec(process.execPath, [vitest, 'run', '--root', folder, '--reporter=json'], options);
    expect(JSON.parse(stdout)).toMatchObject({ success: true });
  });
});

describe('a program of a user', () => {
  it.each([
    ['node16', 'node16', 'program.mts'],
    ['node16', 'node16', 'program.cts'],
    ['bundler', 'esnext', 'program.mts'],
  ])('type-checks with module resolution %s and module %s: %s', async (moduleResolution, module, file) => {
    const tsconfig = `tsconfig.${moduleResolution}.${file}.json`;
    const compilerOptions = {
      moduleResolution,
      module,
      target: 'es2022',
      lib: ['es2023', 'esnext.disposable'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
    };
    await writeFile(join(consumer, tsconfig), JSON.stringify({ compilerOptions, files: [file] }));
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = await exec(process.execPath, [compiler, '-p', tsconfig], { cwd: consumer }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });
});
