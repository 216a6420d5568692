import { useSyncExternalStore } from 'react';

export const VIEWS = ['overview', 'decisions', 'trades', 'model', 'operations'] as const;
export type View = (typeof VIEWS)[number];

/** What the part of the address after `#` says: a view, and perhaps a decision that lies open above it. */
export interface Route {
  readonly view: View;
  readonly decision: string | null;
}

export function readRoute(hash: string): Route {
  const [view, what, id] = hash.replace(/^#\/?/, '').split('/');
  return {
    view: VIEWS.find((name) => name === view) ?? 'overview',
    decision: what === 'decision' && id !== undefined && id !== '' ? decodedId(id) : null,
  };
}

function decodedId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

export function hashOf({ view, decision }: Route): string {
  return decision === null ? `#/${view}` : `#/${view}/decision/${encodeURIComponent(decision)}`;
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return readRoute(hash);
}

export function goTo(route: Route): void {
  window.location.hash = hashOf(route);
}
