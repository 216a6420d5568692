import { NO_SLOT } from './order-slots.ts';

/** Stop and target that belong to one entry: one cancels the other. */
export class ProtectionGroup {
  readonly parentId: string;
  stop: number = NO_SLOT;
  target: number = NO_SLOT;
  /** How often a leg was made anew after the former one had ended. */
  stopAttempt = 0;
  targetAttempt = 0;

  constructor(parentId: string) {
    this.parentId = parentId;
  }

  sibling(slot: number): number {
    return slot === this.stop ? this.target : slot === this.target ? this.stop : NO_SLOT;
  }
}
