import { describe, expect, it } from 'vitest';
import { type ControlName, describeBroker } from '../../src/testing/index.ts';

/** A runner that only writes down what it is asked to run. */
function registered(controls: readonly ControlName[]) {
  const run: string[] = [];
  const skipped: string[] = [];
  const note = (name: string) => {
    run.push(name);
  };
  const register = Object.assign(note, { skip: (name: string) => skipped.push(name) });
  const make = () => expect.unreachable('nothing is made before a case runs');
  describeBroker('some broker', make, { describe: (_name, body) => body(), it: register }, { controls });
  return { run, skipped };
}

describe('the broker contract', () => {
  it('has at least 90 cases, each with a name of its own', () => {
    const { run, skipped } = registered(['market', 'clock', 'faults']);
    expect(new Set(run).size).toBe(run.length);
    expect(run.length).toBeGreaterThanOrEqual(90);
    expect(skipped).toEqual([]);
  });

  it('has at least 60 cases that need no control, so that they run on a real account', () => {
    expect(registered([]).run.length).toBeGreaterThanOrEqual(60);
  });

  it('names what it skips and which controls are missing', () => {
    const { run, skipped } = registered(['market', 'clock']);
    expect(skipped.length).toBeGreaterThanOrEqual(15);
    for (const name of skipped) expect(name).toMatch(/\(skipped: needs faults\)$/);
    expect(run.length + skipped.length).toBe(registered(['market', 'clock', 'faults']).run.length);
  });
});
