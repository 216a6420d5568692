import { randomUUID } from 'node:crypto';
import { SystemClock } from 'brokerkit';
import { structuredLogger } from 'brokerkit/observability';
import * as client from 'prom-client';
import type { HostSettings } from '../../../examples/express-host/src/config/host-settings.ts';
import { readSettings } from '../../../examples/express-host/src/config/read-settings.ts';
import { openHost } from '../../../examples/express-host/src/host/open-host.ts';
import type { RunningHost } from '../../../examples/express-host/src/host/running-host.ts';

const logger = structuredLogger({ sink: { debug() {}, info() {}, warn() {}, error() {} } });

/** The settings of a host that is told nothing, in memory, whose second cycle is far away. */
export function someSettings(changes: Partial<HostSettings> = {}): HostSettings {
  const settings = readSettings({ argv: ['--data', 'memory', '--interval', '10'], env: {}, readFile: () => null });
  if (settings === 'help') throw new Error('There are no settings in a help text.');
  return { ...settings, ...changes };
}

/** A host in memory that trades, and runs no second cycle by itself. */
export async function aHost(changes: Partial<HostSettings> = {}): Promise<RunningHost> {
  const host = await openHost(someSettings(changes), { clock: new SystemClock(), uuid: randomUUID, logger, client });
  await host.start();
  return host;
}
