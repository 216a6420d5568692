import { randomUUID } from 'node:crypto';
import { type Logger, SystemClock } from 'brokerkit';
import { DEFAULT_SETTINGS } from './config/default-settings.ts';
import { startHost } from './host/start-host.ts';

const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const clock = new SystemClock();
const host = await startHost(DEFAULT_SETTINGS, { clock, uuid: randomUUID, logger: silentLogger });
process.stdout.write(`Trading on ${host.runtimeMode().venue}.\n`);
// The timers of brokerkit keep no process alive.
const alive = setInterval(() => {}, 60_000);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    clearInterval(alive);
    void host.stop();
  });
}
