/** Orders go round; an account may trade with itself, as it does in the other books, which know no accounts. */
export const ACCOUNTS = ['first', 'second', 'third', 'fourth'] as const;

/** The account that places the order of an operation. */
export function accountOf(index: number): string {
  return ACCOUNTS[index & 3]!;
}
