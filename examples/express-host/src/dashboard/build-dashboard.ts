import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOST = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const SOURCES = [join(HOST, 'dashboard'), join(HOST, 'src', 'contract')];

/** The folder that a built dashboard is served from. */
export const DASHBOARD_FOLDER = join(HOST, 'dist', 'dashboard');

/** What became of it, and in which time. */
export interface DashboardBuild {
  readonly folder: string;
  readonly wasBuilt: boolean;
  readonly tookMs: number;
}

/**
 * Builds the dashboard where there is none yet, or where its sources are newer, and says so before.
 *
 * Vite is loaded only then: a host that brings a built dashboard runs without it. It builds in a folder of its own that
 * takes the place of the old one at the end, so that a build that fails or is ended leaves the old page.
 */
export async function buildDashboard(say: (sentence: string) => void): Promise<DashboardBuild> {
  const startedAt = performance.now();
  const why = await whyBuild();
  if (why === null) return { folder: DASHBOARD_FOLDER, wasBuilt: false, tookMs: performance.now() - startedAt };
  say(`Building the dashboard: ${why}.`);
  const { build } = await import('vite');
  const fresh = `${DASHBOARD_FOLDER}-of-${process.pid}`;
  await build({
    configFile: join(HOST, 'dashboard', 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: fresh },
  });
  await rm(DASHBOARD_FOLDER, { recursive: true, force: true });
  await rename(fresh, DASHBOARD_FOLDER);
  const tookMs = performance.now() - startedAt;
  say(`Built the dashboard in ${(tookMs / 1000).toFixed(1)} s.`);
  return { folder: DASHBOARD_FOLDER, wasBuilt: true, tookMs };
}

async function whyBuild(): Promise<string | null> {
  const builtAt = await changedAt(join(DASHBOARD_FOLDER, 'index.html'));
  if (builtAt === null) return 'there is none yet';
  for (const folder of SOURCES) {
    // Where only the built page was shipped, it is the newest there is.
    for (const entry of await readdir(folder, { recursive: true }).catch(() => [])) {
      const at = await changedAt(join(folder, entry));
      if (at !== null && at > builtAt) return 'its sources have changed';
    }
  }
  return null;
}

async function changedAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return null;
  }
}
