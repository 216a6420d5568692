import type { StoreSubject } from '../store-case.ts';
import { allStores } from './all-stores.ts';
import { decisions } from './decisions.ts';
import { executions } from './executions.ts';
import { journal } from './journal.ts';
import { logs } from './logs.ts';
import { paging } from './paging.ts';
import { portfolio } from './portfolio.ts';
import { settings } from './settings.ts';

/** Everything that is claimed of stores, by subject. */
export const STORE_SUBJECTS: readonly StoreSubject[] = [
  decisions,
  portfolio,
  executions,
  logs,
  settings,
  journal,
  paging,
  allStores,
];
