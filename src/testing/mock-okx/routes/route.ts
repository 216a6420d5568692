import type { Answer } from '../envelope.ts';
import type { MockCore } from '../mock-core.ts';
import type { ExecutionTwist } from '../order-desk.ts';
import type { MockQuota } from '../rate-limits.ts';
import type { RestRequest } from '../rest-request.ts';
import type { RouteTarget } from './route-target.ts';

/** Who may call: anyone, a key that may read, a key that may trade. */
export type RouteAccess = 'public' | 'read' | 'trade';

export interface RouteContext {
  readonly core: MockCore;
  readonly request: RestRequest;
  readonly twist: ExecutionTwist;
}

/** One endpoint. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly access: RouteAccess;
  readonly target: RouteTarget;
  /** `null` where the operation counts by itself. */
  readonly quota: MockQuota | null;
  run(context: RouteContext): Answer;
}
