import { ModelError } from '../errors/index.ts';

/** What is known of a model's id. */
export interface KnownModel {
  readonly provider: string;
  readonly id: string;
  /** From when on it is not offered any more, epoch ms; `null` while no end is known. */
  readonly retiredAt: number | null;
  /** What to ask for instead; `null` where nothing takes its place. */
  readonly successor: string | null;
}

/**
 * Ids that we know to be offered or retired. Others may be asked for all the same.
 *
 * @see https://api-docs.deepseek.com/updates
 */
export const KNOWN_MODELS: readonly KnownModel[] = [
  { provider: 'deepseek', id: 'deepseek-flash', retiredAt: null, successor: null },
  { provider: 'deepseek', id: 'deepseek-v4-pro', retiredAt: null, successor: null },
  // Still taken, and answered by deepseek-flash at its price.
  { provider: 'deepseek', id: 'deepseek-v4-flash', retiredAt: null, successor: 'deepseek-flash' },
  { provider: 'deepseek', id: 'deepseek-chat', retiredAt: Date.UTC(2026, 6, 24), successor: 'deepseek-flash' },
  { provider: 'deepseek', id: 'deepseek-reasoner', retiredAt: Date.UTC(2026, 6, 24), successor: 'deepseek-flash' },
];

/** The house behind a provider's name: the `ai` SDK calls DeepSeek's chat `deepseek.chat`. */
export function houseOf(provider: string): string {
  return provider.split('.')[0] ?? provider;
}

/**
 * Stops before a model is asked for that is not offered any more; passes ids that nobody knows.
 *
 * @throws {ModelError} `model/retired` naming the successor.
 */
export function requireOffered(provider: string, id: string, now: number): void {
  const known = KNOWN_MODELS.find((model) => model.provider === houseOf(provider) && model.id === id);
  if (known === undefined || known.retiredAt === null || now < known.retiredAt) return;
  const day = new Date(known.retiredAt).toISOString().slice(0, 10);
  const instead = known.successor === null ? 'Choose another model.' : `Ask for ${known.successor} instead.`;
  throw new ModelError(`${id} of ${provider} was retired on ${day}. ${instead}`, {
    code: 'model/retired',
    details: { provider, model: id, retiredAt: day, successor: known.successor },
  });
}
