// Runs `npm start` as a newcomer would: the host until it trades, is asked for its portfolio and told to stop; then a
// rehearsal over candles on the simulated exchange, and one through the OKX broker on a mock of OKX, each of which has to
// trade and to write the report that it names.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
await host();
rehearse(['--bars', '8640'], /^Decisions +\d+: [1-9]\d* accepted/m);
rehearse(['--broker', 'okx_demo', '--mock'], /^Orders +\d+: [1-9]\d* filled/m);

async function host() {
  const data = mkdtempSync(join(tmpdir(), 'brokerkit-host-'));
  // Not by npm, which does not hand every signal on.
  const command = ['examples/start.mjs', '--port', '0', '--data', data];
  const env = { ...process.env, LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, command, { cwd: root, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  const ended = new Promise((done) => child.once('close', (code) => done(code)));
  try {
    const startedAt = Date.now();
    const url = await until(() => /http:\/\/[\d.]+:\d+/.exec(said)?.[0]);
    await until(async () => (await fetch(`${url}/readyz`)).ok);
    console.log(`The host was ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
    const portfolio = await (await fetch(`${url}/internal/autotrade/v1/portfolio`)).json();
    if (portfolio.mode !== 'simulator' || portfolio.source !== 'broker') fail(JSON.stringify(portfolio));
    await until(async () => {
      const { items } = await (await fetch(`${url}/internal/autotrade/v1/decisions`)).json();
      return items.length > 0;
    });
    const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    if (!page.includes('<script')) fail(`The host shows no dashboard: ${page.slice(0, 300)}`);
    child.kill('SIGTERM');
    const code = await ended;
    if (code !== 0) fail(`The host ended with ${code} after SIGTERM.`);
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(data, { recursive: true, force: true });
  }

  async function until(look) {
    for (let waited = 0; waited < 60_000; waited += 100) {
      if (child.exitCode !== null) fail(`The host ended with ${child.exitCode}.\n${said}`);
      const found = await Promise.resolve()
        .then(look)
        .catch(() => null);
      if (found) return found;
      await new Promise((done) => setTimeout(done, 100));
    }
    return fail(`The host was not there within a minute.\n${said}`);
  }
}

function rehearse(words, said) {
  const command = ['start', '--silent', '--', ...words];
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
