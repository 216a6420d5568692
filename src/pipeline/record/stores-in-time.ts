import { PersistenceError } from '../../errors/index.ts';
import type { CancelTimer, Clock } from '../../ports/clock.ts';
import type { Stores } from '../../ports/stores.ts';

/** What a cycle asks of stores. */
export type CycleRecords = Pick<
  Stores,
  'decisions' | 'portfolio' | 'executions' | 'risk' | 'lessons' | 'costs' | 'state'
>;

/**
 * Stores of which no call takes longer than that: a store that does not answer is one that cannot be reached, and keeps no
 * close waiting. What was to be written may be written all the same; to write it again changes nothing.
 */
export function storesInTime(stores: CycleRecords, clock: Clock, timeoutMs: number): CycleRecords {
  const inTime = <T extends object>(part: T, name: string): T =>
    new Proxy(part, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => answered(Reflect.apply(value, target, given), `${name}.${String(key)}`);
      },
    });
  const answered = (answer: unknown, name: string): unknown => {
    if (!(answer instanceof Promise)) return answer;
    let cancel: CancelTimer = () => {};
    const late = new Promise<never>((_, reject) => {
      cancel = clock.schedule(timeoutMs, () => reject(tooLate(name, timeoutMs)));
    });
    return Promise.race([answer, late]).finally(() => cancel());
  };
  const { decisions, portfolio, executions, risk, lessons, costs, state } = stores;
  return {
    decisions: inTime(decisions, 'decisions'),
    portfolio: inTime(portfolio, 'portfolio'),
    executions: inTime(executions, 'executions'),
    risk: inTime(risk, 'risk'),
    lessons: inTime(lessons, 'lessons'),
    costs: inTime(costs, 'costs'),
    state: inTime(state, 'state'),
  };
}

function tooLate(name: string, timeoutMs: number): PersistenceError {
  return new PersistenceError(`The store did not answer ${name} within ${timeoutMs} ms.`, {
    code: 'store/unavailable',
    advice: { retry: 'after', delayMs: timeoutMs },
    details: { name, timeoutMs },
  });
}
