import type { Quota } from '../../../../src/transport/quota.ts';
import type { Abortable, CommandRequest, ReadRequest } from '../../../../src/transport/request.ts';

export function aQuota(facts: Partial<Quota> = {}): Quota {
  return { id: 'trade/order', limit: 3, windowMs: 2000, ...facts };
}

type Facts<R> = Partial<Omit<R, 'attempt' | 'kind'>> & { readonly quota?: Quota };

export function aCommand<T>(
  attempt: (call: Abortable) => Promise<T>,
  { quota = aQuota(), ...facts }: Facts<CommandRequest<T>> = {},
): CommandRequest<T> {
  return {
    kind: 'command',
    name: 'place',
    quotas: [{ quota }],
    priority: 'open',
    deadlineMs: 10_000,
    attempt,
    ...facts,
  };
}

export function aRead<T>(
  attempt: (call: Abortable) => Promise<T>,
  { quota = aQuota({ id: 'account/positions' }), ...facts }: Facts<ReadRequest<T>> = {},
): ReadRequest<T> {
  return {
    kind: 'read',
    name: 'positions',
    quotas: [{ quota }],
    priority: 'read',
    deadlineMs: 10_000,
    attempt,
    ...facts,
  };
}
