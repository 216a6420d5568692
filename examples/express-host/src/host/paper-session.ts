import { createBroker, type Metrics, okxMarket, type Stores } from 'brokerkit';
import { readsMarket } from 'brokerkit/pipeline';
import type { HostSettings, OkxSettings } from '../config/host-settings.ts';
import { type HostSession, hostSession, type SessionTerms } from './host-session.ts';

/** Trading on OKX demo trading, or on a mock of it, with a key; nothing is asked of it yet. */
export function paperSession(
  stores: Stores,
  okx: OkxSettings,
  {
    symbols,
    risk,
    okxRequests,
    venue,
  }: Pick<HostSettings, 'symbols' | 'risk' | 'okxRequests'> & { readonly venue: string },
  terms: SessionTerms,
): HostSession {
  const { clock, logger } = terms;
  const telemetry = terms.telemetry('paper');
  const metrics = besideBroker(telemetry.metrics);
  const { apiKey, secretKey, passphrase } = okx;
  const { perSecond, retries, timeoutMs } = okxRequests;
  const endpoints = okx.endpoints === null ? {} : { endpoints: okx.endpoints };
  const market = okxMarket({ environment: 'demo', instruments: symbols, clock, logger, metrics, ...endpoints });
  return hostSession(
    {
      ...{ mode: 'paper', venue, stores, telemetry },
      market: readsMarket(market.data, clock),
      makeBroker: (given) =>
        createBroker(
          {
            ...{ kind: 'okx_demo', apiKey, secretKey, passphrase, ...endpoints },
            ...{ instruments: symbols, risk, portfolioId: stores.scope.portfolioId },
            ...(timeoutMs === null ? {} : { commandTimeoutMs: timeoutMs }),
            ...(retries === null ? {} : { readAttempts: retries + 1 }),
            ...(perSecond === null ? {} : { requestsPerSecond: perSecond }),
          },
          { ...given, clock, logger, journal: stores.journal, stateStore: stores.state },
        ),
      connect: () => market.connect(),
      close: () => market.close(),
    },
    terms,
  );
}

/** Counts what the market's own line does; how many wait is a level, and stays that of the broker's line. */
function besideBroker(metrics: Metrics): Metrics {
  return {
    count: (...told) => metrics.count(...told),
    observe: (name, ...told) => {
      if (name !== 'brokerkit_request_queue') metrics.observe(name, ...told);
    },
  };
}
