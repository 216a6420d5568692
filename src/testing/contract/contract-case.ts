import type { Bench } from './bench.ts';
import type { ControlName } from './contract.ts';

/** One claim about every broker. */
export interface ContractCase {
  readonly name: string;
  /** What the case cannot do without; nothing: it runs against a real account. */
  readonly needs: readonly ControlName[];
  /** Whether the broker is connected before the case begins. */
  readonly connected: boolean;
  readonly run: (bench: Bench) => Promise<void>;
}

/** Cases about one subject. */
export interface ContractSubject {
  readonly title: string;
  readonly cases: readonly ContractCase[];
}

interface CaseOptions {
  readonly needs?: readonly ControlName[];
  /** Default true. */
  readonly connected?: boolean;
}

/** Collects the cases of a subject: `subject('…', (it) => { it('…', async (bench) => { … }) })`. */
export function subject(
  title: string,
  collect: (it: (name: string, run: ContractCase['run'], options?: CaseOptions) => void) => void,
): ContractSubject {
  const cases: ContractCase[] = [];
  collect((name, run, options = {}) => {
    cases.push({ name, run, needs: options.needs ?? [], connected: options.connected ?? true });
  });
  return { title, cases };
}
