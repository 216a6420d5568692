import { NO_SLOT } from './order-slots.ts';

/** Stop and target that belong to one entry, or to all that is held of a coin: one cancels the other. */
export class ProtectionGroup {
  /** The entry; empty for what protects all that is held. */
  readonly parentId: string;
  /** Whether it protects all that is held. */
  readonly isOfPosition: boolean;
  stop: number = NO_SLOT;
  target: number = NO_SLOT;
  /** How often a leg was made anew after the former one had ended. */
  stopAttempt = 0;
  targetAttempt = 0;

  constructor(parentId: string, isOfPosition = false) {
    this.parentId = parentId;
    this.isOfPosition = isOfPosition;
  }

  sibling(slot: number): number {
    return slot === this.stop ? this.target : slot === this.target ? this.stop : NO_SLOT;
  }
}
