import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const CHOSEN = 'brokerkit.theme';
const system = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  system.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener('change', listener);
  };
}

function themeNow(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return system.matches ? 'dark' : 'light';
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, themeNow);
}

/** A choice that is what the system says anyway is none: the page goes on to follow the system. */
export function chooseTheme(theme: Theme): void {
  const isSystems = (theme === 'dark') === system.matches;
  if (isSystems) {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(CHOSEN);
  } else {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(CHOSEN, theme);
  }
  for (const tell of listeners) tell();
}
