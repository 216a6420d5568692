import { randomUUID } from 'node:crypto';
import { SystemClock } from 'brokerkit';
import { structuredLogger } from 'brokerkit/observability';
import { type LanguageModel, scriptedModel } from 'brokerkit/pipeline';
import * as client from 'prom-client';
import type { HostSettings } from '../../../examples/express-host/src/config/host-settings.ts';
import { readSettings } from '../../../examples/express-host/src/config/read-settings.ts';
import { type HostDependencies, openHost } from '../../../examples/express-host/src/host/open-host.ts';
import type { RunningHost } from '../../../examples/express-host/src/host/running-host.ts';

const logger = structuredLogger({ sink: { debug() {}, info() {}, warn() {}, error() {} } });

/** The settings of a host that is told nothing, in memory, whose second cycle is far away. */
export function someSettings(
  changes: Partial<HostSettings> = {},
  env: Readonly<Record<string, string>> = {},
): HostSettings {
  const settings = readSettings({ argv: ['--data', 'memory', '--interval', '10'], env, readFile: () => null });
  if (settings === 'help') throw new Error('There are no settings in a help text.');
  return { ...settings, ...changes };
}

/** A model that buys whatever it does not hold, and keeps what it does; sure enough for every judge. */
export const BUYER: LanguageModel = scriptedModel(({ messages }) => {
  const prompt = messages.map(({ content }) => content).join('\n');
  const decisions = ['BTC-USDT-SWAP', 'ETH-USDT-SWAP'].map((symbol) => {
    const last = Number(new RegExp(`^## ${symbol}\\nlast ([\\d.]+)`, 'm').exec(prompt)?.[1]);
    const isHeld = new RegExp(`^${symbol} long `, 'm').test(prompt);
    const said = {
      symbol,
      confidence: 0.8,
      riskThesis: 'A test has to trade.',
      maxPain: 'None.',
      recoveryPlan: 'None.',
    };
    if (isHeld) return { ...said, action: 'hold' };
    const prices = { stop: Math.round(last * 0.97), target: Math.round(last * 1.05) };
    const statedRisk = { targetExposureFraction: 0.3, maxLoss: 100, valueAtRisk: null, maxDrawdownFraction: null };
    return { ...said, action: 'buy', size: 0.1, leverage: 3, limit: null, ...prices, statedRisk };
  });
  return JSON.stringify({ decisions, pauseCycles: 0 });
});

/** What a host stands on in a test. */
export function dependencies(): HostDependencies {
  return { clock: new SystemClock(), uuid: randomUUID, logger, client, model: BUYER };
}

/** A host in memory that trades, and runs no second cycle by itself. */
export async function aHost(changes: Partial<HostSettings> = {}): Promise<RunningHost> {
  const host = await openHost(someSettings(changes), dependencies());
  await host.start();
  return host;
}
