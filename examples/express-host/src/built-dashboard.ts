import { spawn } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUILT = join(ROOT, 'dist', 'dashboard');
/** What the page is made of. */
const SOURCES = ['dashboard', join('src', 'contract')];

/** The folder of the built dashboard, built now where that is missing or older than its sources; `null` where it cannot be. */
export async function builtDashboard(say: (line: string) => void): Promise<string | null> {
  const builtAt = changedAt(join(BUILT, 'index.html'));
  const isFresh = builtAt !== null && SOURCES.every((folder) => newestIn(join(ROOT, folder)) <= builtAt);
  if (isFresh) return BUILT;
  const vite = viteCommand();
  if (vite === null) return builtAt === null ? null : BUILT;
  say('Building the dashboard, which takes some seconds …');
  // Beside the old page, which stays as it is until the new one is whole: another host may be serving it.
  const fresh = `${BUILT}-of-${process.pid}`;
  const trouble = await run(vite, fresh);
  if (trouble === null) {
    rmSync(BUILT, { recursive: true, force: true });
    renameSync(fresh, BUILT);
    return BUILT;
  }
  rmSync(fresh, { recursive: true, force: true });
  say(`The dashboard could not be built: ${trouble}`);
  return builtAt === null ? null : BUILT;
}

/** `null` where Vite is not installed, as in production. */
function viteCommand(): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  } catch {
    return null;
  }
}

function run(vite: string, folder: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [vite, 'build', join(ROOT, 'dashboard'), '--outDir', folder, '--logLevel', 'error'],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? null : said.trim().slice(-2_000) || `exit code ${code}`));
  });
}

function newestIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true }).reduce((newest, entry) => {
    if (entry.name === 'node_modules') return newest;
    const path = join(folder, entry.name);
    return Math.max(newest, entry.isDirectory() ? newestIn(path) : (changedAt(path) ?? 0));
  }, 0);
}

function changedAt(path: string): number | null {
  return existsSync(path) ? statSync(path).mtimeMs : null;
}
