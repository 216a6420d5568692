import type { RuntimeMode } from '../domain/runtime-mode.ts';
import type { ClientGauge, Reading, SeriesLabels } from './prometheus-client.ts';

/** A gauge whose series of one mode can be taken away together, or be read when it is scraped. */
export class GaugeOfModes {
  readonly client: ClientGauge;
  readonly #labelled: (mode: RuntimeMode, labels: SeriesLabels) => SeriesLabels;
  readonly #readings = new Map<RuntimeMode, () => readonly Reading[]>();
  /** The series that are there, by mode and then by their labels as text. */
  readonly #present = new Map<RuntimeMode, Map<string, SeriesLabels>>();

  constructor(
    make: (collect: () => void) => ClientGauge,
    labelled: (mode: RuntimeMode, labels: SeriesLabels) => SeriesLabels,
  ) {
    this.#labelled = labelled;
    this.client = make(() => this.#collect());
  }

  put(mode: RuntimeMode, labels: SeriesLabels, value: number | null): void {
    const all = this.#labelled(mode, labels);
    const key = JSON.stringify(all);
    const present = this.#of(mode);
    if (value === null || Number.isNaN(value)) {
      if (present.delete(key)) this.client.remove(all);
      return;
    }
    present.set(key, all);
    this.client.set(all, value);
  }

  read(mode: RuntimeMode, readings: () => readonly Reading[]): void {
    this.#readings.set(mode, readings);
  }

  end(mode: RuntimeMode): void {
    this.#readings.delete(mode);
    this.#clear(mode);
  }

  #collect(): void {
    for (const [mode, readings] of this.#readings) {
      this.#clear(mode);
      for (const { labels = {}, value } of readings()) this.put(mode, labels, value);
    }
  }

  #clear(mode: RuntimeMode): void {
    for (const labels of this.#of(mode).values()) this.client.remove(labels);
    this.#of(mode).clear();
  }

  #of(mode: RuntimeMode): Map<string, SeriesLabels> {
    let present = this.#present.get(mode);
    if (present === undefined) {
      present = new Map();
      this.#present.set(mode, present);
    }
    return present;
  }
}
