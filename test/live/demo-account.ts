import { okxDemoFromEnv } from '../../src/config.ts';
import { isBrokerError } from '../../src/errors/index.ts';
import { createBroker, type OkxDemoBrokerConfig } from '../../src/index.ts';
import type { BaseBroker } from '../../src/ports/broker.ts';

/** The instruments that live tests trade, in the smallest quantities. */
export const SWAP = 'BTC-USDT-SWAP';
export const SPOT = 'BTC-USDT';

/**
 * The account of the environment, or `null` where its keys are not set. With `BROKERKIT_LIVE_REST` and `BROKERKIT_LIVE_WS`
 * it is one of a mock on this machine: so the live tests themselves can be tried out.
 */
export function demoAccount(env: NodeJS.ProcessEnv = process.env): OkxDemoBrokerConfig | null {
  try {
    const { BROKERKIT_LIVE_REST: rest, BROKERKIT_LIVE_WS: ws } = env;
    const elsewhere = rest === undefined || ws === undefined ? {} : { endpoints: { rest, ws } };
    return { ...okxDemoFromEnv(env), instruments: [SWAP, SPOT], ...elsewhere };
  } catch (error) {
    if (isBrokerError(error, 'config/missing_variable')) return null;
    throw error;
  }
}

/** What is said of a test that cannot run, after its name. */
export const WITHOUT_KEYS =
  '(skipped: OKX_DEMO_API_KEY, OKX_DEMO_SECRET_KEY and OKX_DEMO_PASSPHRASE are not all set; docs/okx-setup.md)';

/** A name that says why it is skipped, where it is. */
export function liveName(name: string): string {
  return demoAccount() === null ? `${name} ${WITHOUT_KEYS}` : name;
}

/** A broker on the account. */
export function aDemoBroker(): BaseBroker {
  return createBroker({ ...okxDemoFromEnv(), ...demoAccount() });
}
