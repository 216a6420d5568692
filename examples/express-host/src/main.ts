import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isBrokerError, type Logger, SystemClock } from 'brokerkit';
import { helpText } from './config/help.ts';
import type { HostSettings } from './config/host-settings.ts';
import { readSettings } from './config/read-settings.ts';
import { startHost } from './host/start-host.ts';

const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

async function run(settings: HostSettings): Promise<void> {
  const host = await startHost(settings, { clock: new SystemClock(), uuid: randomUUID, logger: silentLogger });
  process.stdout.write(`Trading on ${host.runtimeMode().venue}.\n`);
  // The timers of brokerkit keep no process alive.
  const alive = setInterval(() => {}, 60_000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      clearInterval(alive);
      void host.stop();
    });
  }
}

try {
  const settings = readSettings({
    argv: process.argv.slice(2),
    env: process.env,
    readFile: (name) => (existsSync(name) ? readFileSync(name, 'utf8') : null),
  });
  if (settings === 'help') process.stdout.write(`${helpText()}\n`);
  else await run(settings);
} catch (error) {
  if (!isBrokerError(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 2;
}
