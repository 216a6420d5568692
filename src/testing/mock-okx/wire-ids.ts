/** Ids as OKX draws them: long rising numbers in strings. The same calls give the same ids. */
export class WireIds {
  #next: bigint;

  constructor(seed: number) {
    this.#next = 1_000_000_000_000_000_000n + BigInt(Math.trunc(seed)) * 1_000_000_000n;
  }

  /** Of an order, an algo order, a bill or a position. */
  draw(): string {
    this.#next += 4_096n;
    return this.#next.toString();
  }
}
