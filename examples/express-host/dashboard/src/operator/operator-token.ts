const TOKEN = 'brokerkit.token';
const NAME = 'brokerkit.operator';

/** Kept for this tab only, and never part of an address. */
export function readToken(): { readonly token: string; readonly by: string } | null {
  const token = sessionStorage.getItem(TOKEN);
  return token === null ? null : { token, by: readName() };
}

export function readName(): string {
  return sessionStorage.getItem(NAME) ?? '';
}

export function keepToken(token: string, by: string): void {
  sessionStorage.setItem(TOKEN, token);
  sessionStorage.setItem(NAME, by);
}

export function forgetToken(): void {
  sessionStorage.removeItem(TOKEN);
}
