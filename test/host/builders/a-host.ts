import { randomUUID } from 'node:crypto';
import { type Logger, SystemClock } from 'brokerkit';
import type { HostSettings } from '../../../examples/express-host/src/config/host-settings.ts';
import { readSettings } from '../../../examples/express-host/src/config/read-settings.ts';
import type { RunningHost } from '../../../examples/express-host/src/host/running-host.ts';
import { startHost } from '../../../examples/express-host/src/host/start-host.ts';

const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** The settings of a host that is told nothing, in memory, whose second cycle is far away. */
export function someSettings(changes: Partial<HostSettings> = {}): HostSettings {
  const settings = readSettings({ argv: ['--data', 'memory', '--interval', '10'], env: {}, readFile: () => null });
  if (settings === 'help') throw new Error('There are no settings in a help text.');
  return { ...settings, ...changes };
}

/** A host in memory that runs no second cycle by itself. */
export function aHost(changes: Partial<HostSettings> = {}): Promise<RunningHost> {
  return startHost(someSettings(changes), { clock: new SystemClock(), uuid: randomUUID, logger });
}
