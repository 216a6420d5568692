const TOKEN = 'brokerkit.token';
const NAME = 'brokerkit.operator';
const listeners = new Set<() => void>();

/** Kept for this tab only, and never part of an address. */
export function readToken(): string | null {
  return sessionStorage.getItem(TOKEN);
}

/** Who asks, for the audit log; empty where nobody said so. */
export function readName(): string {
  return sessionStorage.getItem(NAME) ?? '';
}

export function keepToken(token: string, by: string): void {
  sessionStorage.setItem(TOKEN, token);
  sessionStorage.setItem(NAME, by);
  for (const tell of listeners) tell();
}

export function forgetToken(): void {
  sessionStorage.removeItem(TOKEN);
}

export function whenTokenIsGiven(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
