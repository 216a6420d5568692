import { SeededRandom } from '../../../domain/seeded-random.ts';
import type { RouteTarget } from '../routes/route-target.ts';
import {
  FAULT_KINDS,
  type FaultKind,
  type FaultMoment,
  type FaultOptions,
  type FaultTarget,
  LOST_ANSWERS,
  type MockFaultRecord,
} from './fault-kind.ts';

/** A fault that is about to happen to a call. */
export interface DueFault {
  readonly kind: FaultKind;
  readonly when: FaultMoment;
  readonly options: FaultOptions;
}

/** A call as faults see it. */
export interface FaultableCall {
  readonly target: RouteTarget;
  /** Method and path. */
  readonly route: string;
  readonly at: number;
}

/** Faults that come by chance, from a seed. */
export interface RandomFaults {
  /** Share of the calls, from 0 to 1. */
  readonly rate: number;
  readonly seed?: number;
  /** Default: those that lose an answer, and `delay`. */
  readonly kinds?: readonly FaultKind[];
  /** Default `any_command`. */
  readonly target?: FaultTarget;
  /** Default: before and after execution, each as often. */
  readonly when?: FaultMoment;
  readonly delayMs?: number;
}

interface Planned {
  readonly target: FaultTarget;
  readonly kind: FaultKind;
  readonly when: FaultMoment;
  readonly options: FaultOptions;
  readonly hits: { at: number; route: string }[];
  fired: number;
  left: number;
  /** Of `read_back`: the command has been executed, so the next read is hit. */
  isArmed: boolean;
}

interface Chance {
  readonly random: SeededRandom;
  readonly terms: RandomFaults;
  readonly record: Planned;
}

/** Makes the calls to a mock exchange go wrong. */
export interface MockFaultControl {
  /** The next calls of a kind go wrong. Of several faults for one call the oldest happens. */
  failNext(target: FaultTarget, kind: FaultKind, options?: FaultOptions): MockFaultRecord;
  /** Calls go wrong by chance, until `stop` is called. */
  random(terms: RandomFaults): { readonly record: MockFaultRecord; stop(): void };
  /** Every fault that was asked for. */
  readonly records: readonly MockFaultRecord[];
  /** Scripted faults that have not happened as often as they were to. */
  readonly pending: readonly MockFaultRecord[];
  /** Nothing goes wrong from now on; the records stay. */
  clear(): void;
}

/** The faults of a mock exchange: scripted ones first, then those that come by chance. */
export class MockFaults implements MockFaultControl {
  readonly #planned: Planned[] = [];
  readonly #chances: Chance[] = [];
  readonly #records: Planned[] = [];

  /** The next calls of a kind go wrong. Of several faults for one call the oldest happens. */
  failNext(target: FaultTarget, kind: FaultKind, options: FaultOptions = {}): MockFaultRecord {
    const lost = (LOST_ANSWERS as readonly FaultKind[]).includes(kind);
    const when = options.when ?? (lost ? 'after_execution' : 'before_execution');
    const left = options.times ?? 1;
    const planned: Planned = { target, kind, when, options, hits: [], fired: 0, left, isArmed: when !== 'read_back' };
    this.#planned.push(planned);
    this.#records.push(planned);
    return planned;
  }

  /** Calls go wrong by chance; ends with what it returns. */
  random(terms: RandomFaults): { readonly record: MockFaultRecord; stop(): void } {
    const kinds = terms.kinds ?? [...LOST_ANSWERS, 'delay'];
    const record: Planned = {
      target: terms.target ?? 'any_command',
      kind: kinds[0] ?? 'reset',
      when: terms.when ?? 'after_execution',
      options: {},
      hits: [],
      fired: 0,
      left: Number.POSITIVE_INFINITY,
      isArmed: true,
    };
    const chance: Chance = { random: new SeededRandom(terms.seed ?? 1), terms: { ...terms, kinds }, record };
    this.#chances.push(chance);
    this.#records.push(record);
    return {
      record,
      stop: () => {
        this.#chances.splice(this.#chances.indexOf(chance), 1);
      },
    };
  }

  /** Every fault that was asked for. */
  get records(): readonly MockFaultRecord[] {
    return this.#records;
  }

  /** Scripted faults that have not happened as often as they were to. */
  get pending(): readonly MockFaultRecord[] {
    return this.#planned.filter(({ left }) => left > 0);
  }

  /** Nothing goes wrong from now on; the records stay. */
  clear(): void {
    this.#planned.length = 0;
    this.#chances.length = 0;
  }

  /** @internal The fault that hits a call, which counts as having happened; `null` for most calls. */
  take(call: FaultableCall): DueFault | null {
    const isRead = call.target.startsWith('read_');
    const planned = this.#planned.find(
      ({ left, when, isArmed, target }) =>
        left > 0 && isArmed && (when === 'read_back' ? isRead && call.target !== 'read_market' : isMeant(target, call)),
    );
    if (planned !== undefined) {
      hit(planned, call);
      planned.left -= 1;
      if (planned.left === 0) this.#planned.splice(this.#planned.indexOf(planned), 1);
      return {
        kind: planned.kind,
        when: planned.when === 'read_back' ? 'after_execution' : planned.when,
        options: planned.options,
      };
    }
    for (const { random, terms, record } of this.#chances) {
      if (!isMeant(record.target, call) || random.fraction() >= terms.rate) continue;
      const kinds = terms.kinds ?? FAULT_KINDS;
      const kind = kinds[random.below(kinds.length)] ?? 'reset';
      const when = terms.when ?? (random.below(2) === 0 ? 'before_execution' : 'after_execution');
      hit(record, call);
      return { kind, when, options: terms.delayMs === undefined ? {} : { delayMs: terms.delayMs } };
    }
    return null;
  }

  /** @internal A command was executed: the faults of its reads are due. */
  executed(call: FaultableCall): void {
    for (const planned of this.#planned) {
      if (planned.when === 'read_back' && isMeant(planned.target, call)) planned.isArmed = true;
    }
  }
}

function hit(planned: Planned, call: FaultableCall): void {
  planned.fired += 1;
  planned.hits.push({ at: call.at, route: call.route });
}

function isMeant(target: FaultTarget, call: FaultableCall): boolean {
  if (target === 'any' || target === call.target || target === call.route) return true;
  const isRead = call.target.startsWith('read_');
  return target === (isRead ? 'any_read' : 'any_command');
}
