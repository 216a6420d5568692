/** Where new ids come from: random in a live host, counted in tests and simulations. */
export interface IdSource {
  /** 22 letters and digits, never given before. */
  next(): string;
}
