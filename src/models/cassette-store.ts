/** Where a cassette keeps its lines. */
export interface CassetteStore {
  /** What errors call it. */
  readonly name: string;
  /** Every line, oldest first; none where nothing was ever recorded. @throws {PersistenceError} `store/unavailable`. */
  read(): Promise<readonly string[]>;
  /** Adds one line behind the others. @throws {PersistenceError} `store/unavailable`. */
  append(line: string): Promise<void>;
}

/** Keeps a cassette in memory; what was recorded elsewhere may be given. */
export function memoryCassette(lines: readonly string[] = []): CassetteStore {
  const kept = [...lines];
  return {
    name: 'in memory',
    read: async () => [...kept],
    append: async (line) => {
      kept.push(line);
    },
  };
}
