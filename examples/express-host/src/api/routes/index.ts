import type { Route } from '../route.ts';
import { ACCOUNT_ROUTES } from './account-routes.ts';
import { CONTROL_ROUTES } from './control-routes.ts';
import { DECISION_ROUTES } from './decision-routes.ts';
import { MARKET_ROUTES } from './market-routes.ts';
import { OPERATION_ROUTES } from './operation-routes.ts';

/** Everything that the API answers. Routing, validation and the documents are made from it. */
export const ROUTES: readonly Route[] = [
  ...ACCOUNT_ROUTES,
  ...DECISION_ROUTES,
  ...CONTROL_ROUTES,
  ...MARKET_ROUTES,
  ...OPERATION_ROUTES,
];

export { LIVE_SOCKET } from './paths.ts';
