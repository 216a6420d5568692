import { describe, expect, it } from 'vitest';
import { decisionIdOf, readClientOrderId } from '../../../src/domain/client-order-id.ts';
import { OrderNames } from '../../../src/engine/order-names.ts';
import { randomIds } from '../../../src/engine/random-ids.ts';
import { countingIds } from '../../../src/testing/counting-ids.ts';

const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';

function names(taken: readonly string[] = []): OrderNames {
  return new OrderNames({ ids: randomIds(), isTaken: (id) => taken.includes(id), isReplay: false });
}

describe('the orders of a decision', () => {
  it('are named by its UUID, their role and an attempt that counts up', () => {
    const made = names();
    const parts = [made.next('entry', UUID), made.next('entry', UUID), made.next('exit', UUID)].map(readClientOrderId);
    expect(parts).toEqual([
      { uuid: UUID, role: 'entry', attempt: 1 },
      { uuid: UUID, role: 'entry', attempt: 2 },
      { uuid: UUID, role: 'exit', attempt: 1 },
    ]);
  });

  it('leave out the attempts that are taken', () => {
    const first = names().next('entry', UUID);
    expect(readClientOrderId(names([first]).next('entry', UUID))?.attempt).toBe(2);
  });

  it('go on after the attempts of a former run', () => {
    const former = names();
    const newest = [former.next('stop_loss', UUID), former.next('stop_loss', UUID)].at(-1) ?? '';
    const now = names();
    now.met(newest);
    expect(readClientOrderId(now.next('stop_loss', UUID))?.attempt).toBe(3);
  });
});

describe('an order without a decision that has a UUID', () => {
  it.each([null, 'decision-1'])('draws a UUID of its own where the decision is %s', (decisionId) => {
    const made = names();
    const [one, other] = [made.next('exit', decisionId), made.next('exit', decisionId)];
    expect(readClientOrderId(one)).toMatchObject({ role: 'exit', attempt: 1 });
    expect(decisionIdOf(one)).not.toBe(decisionIdOf(other));
  });

  it('keeps its drawn id as it is in a replay', () => {
    const made = new OrderNames({ ids: countingIds('T'), isTaken: () => false, isReplay: true });
    expect(made.next('entry', null)).toBe('T000000000000000000001');
  });
});
