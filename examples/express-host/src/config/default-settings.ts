import type { HostSettings } from './host-settings.ts';

/** What counts where nobody says otherwise: no key, no network, this machine alone. */
export const DEFAULT_SETTINGS: HostSettings = {
  ...{ host: '127.0.0.1', port: 8080 },
  ...{ dataFolder: 'data', databaseUrl: null },
  ...{ initialMode: 'simulator', isModeForced: false },
  symbols: ['BTC-USDT-SWAP', 'ETH-USDT-SWAP'],
  // Short enough that a person sees life; a model that costs money is asked every ten minutes.
  intervalMs: 30_000,
  minConfidence: '0.6',
  llm: { provider: 'scripted' },
  risk: { mode: 'enforce', limits: {} },
  ...{ okx: null, isMock: false },
  simulator: { balance: '10000', seed: 7 },
  failover: { after: 'stay', outageMs: 60_000 },
};
