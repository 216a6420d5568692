/** A column of numbers that grows while a file is read, without an object per row. */
export class GrowingColumn {
  #values: Float64Array;
  #length = 0;

  constructor(capacity = 1024) {
    this.#values = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** The value pushed last; `NaN` before the first. */
  newest(): number {
    return this.#length === 0 ? Number.NaN : this.#values[this.#length - 1]!;
  }

  floats(): Float64Array {
    return this.#values.slice(0, this.#length);
  }

  /** As 32-bit integers where every value is one, else as doubles: half the memory for prices in ticks. */
  integers(): Int32Array | Float64Array {
    const values = this.#values.subarray(0, this.#length);
    for (const value of values) if (value !== (value | 0)) return values.slice();
    return Int32Array.from(values);
  }
}
