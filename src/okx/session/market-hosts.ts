import { OKX_ENVIRONMENTS, type OkxEnvironment, type OkxRegion } from '../../config.ts';
import { ConfigurationError } from '../../errors/index.ts';
import { demoHosts, type OkxHosts } from './hosts.ts';

const LIVE_HOSTS: Readonly<Record<OkxRegion, OkxHosts>> = {
  global: { rest: 'https://www.okx.com', ws: 'wss://ws.okx.com:8443/ws/v5' },
  eea: { rest: 'https://eea.okx.com', ws: 'wss://wseea.okx.com:8443/ws/v5' },
  us: { rest: 'https://us.okx.com', ws: 'wss://wsus.okx.com:8443/ws/v5' },
};

/** The hosts of a market. @throws {ConfigurationError} `config/invalid` for a region or an environment that OKX does not have. */
export function marketHosts(environment: OkxEnvironment, region: OkxRegion): OkxHosts {
  const hosts = OKX_ENVIRONMENTS.includes(environment) ? LIVE_HOSTS[region] : undefined;
  if (hosts === undefined) {
    throw new ConfigurationError(`OKX has no market "${environment}" in the region "${region}".`, {
      code: 'config/invalid',
      details: { environment, region },
    });
  }
  return environment === 'demo' ? demoHosts(region) : hosts;
}
