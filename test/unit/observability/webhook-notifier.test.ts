import { beforeEach, describe, expect, it } from 'vitest';
import {
  type WebhookFetch,
  type WebhookNotifierOptions,
  webhookNotifier,
} from '../../../src/observability/webhook-notifier.ts';
import type { Notice } from '../../../src/ports/notifier.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const URL = 'https://hooks.example/services/T00/B00/very-secret-path';
const MINUTE = 60_000;

let clock: FakeClock;
let posts: { readonly url: string; readonly text: string }[];
/** How the next posts end; then all are taken. */
let ends: (number | 'no answer' | Error)[];

beforeEach(() => {
  clock = new FakeClock();
  posts = [];
  ends = [];
});

const fetch: WebhookFetch = (url, { body }) => {
  posts.push({ url, text: (JSON.parse(body) as { text: string }).text });
  const end = ends.shift() ?? 200;
  if (end === 'no answer') return new Promise(() => {});
  if (typeof end !== 'number') return Promise.reject(end);
  return Promise.resolve({ ok: end < 300, status: end });
};

function aNotifier(options: Partial<WebhookNotifierOptions> = {}) {
  return webhookNotifier({ url: URL, fetch, clock, ...options });
}

const aNotice = (change: Partial<Notice> = {}): Notice => ({
  key: 'drift',
  severity: 'warning',
  message: 'The position differs.',
  ...change,
});

describe('a notice', () => {
  it('is posted with what is known of it and what to do', async () => {
    aNotifier({ title: 'paper' }).notify(
      aNotice({ facts: { ours: '1', theirs: '2' }, runbook: 'docs/runbook.md#drift' }),
    );
    await clock.advanceAsync(2_000);
    expect(posts).toEqual([
      { url: URL, text: '*paper*\n:warning: The position differs. (ours 1, theirs 2) docs/runbook.md#drift' },
    ]);
  });

  it('mentions nobody and links to nothing by itself', async () => {
    aNotifier().notify(aNotice({ message: '<!channel> said\n<https://example.com|this>' }));
    await clock.advanceAsync(2_000);
    expect(posts[0]?.text).toContain('&lt;!channel&gt; said &lt;https://example.com|this&gt;');
  });

  it('is told when the host stops', async () => {
    const notifier = aNotifier();
    notifier.notify(aNotice());
    await notifier.close();
    expect(posts).toHaveLength(1);
  });

  it('is not taken any more afterwards', async () => {
    const notifier = aNotifier();
    await notifier.close();
    notifier.notify(aNotice());
    await clock.advanceAsync(MINUTE);
    expect(posts).toEqual([]);
  });
});

describe('a storm', () => {
  it('of one trouble is one message', async () => {
    const notifier = aNotifier();
    for (let second = 0; second < 600; second++) {
      notifier.notify(aNotice());
      await clock.advanceAsync(1_000);
    }
    expect(posts).toHaveLength(1);
  });

  it('is told again after a while, with how often it came', async () => {
    const notifier = aNotifier();
    for (let minute = 0; minute <= 15; minute++) {
      notifier.notify(aNotice());
      await clock.advanceAsync(MINUTE);
    }
    expect(posts).toHaveLength(2);
    expect(posts[1]?.text).toContain('[14 more of the same]');
  });

  it('of many troubles at once is one message, with the gravest first', async () => {
    const notifier = aNotifier();
    for (let n = 0; n < 500; n++) notifier.notify(aNotice({ key: `k${n}` }));
    notifier.notify(aNotice({ key: 'worst', severity: 'critical', message: 'No stop.' }));
    await clock.advanceAsync(2_000);
    expect(posts).toHaveLength(1);
    expect(posts[0]?.text.split('\n')[1]).toBe(':rotating_light: No stop.');
    expect(posts[0]?.text).toContain('… and 491 more.');
  });

  it('of ever new troubles is a message every ten seconds at most', async () => {
    const notifier = aNotifier();
    for (let n = 0; n < 600; n++) {
      notifier.notify(aNotice({ key: `k${n}` }));
      await clock.advanceAsync(100);
    }
    expect(posts.length).toBeLessThanOrEqual(7);
  });
});

describe('a webhook in trouble', () => {
  it.each<readonly [string, number | 'no answer' | Error]>([
    ['is busy', 503],
    ['limits the rate', 429],
    ['does not answer', 'no answer'],
    ['cannot be reached', new Error('ECONNREFUSED')],
  ])('is asked again when it %s', async (_how, end) => {
    ends = [end];
    aNotifier().notify(aNotice());
    await clock.advanceAsync(MINUTE);
    expect(posts).toHaveLength(2);
  });

  it('is asked three times at most, and then it is logged without the address', async () => {
    ends = [500, 500, new Error(`connect ${URL} failed`)];
    const logged: unknown[] = [];
    const logger = {
      debug() {},
      info() {},
      warn() {},
      error: (message: string, fields?: unknown) => void logged.push(message, fields),
    };
    aNotifier({ logger }).notify(aNotice());
    await clock.advanceAsync(MINUTE);
    expect(posts).toHaveLength(3);
    expect(logged).toHaveLength(2);
    expect(JSON.stringify(logged)).not.toContain('very-secret-path');
  });

  it('is not asked again when it refuses the message', async () => {
    ends = [404];
    aNotifier().notify(aNotice());
    await clock.advanceAsync(MINUTE);
    expect(posts).toHaveLength(1);
  });

  it('keeps nothing back: what comes meanwhile is told with the next message', async () => {
    ends = ['no answer', 'no answer', 'no answer'];
    const notifier = aNotifier();
    notifier.notify(aNotice());
    await clock.advanceAsync(3_000);
    notifier.notify(aNotice({ key: 'other', message: 'Another one.' }));
    await clock.advanceAsync(2 * MINUTE);
    expect(posts.at(-1)?.text).toContain('Another one.');
  });

  it('does not keep a host from stopping', async () => {
    ends = ['no answer', 'no answer', 'no answer'];
    const notifier = aNotifier();
    notifier.notify(aNotice());
    const closed = notifier.close();
    await clock.advanceAsync(15_000);
    await closed;
    expect(posts).toHaveLength(3);
  });
});

describe('a secret in a notice', () => {
  it('is not posted', async () => {
    const notifier = aNotifier({ secrets: ['my-passphrase'] });
    const address = 'postgres://ann:hunter22@db/x';
    const facts = { why: 'apiKey=abcdef123456', token: 'zyxwvut' };
    notifier.notify(aNotice({ message: `my-passphrase ${URL} ${address}`, facts }));
    await clock.advanceAsync(2_000);
    const text = posts[0]?.text ?? '';
    for (const secret of ['my-passphrase', 'very-secret-path', 'hunter22', 'abcdef123456', 'zyxwvut']) {
      expect(text).not.toContain(secret);
    }
  });
});
