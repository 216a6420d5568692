// Entry of `npm run bench`: checks that the peers are there, builds the benchmarks, runs them.
// They are built as the library is, because a loader that transforms on the fly wraps every function.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { dependencies } = JSON.parse(readFileSync(here('package.json'), 'utf8'));
const missing = Object.entries(dependencies).filter(([name, version]) => installed(name) !== version);
if (missing.length > 0) {
  const names = missing.map(([name, version]) => `${name} ${version}`).join(', ');
  process.stderr.write(
    `The benchmarks compare with packages that are not installed: ${names}.\n\n  npm ci --prefix bench\n\nbrings them.\n`,
  );
  process.exit(1);
}

const { build } = await import('tsup');
await build({
  config: false,
  silent: true,
  entry: { main: here('main.ts'), child: here('harness/child.ts'), 'okx-server': here('okx/server.ts') },
  outDir: here('.build'),
  tsconfig: here('tsconfig.json'),
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  splitting: true,
  skipNodeModulesBundle: true,
  // A peer brings an older decimal.js, which the library under src/ would find first.
  noExternal: ['decimal.js'],
  clean: true,
});
const { status } = spawnSync(process.execPath, [here('.build/main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);

function installed(name) {
  try {
    return JSON.parse(readFileSync(here(`node_modules/${name}/package.json`), 'utf8')).version;
  } catch {
    return null;
  }
}
