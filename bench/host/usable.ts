import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

/** `npm run bench:usable`: from `npm start` to a page that shows the account, prices and a chart, in a real browser. */
const TARGET_MS = 15_000;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILT = join(ROOT, 'examples/express-host/dist');
const RUNS = [
  ['the first start of a checkout, the dashboard not built', true],
  ['started again, on a new folder', false],
  ['started again, on a new folder', false],
  ['started again, on a new folder', false],
] as const;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
let isMet = true;
try {
  for (const [name, isFirst] of RUNS) {
    if (isFirst) await rm(BUILT, { recursive: true, force: true });
    const { listeningMs, usableMs } = await start(browser);
    isMet &&= usableMs <= TARGET_MS;
    process.stdout.write(
      `${name.padEnd(58)} listening after ${listeningMs.toFixed(0)} ms, usable after ${usableMs.toFixed(0)} ms\n`,
    );
  }
} finally {
  await browser.close();
}
process.stdout.write(`target ${TARGET_MS} ms: ${isMet ? 'met' : 'NOT MET'}\n`);
if (!isMet) process.exitCode = 1;

async function start(viewer: Browser): Promise<{ listeningMs: number; usableMs: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'brokerkit-usable-'));
  const begunAt = performance.now();
  const child = spawn('npm', ['start', '--', '--port', '0', '--log-level', 'error', '--data', join(folder, 'data')], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await addressIn(child.stdout);
    const listeningMs = performance.now() - begunAt;
    const page = await viewer.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(url);
    await page.locator('[data-area="account"]', { hasText: /Equity.*\d/s }).waitFor();
    await page.locator('canvas').first().waitFor();
    const usableMs = performance.now() - begunAt;
    await page.close();
    return { listeningMs, usableMs };
  } finally {
    const ended = once(child, 'exit');
    // npm and what it has started.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** The first address that it prints. */
function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.on('data', (part) => {
      text += String(part);
      const url = /http:\/\/[\w.:[\]]+/.exec(text)?.[0];
      if (url !== undefined) resolve(url);
    });
    output.on('close', () => reject(new Error(`The host ended before it listened:\n${text}`)));
  });
}
