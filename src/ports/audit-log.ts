import type { Page, PageQuery } from './page.ts';

/** Something that a person or the host itself did, apart from trading. */
export interface AuditEntry {
  /** A UUID of ours. */
  readonly entryId: string;
  readonly at: number;
  /** Who did it. */
  readonly actor: string;
  /** What was done, such as `mode.switched`. */
  readonly action: string;
  /** What it was done to; `null` for the whole. */
  readonly subject: string | null;
  /** JSON. */
  readonly details: unknown;
}

/** Which entries are wanted. */
export interface AuditQuery extends PageQuery {
  readonly actor?: string;
  readonly action?: string;
}

/** Who did what and when. Nothing in it is ever changed. */
export interface AuditLog {
  /** Idempotent by the entry's id. */
  append(entry: AuditEntry): Promise<void>;
  list(query?: AuditQuery): Promise<Page<AuditEntry>>;
}
