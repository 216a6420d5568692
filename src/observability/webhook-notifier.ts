import type { CancelTimer, Clock } from '../ports/clock.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import type { Notice, Notifier } from '../ports/notifier.ts';
import { NoticeBook } from './notice-book.ts';
import { type Redactor, redactor } from './redactor.ts';
import { slackMessage } from './slack-message.ts';

/** The part of `fetch` that a webhook needs. */
export type WebhookFetch = (
  url: string,
  request: {
    readonly method: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly signal: AbortSignal;
  },
) => Promise<{ readonly ok: boolean; readonly status: number }>;

/** What a {@link webhookNotifier} is made of. */
export interface WebhookNotifierOptions {
  /** The address of an incoming webhook of Slack, or of anything that takes its messages. It is a secret. */
  readonly url: string;
  /** Such as `globalThis.fetch`. */
  readonly fetch: WebhookFetch;
  readonly clock: Clock;
  /** Values that may occur in no message; the address is one anyway. */
  readonly secrets?: readonly string[];
  /** Stands before every message, such as the name of the host. */
  readonly title?: string;
  /** How long notices are gathered before they leave as one message, ms. Default 2,000. */
  readonly gatherMs?: number;
  /** The same trouble is told again after so long, ms. Default 15 minutes. */
  readonly repeatAfterMs?: number;
  /** The least time between two messages, ms. Default 10,000. */
  readonly everyMs?: number;
  /** How long one attempt may take, ms. Default 5,000. */
  readonly deadlineMs?: number;
  /** Attempts for one message, the first included. Default 3. */
  readonly attempts?: number;
  readonly logger?: Logger;
}

/**
 * A {@link Notifier} that posts to a Slack-compatible webhook.
 *
 * Notices that come together are one message; the same trouble is told once, and again after a while with how often it
 * came meanwhile; a storm of different ones is one message with the gravest of them. What cannot be delivered is logged.
 */
export function webhookNotifier(options: WebhookNotifierOptions): Notifier {
  return new WebhookNotifier(options);
}

class WebhookNotifier implements Notifier {
  readonly #options: WebhookNotifierOptions;
  readonly #logger: Logger;
  readonly #redact: Redactor;
  readonly #book: NoticeBook;
  #timer: CancelTimer | null = null;
  #sending: Promise<void> | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(options: WebhookNotifierOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    // Who knows the path knows enough.
    const path = options.url.slice(options.url.indexOf('/', options.url.indexOf('//') + 2) + 1);
    this.#redact = redactor([options.url, path, ...(options.secrets ?? [])]);
    this.#book = new NoticeBook(options.repeatAfterMs ?? 900_000);
  }

  notify(notice: Notice): void {
    if (this.#isClosed || !this.#book.take(this.#clean(notice), this.#options.clock.now())) return;
    this.#later();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.();
    this.#timer = null;
    await this.#sending;
    await this.#send();
  }

  /** Before anything is cut, so that no half of a secret is left. */
  #clean(notice: Notice): Notice {
    const { message, facts = {} } = notice;
    const clean = Object.entries(facts).map(([name, value]) => [
      name,
      this.#redact.text(`${name}=${value}`).slice(name.length + 1),
    ]);
    return { ...notice, message: this.#redact.text(message), facts: Object.fromEntries(clean) };
  }

  #later(): void {
    if (this.#timer !== null || this.#sending !== null || this.#isClosed) return;
    const { clock, gatherMs = 2_000, everyMs = 10_000 } = this.#options;
    const delayMs = Math.max(gatherMs, this.#lastAt + everyMs - clock.now());
    this.#timer = clock.schedule(delayMs, () => {
      this.#timer = null;
      this.#sending = this.#send().finally(() => {
        this.#sending = null;
        if (!this.#book.isEmpty) this.#later();
      });
    });
  }

  async #send(): Promise<void> {
    const told = this.#book.give();
    if (told.length === 0) return;
    this.#lastAt = this.#options.clock.now();
    const body = JSON.stringify(this.#redact.value(slackMessage(told, this.#options.title ?? 'brokerkit')));
    const { attempts = 3 } = this.#options;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const trouble = await this.#post(body);
      if (trouble === null) return;
      if (attempt === attempts || !trouble.mayPass) {
        this.#logger.error('A notice could not be delivered.', { notices: told.length, trouble: trouble.what });
        return;
      }
      if (!this.#isClosed) await this.#wait(1_000 * 2 ** (attempt - 1));
    }
  }

  /** What went wrong, and whether another attempt may help; `null` when it was delivered. */
  async #post(body: string): Promise<{ readonly what: string; readonly mayPass: boolean } | null> {
    const { url, fetch, clock, deadlineMs = 5_000 } = this.#options;
    const controller = new AbortController();
    let cancel: CancelTimer = () => {};
    const late = new Promise<null>((resolve) => {
      cancel = clock.schedule(deadlineMs, () => {
        controller.abort();
        resolve(null);
      });
    });
    try {
      const headers = { 'content-type': 'application/json' };
      const sent = fetch(url, { method: 'POST', headers, body, signal: controller.signal });
      const answer = await Promise.race([sent, late]);
      if (answer === null) return { what: `no answer within ${deadlineMs} ms`, mayPass: true };
      const { ok, status } = answer;
      return ok ? null : { what: `status ${status}`, mayPass: status === 429 || status >= 500 };
    } catch (error) {
      return { what: this.#redact.text(error instanceof Error ? error.message : String(error)), mayPass: true };
    } finally {
      cancel();
    }
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#options.clock.schedule(delayMs, resolve));
  }
}
