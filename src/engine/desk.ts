import type { UnfinishedOrder } from '../ports/order-journal.ts';
import type { Intake } from './intake.ts';
import type { Session } from './session.ts';

/** What a command works with: the shared state, and the one way in for news. */
export interface Desk {
  readonly session: Session;
  readonly intake: Intake;
  readonly protection: { resume(former: UnfinishedOrder): void };
}
