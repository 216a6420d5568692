import { SeededRandom } from '../domain/seeded-random.ts';

/** UUIDs that a seed draws: a run that is repeated gives its decisions the same ids. */
export function seededUuids(seed: number): () => string {
  const random = new SeededRandom(seed);
  const digits = (count: number): string => Array.from({ length: count }, () => random.below(16).toString(16)).join('');
  return () => `${digits(8)}-${digits(4)}-4${digits(3)}-${'89ab'[random.below(4)]}${digits(3)}-${digits(12)}`;
}
