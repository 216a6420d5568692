import { randomUUID } from 'node:crypto';
import { type Logger, SystemClock } from 'brokerkit';
import { DEFAULT_SETTINGS } from '../../../examples/express-host/src/config/default-settings.ts';
import type { HostSettings } from '../../../examples/express-host/src/config/host-settings.ts';
import type { RunningHost } from '../../../examples/express-host/src/host/running-host.ts';
import { startHost } from '../../../examples/express-host/src/host/start-host.ts';

const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** A host in memory that runs no second cycle by itself. */
export function aHost(settings: Partial<HostSettings> = {}): Promise<RunningHost> {
  const quiet = { dataFolder: null, intervalMs: 600_000 };
  return startHost(
    { ...DEFAULT_SETTINGS, ...quiet, ...settings },
    { clock: new SystemClock(), uuid: randomUUID, logger },
  );
}
