import type { OkxRegion } from '../../config.ts';
import { ConfigurationError } from '../../errors/index.ts';

/** Where calls go. */
export interface OkxHosts {
  /** Origin, such as `https://www.okx.com`. */
  readonly rest: string;
  /** Up to, and without, `/public`, such as `wss://wspap.okx.com:8443/ws/v5`. */
  readonly ws: string;
}

/** Demo trading shares its REST host with live trading; its WebSocket has hosts of its own. */
const DEMO_HOSTS: Readonly<Record<OkxRegion, OkxHosts>> = {
  global: { rest: 'https://www.okx.com', ws: 'wss://wspap.okx.com:8443/ws/v5' },
  eea: { rest: 'https://eea.okx.com', ws: 'wss://wseeapap.okx.com:8443/ws/v5' },
  us: { rest: 'https://us.okx.com', ws: 'wss://wsuspap.okx.com:8443/ws/v5' },
};

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;

/**
 * The hosts of demo trading. Hosts of one's own are allowed on this machine only: a mock.
 *
 * @throws {ConfigurationError} `config/live_locked` for any other host.
 */
export function demoHosts(region: OkxRegion, own?: OkxHosts): OkxHosts {
  const hosts = own ?? DEMO_HOSTS[region];
  assertDemo(hosts);
  return hosts;
}

/** @throws {ConfigurationError} `config/live_locked` where a call could reach anything but demo trading or this machine. */
export function assertDemo({ rest, ws }: OkxHosts): void {
  const known = Object.values(DEMO_HOSTS);
  if (!isLoopback(rest) && !known.some((hosts) => hosts.rest === rest)) throw locked('REST', rest);
  if (!isLoopback(ws) && !known.some((hosts) => hosts.ws === ws)) throw locked('WebSocket', ws);
}

/**
 * Asserted before each dial: where a WebSocket goes is what tells demo trading from live trading.
 *
 * @throws {ConfigurationError} `config/live_locked` for a host that is neither demo trading's nor this machine.
 */
export function assertDemoSocket(url: string): void {
  if (isLoopback(url) || Object.values(DEMO_HOSTS).some(({ ws }) => url.startsWith(`${ws}/`))) return;
  throw locked('WebSocket', url);
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.test(new URL(url).hostname);
}

function locked(what: string, url: string): ConfigurationError {
  const host = URL.canParse(url) ? new URL(url).host : 'what is no address';
  return new ConfigurationError(
    `The ${what} of OKX demo trading would go to ${host}. Demo trading speaks to OKX's demo hosts, or to a mock on this machine; remove "endpoints" from the configuration or correct it.`,
    { code: 'config/live_locked', details: { host } },
  );
}
