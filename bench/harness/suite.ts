import type { Contestant, Trial } from './contestant.ts';

/** What brokerkit promises: a ratio to another contestant, or a time. */
export type Claim = RatioClaim | TimeClaim;

export interface RatioClaim {
  readonly text: string;
  readonly contestant: string;
  readonly against: string;
  /**
   * `speed`: how many times faster, a higher figure is better.
   * `time`, `cpu` (processor time), `p95` and `memory`: share of the other's, a lower figure is better.
   */
  readonly measure: 'speed' | 'time' | 'cpu' | 'p95' | 'memory';
  readonly target: number;
}

export interface TimeClaim {
  readonly text: string;
  readonly contestant: string;
  /** The middle one of many tasks, or the one that 95 of 100 are at most as long as. */
  readonly measure: 'p50' | 'p95';
  /** At most so many ms. */
  readonly target: number;
}

/** Whether the run that is timed is the first of its process, or follows one on the same input. */
export type Start = 'cold' | 'warm';

/** What a benchmark says about itself, whatever its input. */
interface Description {
  readonly name: string;
  readonly title: string;
  /** What one step of the input is called, as in "ns per bar". */
  readonly unit: string;
  /** Steps in the measured input; 1 where only the whole is of interest. */
  readonly size: number;
  readonly start: Start;
  readonly rounds: number;
  /** Those of the contestants that are timed, in the order of the rounds. */
  readonly timed: readonly string[];
  readonly claims: readonly Claim[];
  /** Lines under the table: what the figures include and what they do not. */
  readonly notes: readonly string[];
}

/** Asks a contestant, in a fresh process, for its result on an input of that size. */
export type Ask<Result> = (contestant: string, size: number) => Promise<Result>;

export interface SuiteDefinition<Input, Result> extends Description {
  input(size: number): Input;
  /** Loaded on demand: a process holds the code of its own contestant and of no other. */
  readonly contestants: Readonly<Record<string, () => Promise<Contestant<Input, Result>>>>;
  /** Runs before anything is timed; throws `Mismatch` when results differ. */
  verify(ask: Ask<Result>): Promise<void>;
}

/** One benchmark: the input, who takes part, when the results are right, and what is promised. */
export interface Suite extends Description {
  /** Makes a contestant ready for an input of that size. */
  enter(contestant: string, size: number): Promise<{ readonly name: string; readonly trial: Trial<unknown> }>;
  /** Runs before anything is timed; throws `Mismatch` when results differ. */
  verify(ask: Ask<unknown>): Promise<void>;
}

export function defineSuite<Input, Result>(definition: SuiteDefinition<Input, Result>): Suite {
  return {
    ...definition,
    async enter(name, size) {
      const contestant = await definition.contestants[name]?.();
      if (!contestant) throw new Error(`There is no contestant ${definition.name}/${name}.`);
      return { name: contestant.name, trial: await contestant.prepare(definition.input(size)) };
    },
    verify(ask) {
      // The answer of a contestant of this suite comes back as it was sent, by way of JSON.
      return definition.verify(async (contestant, size) => (await ask(contestant, size)) as Result);
    },
  };
}
