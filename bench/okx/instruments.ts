/** So many swaps, with the limits of OKX each: 60 orders in 2 s. */
export function swapIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `C${String(index).padStart(2, '0')}-USDT-SWAP`);
}

/** The instrument of the suites that need one. */
export const SWAP_ID = 'C00-USDT-SWAP';

/** As ccxt calls it. */
export function unifiedSymbol(instId: string): string {
  const [base, quote] = instId.split('-');
  return `${base}/${quote}:${quote}`;
}
