import { createHash } from 'node:crypto';

/** JSON as it goes out, with its mark. */
export interface Encoded {
  readonly text: string;
  readonly bytes: number;
  readonly etag: string;
}

/** How long an answer is shared where nothing else is said, ms. */
const KEEP_MS = 250;
/** The longest that a route may ask for. */
const LONGEST_MS = 2_000;
const MOST = 256;

/** Lets equal reads that come close together share one answer, encoded once. */
export class SharedReads {
  readonly #now: () => number;
  readonly #answers = new Map<string, { readonly startedAt: number; readonly encoded: Promise<Encoded> }>();

  constructor(options: { readonly now: () => number }) {
    this.#now = options.now;
  }

  /** The answer of an equal read that began less than `keepMs` ago and after the last {@link forget}; else a new one. */
  read(key: string, make: () => unknown, keepMs = KEEP_MS): Promise<Encoded> {
    const now = this.#now();
    const shared = this.#answers.get(key);
    if (shared !== undefined && Math.abs(now - shared.startedAt) < Math.min(keepMs, LONGEST_MS)) return shared.encoded;
    const encoded = encode(make);
    this.#makeRoom(now);
    const answer = { startedAt: now, encoded };
    this.#answers.set(key, answer);
    encoded.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    return encoded;
  }

  /** What was answered may be untrue from now on. */
  forget(): void {
    this.#answers.clear();
  }

  #makeRoom(now: number): void {
    if (this.#answers.size < MOST) return;
    for (const [key, { startedAt }] of this.#answers) if (now - startedAt >= LONGEST_MS) this.#answers.delete(key);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= MOST && oldest !== undefined) this.#answers.delete(oldest);
  }
}

async function encode(make: () => unknown): Promise<Encoded> {
  const text = JSON.stringify(await make());
  const hash = createHash('sha1').update(text).digest('base64url');
  return { text, bytes: Buffer.byteLength(text), etag: `"${hash}"` };
}
