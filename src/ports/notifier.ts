/** How much a person should mind, least first. */
export const NOTICE_SEVERITIES = ['info', 'warning', 'critical'] as const;
/** One of {@link NOTICE_SEVERITIES}. */
export type NoticeSeverity = (typeof NOTICE_SEVERITIES)[number];

/** Something that a person is to hear of at once. */
export interface Notice {
  /** What it is about: notices of one key are the same trouble. */
  readonly key: string;
  readonly severity: NoticeSeverity;
  /** One sentence. */
  readonly message: string;
  /** A few figures by name; never secrets. */
  readonly facts?: Readonly<Record<string, string>>;
  /** Where it is written what to do. */
  readonly runbook?: string;
}

/** Tells people. */
export interface Notifier {
  /** Takes the notice and returns at once; it is told soon, or together with others. Never throws. */
  notify(notice: Notice): void;
  /** Tells what waits, and then nothing more. Never throws. */
  close(): Promise<void>;
}
