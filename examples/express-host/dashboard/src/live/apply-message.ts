import type { QueryClient } from '@tanstack/react-query';
import type { AlertView, LiveMessage, PriceView } from '../../../src/contract/index.ts';
import {
  alertsQuery,
  decisionQuery,
  modeQuery,
  portfolioQuery,
  pricesQuery,
  schedulerQuery,
  type Topic,
} from '../api/queries.ts';
import { forgetMode } from './forget-mode.ts';

/** What of the lists a message makes old; they are read again, in one go. */
const MADE_OLD: Partial<Record<LiveMessage['type'], readonly Topic[]>> = {
  order: ['orders', 'latency', 'decision'],
  fill: ['fills', 'portfolio', 'decision'],
  position_closed: ['closed-positions', 'portfolio', 'calibration', 'exposure', 'decision', 'equity'],
  decision: ['decisions', 'portfolio', 'exposure', 'risk-journal', 'decision'],
  scheduler: ['equity', 'audit', 'risk-journal'],
  runtime_mode: ['audit'],
  alert: ['risk-journal', 'alerts'],
};

/** Puts what was told into what the page knows. */
export function applyMessage(client: QueryClient, message: LiveMessage, makeOld: (topics: readonly Topic[]) => void) {
  switch (message.type) {
    case 'prices':
      client.setQueryData(pricesQuery.queryKey, (known) => ({ items: merged(known?.items ?? [], message.items) }));
      break;
    case 'portfolio_update': {
      const { mode, venue, account, positions, openOrders } = message;
      const before = client.getQueryData(portfolioQuery.queryKey)?.mode;
      // Its trades and decisions would be those of another mode.
      if (before !== undefined && before !== mode) return forgetMode(client);
      client.setQueryData(
        portfolioQuery.queryKey,
        (known) => known && { ...known, mode, venue, account, positions, openOrders, source: 'broker' as const },
      );
      break;
    }
    case 'scheduler':
      client.setQueryData(schedulerQuery.queryKey, message.scheduler);
      break;
    case 'runtime_mode':
      client.setQueryData(modeQuery.queryKey, message.runtimeMode);
      break;
    case 'alert':
      // One of them is not all of them.
      client.setQueryData(alertsQuery.queryKey, (known) => known && { items: withAlert(known.items, message.alert) });
      break;
    case 'decision': {
      const key = decisionQuery(message.decision.decision_log_id).queryKey;
      client.setQueryData(key, (known) => known && { ...known, summary: message.decision });
      break;
    }
    default:
      break;
  }
  makeOld(MADE_OLD[message.type] ?? []);
}

function merged(known: readonly PriceView[], news: readonly PriceView[]): PriceView[] {
  const byInstrument = new Map(known.map((price) => [price.instrument, price]));
  for (const price of news) byInstrument.set(price.instrument, price);
  return [...byInstrument.values()];
}

function withAlert(known: readonly AlertView[], alert: AlertView): AlertView[] {
  const others = known.filter(({ id }) => id !== alert.id);
  return [alert, ...others];
}
