/** Where new ids come from: random in a live host, counted in tests and simulations. */
export interface IdSource {
  /** 22 letters and digits, never given before: base-62 digits of a UUID, where the ids are to be read back. */
  next(): string;
}
