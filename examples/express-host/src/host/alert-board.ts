import type { Clock } from 'brokerkit';
import type { AlertView } from '../contract/index.ts';

/** What is wrong, while it is. */
export interface Trouble {
  readonly severity: AlertView['severity'];
  readonly message: string;
}

export interface AlertBoardOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly uuid: () => string;
  readonly onChange: (alert: AlertView) => void;
}

/** Ended alerts that are kept. */
const MOST_ENDED = 200;

/** Troubles from their beginning to their end, each told once however often it is seen. */
export class AlertBoard {
  readonly #options: AlertBoardOptions;
  readonly #open = new Map<string, AlertView>();
  #ended: AlertView[] = [];

  constructor(options: AlertBoardOptions) {
    this.#options = options;
  }

  /** Open ones first, newest first. */
  get items(): AlertView[] {
    return [...[...this.#open.values()].reverse(), ...this.#ended];
  }

  /** How it stands with one subject of a kind now: `null` where nothing is wrong. */
  see(kind: string, subject: string, trouble: Trouble | null): void {
    const key = `${kind}:${subject}`;
    const open = this.#open.get(key);
    if (trouble === null) {
      if (open !== undefined) this.#end(key, open);
      return;
    }
    const { clock, uuid, onChange } = this.#options;
    if (open !== undefined && open.severity === trouble.severity) {
      // The same trouble in other figures: it is shown, and not told again.
      this.#open.set(key, { ...open, message: trouble.message });
      return;
    }
    const { id, at } = open ?? { id: uuid(), at: clock.now() };
    const alert: AlertView = { id, at, kind, ...trouble, endedAt: null };
    this.#open.set(key, alert);
    onChange(alert);
  }

  /** Ends every trouble of a kind whose subject is not among those that still have it. */
  endOthers(kind: string, subjects: ReadonlySet<string>): void {
    for (const [key, alert] of [...this.#open]) {
      if (alert.kind === kind && !subjects.has(key.slice(kind.length + 1))) this.#end(key, alert);
    }
  }

  #end(key: string, open: AlertView): void {
    const { clock, onChange } = this.#options;
    const ended = { ...open, endedAt: clock.now() };
    this.#open.delete(key);
    this.#ended = [ended, ...this.#ended].slice(0, MOST_ENDED);
    onChange(ended);
  }
}
