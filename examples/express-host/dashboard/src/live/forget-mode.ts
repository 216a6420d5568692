import type { QueryClient } from '@tanstack/react-query';
import { modeQuery, type Topic } from '../api/queries.ts';

/** What is the same in every mode. */
const KEPT: readonly string[] = ['runtime-mode', 'scheduler', 'prices', 'candles', 'alerts'] satisfies Topic[];

/** Nothing of one mode may show in another. */
export function forgetMode(client: QueryClient): void {
  void client.resetQueries({ predicate: ({ queryKey }) => !KEPT.includes(String(queryKey[0])) });
}

/** Forgets the mode before, however the page comes to know of another one: told, read, or asked for here. */
export function watchMode(client: QueryClient): () => void {
  const modeNow = () => client.getQueryData(modeQuery.queryKey)?.mode;
  let known = modeNow();
  return client.getQueryCache().subscribe(({ query }) => {
    if (query.queryKey[0] !== modeQuery.queryKey[0]) return;
    const before = known;
    known = modeNow() ?? before;
    if (before !== undefined && known !== before) forgetMode(client);
  });
}
